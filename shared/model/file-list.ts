import type { FileRow } from '#shared/schema/file-row.ts';
import type { PathCopy } from './evidence-bytes.ts';

/** A row of a directory. `children`: names in it, for directories. */
export type DirectoryRow = FileRow & Readonly<{ name: string; children: number | null }>;

/** A part of a directory of the final tree: directories first, then by the bytes of the name. */
export type DirectoryWindow = Readonly<{
  /** Printed path of the directory that was found, links followed; '' is the root. */
  directory: string;
  total: number;
  offset: number;
  rows: readonly DirectoryRow[];
}>;

/** A file that is called as was asked for. `path`: printed, from the root. */
export type NamedFile = Readonly<{ path: string; introduced: number }>;

/** Everything known about one path. */
export type PathDetail = Readonly<{
  /** Printed, links in parents followed. */
  path: string;
  /** null: not in the final tree. */
  file: FileRow | null;
  /** First layer from which the path stays absent; null when it is there. */
  removed: number | null;
  /** Base first. */
  history: readonly PathCopy[];
  /** Components that list the file, are it, or cite it. */
  components: readonly Readonly<{ key: string; name: string; relation: 'owns' | 'is' | 'cites' }>[];
}>;
