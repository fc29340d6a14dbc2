import type { Sha256 } from './digest.ts';
import type { Evidence } from './evidence.ts';
import type { FilePackageType, OsPackageType } from './package-types.ts';
import type { LayerIndex } from './units.ts';

/** `bin`: an executable that nothing names; its key is `bin:sha256:<hex>`. */
export type ComponentType = OsPackageType | FilePackageType | 'bin';

/**
 * How the component became known. `package-db`: a row of a package database. `metadata`: metadata that lie with the installed
 * package (`METADATA`, `package.json`, a jar's `pom.properties`). `build-info`: a list of what it was built from, inside a binary.
 * `file`: the file itself, which nothing names.
 */
export type ComponentOrigin = 'package-db' | 'metadata' | 'build-info' | 'file';

/** The layer facts of a component. For a package they follow its *row* in successive database versions. */
export type ComponentLayers = Readonly<{
  introduced: LayerIndex;
  recordWritten: LayerIndex | null;
  lastModified: LayerIndex;
  removed: LayerIndex | null;
}>;

/**
 * A place where the component's files are, or the database that states it. Printed path; inside an archive `!/` goes on with the
 * member's name: `srv/a.war!/WEB-INF/lib/b.jar`. `sha256` where the component is that one file: copies of one package may differ.
 */
export type Occurrence = Readonly<{ path: string; layer: LayerIndex; sha256?: Sha256 }>;

/**
 * How one component leads to another. `declares`: its metadata name a dependency, and this is the component that satisfies it
 * there. `contains`: the other one lies inside its file. `installs`: a package of the operating system owns the files that state
 * the other one, so that both are the same code under two names.
 */
export type DependencyKind = 'declares' | 'contains' | 'installs';

/** An edge to the component with key `to`, which is in the same graph. `stated`: the requirement as written, if there is one. */
export type Dependency = Readonly<{ to: string; kind: DependencyKind; stated?: string }>;

export type Licence = Readonly<{
  /** As it stands in the metadata. */
  text: string;
  /** The same as an SPDX expression, where it parses as one; never guessed. */
  spdx: string | null;
}>;

/**
 * Does the image's start lead to the component (contracts §6)? `possible`: a hop that may be taken does. `open`: something that is not
 * known may. See `usage.ts`.
 */
export type UsageWord = 'reached' | 'notReached' | 'possible' | 'open';

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
  /** Sorted by kind, then target; no duplicates, none to itself. */
  dependencies: readonly Dependency[];
  /** Listed files that are in the tree (printed paths). */
  files: readonly string[];
  /** Listed files that are not in the tree (printed paths). */
  missingFiles: readonly string[];
  evidence: readonly Evidence[];
  /** Absent for what a later layer removed, and in graphs of single layers: those start nothing. */
  usage?: UsageWord;
  /** Texts that annotators from outside added, by `<plug-in id>:<name>`. Claims of theirs, not proven here. */
  annotations?: Readonly<Record<string, string>>;
}>;
