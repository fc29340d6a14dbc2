import type { Evidence } from './evidence.ts';
import type { OsPackageType } from './fact.ts';
import type { LayerIndex } from './units.ts';

/** `bin`: an executable that nothing names; its key is `bin:sha256:<hex>`. */
export type ComponentType = OsPackageType | 'bin';

/** How the component became known. */
export type ComponentOrigin = 'package-db' | 'file';

/** The layer facts of a component. For a package they follow its *row* in successive database versions. */
export type ComponentLayers = Readonly<{
  introduced: LayerIndex;
  recordWritten: LayerIndex | null;
  lastModified: LayerIndex;
  removed: LayerIndex | null;
}>;

/** A place where the component's files are, or the database that states it. Printed path. */
export type Occurrence = Readonly<{ path: string; layer: LayerIndex }>;

export type Licence = Readonly<{
  /** As it stands in the metadata. */
  text: string;
  /** The same as an SPDX expression, where it parses as one; never guessed. */
  spdx: string | null;
}>;

/** One thing that is in the image. Sorted, deduplicated lists throughout. */
export type Component = Readonly<{
  /** Full purl, else `bin:sha256:<hex>`. */
  key: string;
  purl: string | null;
  type: ComponentType;
  name: string;
  version: string | null;
  arch: string | null;
  source: Readonly<{ name: string; version: string }> | null;
  state: string;
  origin: ComponentOrigin;
  layers: ComponentLayers;
  licences: readonly Licence[];
  details: Readonly<Record<string, string>>;
  occurrences: readonly Occurrence[];
  /** Listed files that are in the tree (printed paths). */
  files: readonly string[];
  /** Listed files that are not in the tree (printed paths). */
  missingFiles: readonly string[];
  evidence: readonly Evidence[];
}>;
