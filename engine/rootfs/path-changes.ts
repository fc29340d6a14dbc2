import type { ChangeField, ChangeState } from '#shared/model/layer-tree.ts';
import { ABSENT, type ChangeLog } from './change-log.ts';
import type { EntryFacts } from './entry-facts.ts';
import type { NodeId } from './node-table.ts';

/** What one layer did to one name. `row`: ABSENT where it removed it. */
export type NodeChange = Readonly<{
  layer: number;
  state: ChangeState;
  changed: readonly ChangeField[];
  entryLayer: number;
  row: number;
}>;

/** Every layer that touched a name, base first; also where a folder above was removed. */
export function changesOf(log: ChangeLog, facts: EntryFacts, node: NodeId): NodeChange[] {
  const found: NodeChange[] = [];
  let [beforeLayer, beforeRow] = [0, ABSENT];
  for (const [layer, { nodes, layer: layers, row: rows }] of log.entries()) {
    const i = nodes.indexOf(node);
    if (i < 0) continue;
    const [entryLayer, row] = [layers[i] as number, rows[i] as number];
    if (row === ABSENT && beforeRow === ABSENT) continue;
    const both = row !== ABSENT && beforeRow !== ABSENT;
    const changed = both ? facts.changed(beforeLayer, beforeRow, entryLayer, row) : [];
    const state = both ? (changed.length > 0 ? 'modified' : 'same') : row === ABSENT ? 'removed' : 'added';
    found.push({ layer, state, changed, entryLayer, row });
    [beforeLayer, beforeRow] = [entryLayer, row];
  }
  return found;
}
