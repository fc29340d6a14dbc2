import type { ComponentFilter, ComponentQuery, ComponentSort, ComponentWindow } from '../records.ts';
import type { Sql, Value } from '../sqlite/sql.ts';
import { toComponentRow, type ComponentListRow } from './components.ts';

/** Most rows of one window: a list on screen shows some 50. */
const MOST_ROWS = 10_000;

/** A table, so that no text of a caller becomes SQL. */
const sortColumns: Readonly<Record<ComponentSort, string>> = {
  key: 'key',
  name: 'name',
  version: 'version',
  type: 'type',
  arch: 'arch',
  origin: 'origin',
  state: 'state',
  introduced: 'introduced',
  lastModified: 'last_modified',
};

/** A part of a sorted, filtered list, and how long the whole list is. */
export function queryComponents(sql: Sql, tenant: string, query: ComponentQuery): ComponentWindow {
  const { text, values } = condition(tenant, query);
  const sort = sortColumns[query.sort ?? 'key'];
  const direction = query.descending ? 'DESC' : 'ASC';
  const rows = sql.all<ComponentListRow>(
    `SELECT key, purl, type, name, version, arch, origin, state, introduced, record_written, last_modified,
       removed, licences
     FROM components WHERE ${text} ORDER BY ${sort} ${direction}, key ${direction} LIMIT ? OFFSET ?`,
    ...values,
    Math.min(natural(query.limit, 200), MOST_ROWS),
    natural(query.offset, 0),
  );
  const [total] = sql.all<{ total: number }>(`SELECT count(*) AS total FROM components WHERE ${text}`, ...values);
  return { total: total?.total ?? 0, rows: rows.map(toComponentRow) };
}

function condition(tenant: string, { imageId, filter = {} }: ComponentQuery): { text: string; values: Value[] } {
  const parts = ['tenant = ?', 'image_id = ?'];
  const values: Value[] = [tenant, imageId];
  const also = (part: string, ...more: Value[]): void => {
    parts.push(part);
    values.push(...more);
  };
  if (filter.text !== undefined) {
    const like = containing(filter.text);
    also(`(name LIKE ? ESCAPE '\\' OR version LIKE ? ESCAPE '\\' OR purl LIKE ? ESCAPE '\\')`, like, like, like);
  }
  if (filter.licence !== undefined) also(`licences LIKE ? ESCAPE '\\'`, containing(filter.licence));
  if (filter.removed !== undefined) also(filter.removed ? 'removed IS NOT NULL' : 'removed IS NULL');
  for (const [column, wanted] of listed(filter))
    if (wanted !== undefined) also(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(wanted));
  return { text: parts.join(' AND '), values };
}

function listed(filter: ComponentFilter): [column: string, wanted: readonly unknown[] | undefined][] {
  return [
    ['type', filter.types],
    ['origin', filter.origins],
    ['state', filter.states],
    ['introduced', filter.introduced],
  ];
}

function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

function natural(value: number | undefined, otherwise: number): number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
}
