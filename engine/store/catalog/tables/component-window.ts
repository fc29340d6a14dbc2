import type { ComponentSort, ComponentWindow, FacetValue } from '#shared/model/component-list.ts';
import type { Licence } from '#shared/model/component.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { EVERYTHING, type Filter } from '#shared/schema/filter.ts';
import type { ComponentQuery, SortBy } from '../records.ts';
import { decodeJson } from '../sqlite/json-column.ts';
import type { Sql } from '../sqlite/sql.ts';
import { countFacets, groupMatching, groupRows, splitFilter } from './component-facets.ts';
import { type Condition, conditionOf, type LicenceSets } from './component-filter.ts';
import type { ComponentListCache } from './component-list-cache.ts';
import { type ComponentListRow, toComponentRow } from './components.ts';

/** Most rows of one window: a list on screen shows some 50. */
const MOST_ROWS = 10_000;

/** A table, so that no text of a caller becomes SQL. */
const sortColumns: Readonly<Record<ComponentSort, string>> = {
  key: 'key',
  name: 'name COLLATE NOCASE',
  version: `ifnull(version, '') COLLATE NOCASE`,
  type: 'type',
  arch: `ifnull(arch, '')`,
  origin: 'origin',
  state: 'state',
  licence: `ifnull(coalesce(licences ->> '$[0].spdx', licences ->> '$[0].text'), '') COLLATE NOCASE`,
  introduced: 'introduced',
  recordWritten: 'ifnull(record_written, -1)',
  lastModified: 'last_modified',
  usage: 'usage',
};

const USUAL_ORDER: readonly SortBy[] = [{ by: 'name', descending: false }];

/**
 * A part of a sorted, filtered list, and how long the whole list is.
 *
 * The list's row ids are found once and kept, so that scrolling, an anchor and the total cost nothing more.
 */
export function queryComponents(
  sql: Sql,
  tenant: string,
  query: ComponentQuery,
  cache: ComponentListCache,
): ComponentWindow {
  const { imageId, filter = EVERYTHING, sort = [], at = { offset: 0 } } = query;
  const scope: Condition = { text: 'tenant = ? AND image_id = ?', values: [tenant, imageId] };
  const { sha256, components } = stateOf(sql, tenant, imageId);
  const kept = <T>(what: string, make: () => T): T => cache.get(`${imageId} ${sha256} ${what}`, make);
  const sets: LicenceSets = () => kept('licences', () => licenceSets(sql, scope));
  const listOf = (filter: Filter, order: string): readonly number[] =>
    kept(`list ${order} ${JSON.stringify(filter)}`, () => {
      const { text, values } = conditionOf(filter, sets);
      return sql.column(
        `SELECT component_id FROM components WHERE ${scope.text} AND ${text} ORDER BY ${order}`,
        ...scope.values,
        ...values,
      );
    });
  const group = query.group ?? null;
  const ids = listOf(filter, orderOf(group === null ? sort : [group, ...sort.filter(({ by }) => by !== group.by)]));
  const anchorAt = 'anchor' in at ? positionOf(sql, scope, ids, at.anchor) : null;
  const wanted = 'anchor' in at ? Math.max(0, (anchorAt ?? 0) - natural(at.before, 0)) : natural(at.offset, 0);
  const offset = Math.min(wanted, ids.length);
  const limit = Math.min(natural(query.limit, 200), MOST_ROWS);
  return {
    generation: sha256.slice(0, 16),
    total: ids.length,
    unfiltered: components,
    offset,
    anchorAt,
    rows: rowsOf(sql, ids.slice(offset, offset + limit)),
    facets: query.facets ? facets() : null,
    groups:
      group === null
        ? null
        : kept(`grouped ${group.by} ${group.descending} ${JSON.stringify(filter)}`, () => groups(group)),
  };

  /** By the expression that the list is sorted by, so that the rows of a group stand together. */
  function groups({ by, descending }: NonNullable<ComponentQuery['group']>): readonly FacetValue[] {
    const { text, values } = conditionOf(filter, sets);
    const column = sortColumns[by];
    return sql
      .all<{ value: string | number; count: number }>(
        `SELECT ${column} AS value, count(*) AS count FROM components WHERE ${scope.text} AND ${text}
         GROUP BY ${column} ORDER BY ${column} ${descending ? 'DESC' : 'ASC'}`,
        ...scope.values,
        ...values,
      )
      .map(({ value, count }) => ({ value: String(value), count }));
  }

  function facets(): ComponentWindow['facets'] {
    const { chosen, rest } = splitFilter(filter);
    const groups = kept(`groups ${JSON.stringify(rest)}`, () => {
      // The usual order has an index with all that is searched for text. Few rows are then quickly looked up.
      const found = listOf(rest, orderOf(USUAL_ORDER));
      return found.length * 4 < components ? groupRows(sql, found) : groupMatching(sql, scope, conditionOf(rest, sets));
    });
    return countFacets(groups, chosen, sets);
  }
}

/** `sha256` changes when the image's components do; '' for an unknown image. */
function stateOf(sql: Sql, tenant: string, imageId: ImageId): Readonly<{ sha256: string; components: number }> {
  const [row] = sql.all<{ sha256: string | null; components: number }>(
    `SELECT components_sha256 AS sha256, component_count AS components FROM images WHERE tenant = ? AND image_id = ?`,
    tenant,
    imageId,
  );
  return { sha256: row?.sha256 ?? '', components: row?.components ?? 0 };
}

function licenceSets(sql: Sql, scope: Condition): ReturnType<LicenceSets> {
  const rows = sql.all<{ licences: string }>(
    `SELECT DISTINCT licences FROM components WHERE ${scope.text}`,
    ...scope.values,
  );
  return new Map(rows.map(({ licences }) => [licences, decodeJson(licences) as Licence[]]));
}

/** Ties by key, in the direction of the last column: what a person expects of a list turned round. */
function orderOf(sort: readonly SortBy[]): string {
  const last = { by: 'key', descending: sort.at(-1)?.descending ?? false } as const;
  return [...sort, last].map(({ by, descending }) => `${sortColumns[by]} ${descending ? 'DESC' : 'ASC'}`).join(', ');
}

/** Where the component with this key is in a list; null when it is not. */
function positionOf(sql: Sql, scope: Condition, ids: readonly number[], key: string): number | null {
  const [id] = sql.column(
    `SELECT component_id FROM components INDEXED BY components_by_key WHERE ${scope.text} AND key = ?`,
    ...scope.values,
    key,
  );
  const position = id === undefined ? -1 : ids.indexOf(id);
  return position < 0 ? null : position;
}

function rowsOf(sql: Sql, ids: readonly number[]): ComponentWindow['rows'] {
  return sql
    .all<ComponentListRow>(
      `SELECT components.key, purl, components.type, name, version, arch, origin, state, introduced, record_written,
         last_modified, removed, licences, usage
       FROM json_each(?) AS ids JOIN components ON component_id = ids.value ORDER BY ids.key`,
      JSON.stringify(ids),
    )
    .map(toComponentRow);
}

function natural(value: number | undefined, otherwise: number): number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
}
