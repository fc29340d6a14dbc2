import { entryType, type LayerIndex } from '#engine/layers/layer-index.ts';
import type { SpaceCause } from '#shared/model/layer-tree.ts';
import type { Bytes } from '#shared/model/units.ts';
import { ABSENT, type ChangeLog, IMPLICIT } from './change-log.ts';
import { EntryFacts } from './entry-facts.ts';
import type { NodeId } from './node-table.ts';

/** A copy that the finished tree does not need. `node`: its last name; null where no tree ever shows it. */
export type SpareCopy = Readonly<{
  layer: number;
  row: number;
  node: NodeId | null;
  cause: SpaceCause;
  by: number;
  size: Bytes;
}>;

export type Reclaimable = Readonly<{ carried: Bytes; copies: readonly SpareCopy[] }>;

/**
 * Every regular file in a layer is a copy. The finished tree needs the copies that one of its names leads to; all others, whose
 * bytes still ship, are listed with why nothing leads to them any more. Names that share a copy (hard links) keep it until the
 * last of them is gone. Empty files have no bytes and are left out.
 *
 * @param from copies of lower layers are left out, as a base that others provide
 */
export function reclaimableCopies(
  indexes: readonly (LayerIndex | null)[],
  log: ChangeLog,
  names: number,
  from = 0,
): Reclaimable {
  const facts = new EntryFacts(indexes);
  /** By layer and row: names that lead there. */
  const leads = indexes.map((index) => new Int32Array(index?.count ?? 0));
  const seen = indexes.map((index) => new Uint8Array(index?.count ?? 0));
  const atLayer = new Uint16Array(names);
  const atRow = new Int32Array(names).fill(ABSENT);
  const copies: SpareCopy[] = [];
  const add = (copy: Omit<SpareCopy, 'size'>): void => {
    const size = facts.size(copy.layer, copy.row);
    if (size > 0 && copy.layer >= from) copies.push({ ...copy, size });
  };
  for (const [by, changes] of log.entries()) {
    const { nodes, layer: toLayer, row: toRow } = changes;
    // All that comes before anything that goes: a layer may put another name to a copy and take the first away.
    for (let i = 0; i < nodes.length; i++) {
      const [layer, row] = [toLayer[i] as number, toRow[i] as number];
      if (row < 0) continue;
      const [lead, shown] = [leads[layer], seen[layer]];
      if (!lead || !shown) continue;
      lead[row] = (lead[row] as number) + 1;
      shown[row] = 1;
    }
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i] as number;
      const [layer, row] = [atLayer[node] as number, atRow[node] as number];
      const [newLayer, newRow] = [toLayer[i] as number, toRow[i] as number];
      atLayer[node] = newLayer;
      atRow[node] = newRow;
      const lead = leads[layer];
      if (row < 0 || !lead) continue;
      lead[row] = (lead[row] as number) - 1;
      if (lead[row] === 0) add({ layer, row, node, by, cause: causeOf(facts, layer, row, newLayer, newRow) });
    }
  }
  let carried = 0;
  for (const [layer, index] of indexes.entries()) {
    if (!index || layer < from) continue;
    for (let row = 0; row < index.count; row++) {
      if (entryType(index, row) !== 'file') continue;
      carried += index.size[row] as number;
      if (seen[layer]?.[row] === 0) add({ layer, row, node: null, by: layer, cause: 'neverVisible' });
    }
  }
  // A link source that no tree shows may lend its copy to another name later: what counts is how it ends.
  const spare: SpareCopy[] = [];
  for (const copy of copies.toReversed()) {
    const shown = seen[copy.layer];
    if (leads[copy.layer]?.[copy.row] !== 0 || shown?.[copy.row] === LISTED) continue;
    if (shown) shown[copy.row] = LISTED;
    spare.push(copy);
  }
  return { carried, copies: spare.sort(bySize) };
}

/** In place of 1, that it was seen. */
const LISTED = 2;

function causeOf(facts: EntryFacts, layer: number, row: number, newLayer: number, newRow: number): SpaceCause {
  if (newRow === ABSENT || newRow === IMPLICIT || facts.type(newLayer, newRow) !== 'file') return 'removed';
  const changed = facts.changed(layer, row, newLayer, newRow);
  if (changed.includes('content')) return 'overwritten';
  return changed.length > 0 ? 'metadata' : 'identical';
}

function bySize(a: SpareCopy, b: SpareCopy): number {
  return b.size - a.size || a.layer - b.layer || a.row - b.row;
}
