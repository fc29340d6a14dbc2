import type { DiffId, Sha256 } from './digest.ts';
import type { FileType } from './tree.ts';
import type { Bytes, LayerIndex } from './units.ts';

/** What a layer did to a name. `same`: it is there and was not changed, or it was listed again as it was. */
export const CHANGE_STATES = ['added', 'modified', 'removed', 'same'] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

/** What differs where a name was modified. A link's target is its content. */
export const CHANGE_FIELDS = ['type', 'content', 'mode', 'owner'] as const;
export type ChangeField = (typeof CHANGE_FIELDS)[number];

/** What a name is, for filtering. `executable`: a regular file that anybody may execute. */
export const TREE_TYPES = ['file', 'executable', 'dir', 'link', 'special'] as const;
export type TreeType = (typeof TREE_TYPES)[number];

/**
 * Which tree. `layer`: the names that one layer touched. `upTo`: the root file system after that layer; states are what the layer
 * did. `final`: the finished one, with the names that layers removed; states are what all layers did together, and `layer` is ignored.
 */
export const TREE_MODES = ['layer', 'upTo', 'final'] as const;
export type TreeMode = (typeof TREE_MODES)[number];

/** What happened to it in a layer above the one that is looked at. */
export const LATER = ['removed', 'overwritten'] as const;
export type Later = (typeof LATER)[number];

export type TreeFilter = Readonly<{
  /** Empty: all. */
  states: readonly ChangeState[];
  /** Empty: all. */
  types: readonly TreeType[];
  /** Only what a later layer removed, or wrote anew. In the finished tree, `removed` are the names that are gone. */
  later: readonly Later[];
  /** Words that a path holds, `size:>1MB`, `size:<10kB`, `owner:0` or `owner:0:0`; all of them. */
  query: string;
}>;

/** Which folders are open: those of `open`, and all at and below `deep` but those of `shut`. Printed paths; '' is the root. */
export type TreeFolds = Readonly<{ open: readonly string[]; deep: readonly string[]; shut: readonly string[] }>;

/** Names below a folder by state, directories left out. */
export type StateCounts = Readonly<Record<ChangeState, number>>;

/** One line of the tree. */
export type TreeRow = Readonly<{
  /** Printed, without a slash in front. */
  path: string;
  name: string;
  /** From 1. */
  level: number;
  /** Place among its siblings, from 1, and how many there are. */
  position: number;
  siblings: number;
  type: FileType;
  state: ChangeState;
  changed: readonly ChangeField[];
  /** Visible names in it; null for what is no directory. */
  children: number | null;
  open: boolean;
  /** Below a directory; null for what is none. */
  counts: StateCounts | null;
  /** Of a file, or of all files below, each content once; null where there is none. In mode `layer`, what that layer carries. */
  size: Bytes | null;
  /** Four octal digits. */
  mode: string;
  uid: number;
  gid: number;
  linkTarget: string | null;
  /** The layer whose entry describes it. */
  layer: LayerIndex;
  /** The copy that was hidden or overwritten. `layer`: where its bytes lie. */
  before: Readonly<{ layer: LayerIndex; size: Bytes | null }> | null;
  /** The layer removes it by a whiteout of its own, or is opaque here and hides this many names. */
  marker: 'whiteout' | Readonly<{ opaque: number }> | null;
  /** What later layers did to it, at most one of each; in the finished tree, which layer removed it. */
  later: readonly Readonly<{ what: Later; layer: LayerIndex }>[];
}>;

export type TreeWindow = Readonly<{
  /** Changes when the image was scanned again. */
  generation: string;
  /** Lines with these folds. */
  total: number;
  offset: number;
  rows: readonly TreeRow[];
  /** Line of the path that was asked for; null when it is in no open folder. */
  anchorAt: number | null;
  /** Names that fit the filter, directories included. */
  matches: number;
  /** Of the tree without the filter. */
  counts: StateCounts;
  /** More folders would have been opened than the limit of lines allows. */
  capped: boolean;
  /** Layers that could not be read; their changes are not known. */
  unreadable: readonly LayerIndex[];
}>;

/** What one layer did, names other than directories. */
export type LayerSummary = Readonly<{ index: LayerIndex; counts: StateCounts; bytes: Bytes; readable: boolean }>;

/**
 * Why the bytes of a copy are not needed by the finished tree. `overwritten`: a later layer has other content at its last name.
 * `metadata`: the same content again, with another mode or owner. `identical`: the same again with nothing changed. `removed`: its last name
 * was removed. `neverVisible`: no tree ever shows it, as its own layer has another entry for it or it was refused.
 */
export const SPACE_CAUSES = ['overwritten', 'metadata', 'identical', 'removed', 'neverVisible'] as const;
export type SpaceCause = (typeof SPACE_CAUSES)[number];

/** A copy beyond the needed one. `by`: the layer that made it superfluous. */
export type SpaceItem = Readonly<{
  path: string;
  cause: SpaceCause;
  size: Bytes;
  layer: LayerIndex;
  by: LayerIndex;
}>;

/** Uncompressed bytes of file contents. Hard links are one copy. */
export type SpaceWindow = Readonly<{
  generation: string;
  /** In all layers that are looked at. */
  carried: Bytes;
  /** Of these, what the finished tree does not need: the sum of the causes. */
  reclaimable: Bytes;
  /** Most bytes first; those with no copy are left out. */
  causes: readonly Readonly<{ cause: SpaceCause; bytes: Bytes; copies: number }>[];
  total: number;
  offset: number;
  /** Largest first. */
  rows: readonly SpaceItem[];
  unreadable: readonly LayerIndex[];
}>;

/** What one layer did to one path. */
export type PathChange = Readonly<{
  layer: LayerIndex;
  diffId: DiffId;
  createdBy: string | null;
  state: ChangeState;
  changed: readonly ChangeField[];
  type: FileType | null;
  size: Bytes | null;
  sha256: Sha256 | null;
  mode: string | null;
  uid: number | null;
  gid: number | null;
}>;
