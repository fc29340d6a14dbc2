import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { ImageId, Sha256 } from '#shared/model/digest.ts';
import type { Locator } from '#shared/model/evidence.ts';
import type { Fact, PackageFact } from '#shared/model/fact.ts';
import type { ImageConfig } from '#shared/model/image.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { LayerInfo, RootView, TreeNode } from '#shared/model/tree.ts';
import type { LayerIndex } from '#shared/model/units.ts';

/** A fact with the id and version of the analyzer that stated it. */
export type StatedFact = Readonly<{ fact: Fact; analyzer: string }>;

/**
 * A file that is, or is part of, a package database, as it was after some layer. For the first file of a set, `members` says by
 * name which layer wrote each of its files.
 */
export type DatabaseFile = Readonly<{
  path: RootPath;
  sha256: Sha256;
  lastModified: LayerIndex;
  members?: ReadonlyMap<string, LayerIndex>;
}>;

/** One row of a database with the file that holds it. */
export type DatabaseRow = Readonly<{ fact: PackageFact; analyzer: string; file: DatabaseFile }>;

/**
 * A package database as parsed after one layer: all files of it, and all rows. `absences` proves that files of it are gone: by
 * path, the whiteout that removed the file, where there is one.
 */
export type DatabaseState = Readonly<{
  files: readonly DatabaseFile[];
  rows: readonly DatabaseRow[];
  absences: ReadonlyMap<RootPath, Locator>;
}>;

/** Everything that compose joins. Plain values and a read-only tree. */
export type ComposeInput = Readonly<{
  imageId: ImageId;
  config: ImageConfig | null;
  layers: readonly LayerInfo[];
  tree: RootView;
  /** Per kind of database, the state after each layer, base first. Layers that change nothing share the state below. */
  databases: readonly (readonly DatabaseState[])[];
  /** Files of the final tree that some analyzer wanted, in path order, each once. */
  statedFiles: readonly TreeNode[];
  /** Facts of a file's content in the final tree. */
  factsOf: (sha256: Sha256) => readonly StatedFact[];
  diagnostics: readonly Diagnostic[];
  complete: boolean;
}>;
