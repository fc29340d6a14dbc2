import type { ComponentLayers } from '#shared/model/component.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import type { DatabaseRow, DatabaseState } from './input.ts';
import { citedLayer } from './locate.ts';

/** One package through the layers: the row that proves it, and its layer facts. */
export type RowHistory = Readonly<{ key: string; row: DatabaseRow; layers: ComponentLayers }>;

/**
 * Follows rows through successive versions of one database (contracts §1). S_i is the database after layer i.
 *
 * @param states S_0 … S_top; neighbours that are the same object did not change
 * @param keyOf full key of a row, version included: an upgrade is one row that goes and one that comes
 * @returns one history per key that ever existed; for a key absent from S_top, of its last stay
 */
export function followRows(states: readonly DatabaseState[], keyOf: (row: DatabaseRow) => string): RowHistory[] {
  const open = new Map<string, Stay>();
  const closed = new Map<string, RowHistory>();
  let below: DatabaseState | undefined;
  for (const [layer, state] of states.entries()) {
    if (state === below) continue;
    below = state;
    const present = rowsByKey(state, keyOf);
    for (const [key, stay] of open) {
      if (present.has(key)) continue;
      open.delete(key);
      closed.set(key, historyOf(key, stay, layer));
    }
    for (const [key, row] of present) {
      const fields = canonicalFields(row);
      const stay = open.get(key);
      if (stay === undefined) open.set(key, { row, fields, introduced: layer, lastModified: layer });
      else {
        if (stay.fields !== fields) stay.lastModified = layer;
        stay.fields = fields;
        stay.row = row;
      }
    }
  }
  for (const [key, stay] of open) closed.set(key, historyOf(key, stay, null));
  return [...closed.values()];
}

type Stay = { row: DatabaseRow; fields: string; introduced: LayerIndex; lastModified: LayerIndex };

function historyOf(key: string, { row, introduced, lastModified }: Stay, removed: LayerIndex | null): RowHistory {
  return {
    key,
    row,
    layers: { introduced, recordWritten: citedLayer(row.fact.cited, row.file), lastModified, removed },
  };
}

/** Of two rows with one key the later one counts, as it does for dpkg. */
function rowsByKey(state: DatabaseState, keyOf: (row: DatabaseRow) => string): Map<string, DatabaseRow> {
  return new Map(state.rows.map((row) => [keyOf(row), row]));
}

/** Everything that the row states, but not where it stands nor which files it lists. */
function canonicalFields({ fact }: DatabaseRow): string {
  const details = Object.entries(fact.details).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    fact.name,
    fact.version,
    fact.arch,
    fact.source,
    fact.state,
    fact.licence?.text ?? null,
    details,
  ]);
}
