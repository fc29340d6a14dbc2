import type { ComponentType } from './component.ts';
import type { LayerIndex } from './units.ts';

/** What is known of an image while its first scan runs. All of it is provisional. */

/** Only so many are kept while a scan runs: the number of what was found is no less than this, and may be more. */
type Bounded = Readonly<{ atLeast?: true }>;

/**
 * A package as far as a running scan knows it. `key`: of the component that it became; null: a record that a file of a layer states,
 * which a layer above may still replace or remove. `path`: that file, printed, with `!/` before what lies in an archive; null for a
 * component.
 */
export type SoFarRow = Readonly<{
  key: string | null;
  type: ComponentType;
  name: string;
  version: string | null;
  layer: LayerIndex;
  path: string | null;
}>;

/** By name. `counted`: these are components of the merged image, and only what the start reaches is open. */
export type SoFarWindow = Bounded & Readonly<{ counted: boolean; total: number; rows: readonly SoFarRow[] }>;

/** A piece of the rows of a scan that has not ended. `next`: where the next one begins; null: this was the last. */
export type PartialRows = Readonly<{ text: string; next: number | null }>;

/** One entry of a layer's own archive, in the archive's order. A `whiteout` names what it removes, `opaque` the folder it empties. */
export type LayerEntry = Readonly<{ path: string; type: string; size: number | null }>;

/** `total`: null while the layer is not read, or its content is not named by the image. */
export type LayerEntries = Readonly<{ total: number | null; rows: readonly LayerEntry[] }>;

/** Formats of executables. */
export type ProgramKind = 'elf' | 'pe' | 'macho';

/** An executable of a finished layer, and what it says that it needs. Names as they are written there: nothing is resolved. */
export type StatedLinks = Readonly<{
  layer: LayerIndex;
  /** Printed, from the root. */
  path: string;
  kind: ProgramKind;
  needed: readonly string[];
  /** Path of the program interpreter, or of the dynamic loader. */
  interp: string | null;
  /** Where it wants libraries to be looked for. */
  searched: readonly Readonly<{ tag: 'RPATH' | 'RUNPATH'; text: string }>[];
}>;

/** By layer, then by path. */
export type LinksSoFar = Bounded & Readonly<{ total: number; rows: readonly StatedLinks[] }>;

/** What a finished layer holds: records by type of package, executables by format, most first. */
export type LayerKinds = Readonly<{
  layer: LayerIndex;
  packages: readonly (Bounded & Readonly<{ type: ComponentType; count: number }>)[];
  programs: readonly Readonly<{ kind: ProgramKind; count: number }>[];
}>;
