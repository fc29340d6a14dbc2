import type { DpkgRow } from './dpkg-rows.ts';
import type { TreeRow } from './tree-row.ts';

/** What umoci, dpkg-query, GNU tar and lstat say about an image after each of its layers, base first. */
export type ImageTruth = Readonly<{
  layers: readonly Readonly<{
    rows: readonly TreeRow[];
    names: readonly string[];
    packages: readonly DpkgRow[];
    diverted: readonly Readonly<{ contested: string; to: string; by: string }>[];
  }>[];
}>;
