import type { DiffConfig, DiffFile, DiffFileClass, DiffLayerRef, DiffRow, DiffRowSide, ImageDiff } from './diff.ts';

/**
 * What happened to a component, as a person reads it. `changed`: another version, of which the order is not known or several.
 * `usage`: nothing but whether the start reaches it.
 */
export const DIFF_KINDS = ['added', 'removed', 'upgraded', 'downgraded', 'changed', 'metadata', 'usage'] as const;
export type DiffKind = (typeof DIFF_KINDS)[number];

export function kindOfRow({
  class: kind,
  direction,
  changes,
}: Pick<DiffRow, 'class' | 'direction' | 'changes'>): DiffKind {
  const [first, ...more] = changes;
  if (kind === 'metadata_changed') return first?.field === 'usage' && more.length === 0 ? 'usage' : 'metadata';
  if (kind !== 'version_changed') return kind;
  return direction === 'up' ? 'upgraded' : direction === 'down' ? 'downgraded' : 'changed';
}

/** A row without its proofs, which come with {@link DiffRow} when it is looked at. */
export type DiffListRow = Omit<DiffRow, 'perSide'> &
  Readonly<{ perSide: readonly Omit<DiffRowSide, 'evidence'>[]; kind: DiffKind }>;

/** Everything but the long lists. */
export type DiffHead = Omit<ImageDiff, 'rows' | 'files' | 'config'> &
  Readonly<{
    config: readonly DiffConfig[];
    kinds: Readonly<Record<DiffKind, number>>;
    /** Of the changes those that the start of either image reaches; null: one of the starts was not traced. */
    reached: ReachedChanges | null;
    soFar: DiffSoFar | null;
  }>;

/**
 * An image of the comparison is still scanned for the first time. `compared`: false while its components are not known; then there
 * are its layers alone.
 */
export type DiffSoFar = Readonly<{ scanning: readonly ('old' | 'new')[]; compared: boolean }>;

export type ReachedChanges = Readonly<{
  kinds: Readonly<Record<DiffKind, number>>;
  files: Readonly<Record<DiffFileClass, number>>;
}>;

/** A line of the list: the head of a layer, a component or a file. */
export type DiffItem =
  | Readonly<{ kind: 'layer'; layer: DiffLayerRef | null; createdBy: string | null }>
  | Readonly<{ kind: 'row'; row: DiffListRow }>
  | Readonly<{ kind: 'file'; file: DiffFile }>;

/** Part of the filtered list, grouped by layer. `changes`: without the heads. */
export type DiffWindow = Readonly<{ total: number; changes: number; offset: number; items: readonly DiffItem[] }>;

/**
 * What of a diff is listed. No classes: all. `query`: every word is somewhere in the name, the identity or the path. `reached`: only
 * what the start of either image reaches.
 */
export type DiffFilter = Readonly<{
  axis: 'components' | 'files';
  kinds: readonly (DiffKind | DiffFileClass)[];
  query: string;
  layer: DiffLayerRef | null;
  reached: boolean;
}>;
