import {
  CHANGE_STATES,
  LATER,
  TREE_MODES,
  TREE_TYPES,
  type TreeFilter,
  type TreeMode,
} from '#shared/model/layer-tree.ts';
import type { LayerIndex } from '#shared/model/units.ts';

/** What the layers view of a tab shows. `layer` is null until one is chosen. */
export type TreeLook = TreeFilter & Readonly<{ mode: TreeMode; layer: LayerIndex | null }>;

/** The finished image, so that what is gone from it is one click away. */
export const firstLook: TreeLook = { mode: 'final', layer: null, states: [], types: [], later: [], query: '' };

/** Of values that another version of the page may have kept. */
export function parseLook(value: unknown): TreeLook | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { mode, layer, states, types, later, query } = value as Readonly<Record<string, unknown>>;
  const of = <T extends string>(known: readonly T[], given: unknown): T[] =>
    Array.isArray(given) ? known.filter((one) => given.includes(one)) : [];
  const chosen = typeof layer === 'number' && Number.isSafeInteger(layer) && layer >= 0 ? layer : null;
  return {
    mode: chosen === null ? 'final' : (TREE_MODES.find((one) => one === mode) ?? 'final'),
    layer: chosen,
    states: of(CHANGE_STATES, states),
    types: of(TREE_TYPES, types),
    later: of(LATER, later),
    query: typeof query === 'string' ? query : '',
  };
}

/** The same values with one more, or without it if it was there; in the order of `known`. */
export function toggled<T extends string>(known: readonly T[], chosen: readonly T[], value: T): T[] {
  return known.filter((one) => (one === value) !== chosen.includes(one));
}
