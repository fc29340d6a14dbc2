import {
  COMPONENT_FACETS,
  type ComponentFacet,
  type ComponentFacets,
  type FacetValue,
} from '#shared/model/component-list.ts';
import type { Filter } from '#shared/schema/filter.ts';
import type { Sql } from '../sqlite/sql.ts';
import { type Condition, licenceLabel, type LicenceSets } from './component-filter.ts';

/** Components that are alike in everything that facets show. */
export type FacetGroup = Readonly<{
  type: string;
  introduced: number;
  origin: string;
  state: string;
  licences: string;
  usage: string;
  count: number;
}>;

/** A filter in two: what chooses values of a facet, and all the rest. */
export type SplitFilter = Readonly<{
  chosen: Readonly<Partial<Record<ComponentFacet, readonly Filter[]>>>;
  rest: Filter;
}>;

/**
 * A facet's own clauses are those that stand at the top of the filter and name values of it; inside `or` and `not` a clause
 * belongs to no facet.
 */
export function splitFilter(filter: Filter): SplitFilter {
  const clauses = filter.op === 'and' ? filter.of : [filter];
  const of = (facet: ComponentFacet): Filter[] => clauses.filter((clause) => facetOf(clause) === facet);
  return {
    chosen: Object.fromEntries(COMPONENT_FACETS.map((facet) => [facet, of(facet)])),
    rest: { op: 'and', of: clauses.filter((clause) => facetOf(clause) === undefined) },
  };
}

const GROUPS = 'type, introduced, origin, state, licences, usage';

/** One scan for all facets: groups are few, so the facets are counted in them. */
export function groupMatching(sql: Sql, scope: Condition, { text, values }: Condition): FacetGroup[] {
  return sql.all<FacetGroup>(
    `SELECT ${GROUPS}, count(*) AS count FROM components WHERE ${scope.text} AND ${text} GROUP BY ${GROUPS}`,
    ...scope.values,
    ...values,
  );
}

/** The groups of given rows. */
export function groupRows(sql: Sql, ids: readonly number[]): FacetGroup[] {
  return sql.all<FacetGroup>(
    `SELECT components.type, introduced, origin, state, licences, usage, count(*) AS count
     FROM json_each(?) AS ids JOIN components ON component_id = ids.value
     GROUP BY components.type, introduced, origin, state, licences, usage`,
    JSON.stringify(ids),
  );
}

/** Counts per value of each facet, under the clauses of all others. A set of licences counts for each of them. */
export function countFacets(
  groups: readonly FacetGroup[],
  chosen: SplitFilter['chosen'],
  licences: LicenceSets,
): ComponentFacets {
  const sets = licences();
  const values = (facet: ComponentFacet, group: FacetGroup): readonly string[] => valuesOf(facet, group, sets);
  const counts = new Map(COMPONENT_FACETS.map((facet) => [facet, new Map<string, number>()]));
  for (const group of groups) {
    const refused = COMPONENT_FACETS.filter(
      (facet) => !(chosen[facet] ?? []).every((clause) => chooses(clause, values(facet, group))),
    );
    for (const facet of COMPONENT_FACETS) {
      if (refused.some((other) => other !== facet)) continue;
      const counted = counts.get(facet);
      for (const value of values(facet, group)) counted?.set(value, (counted.get(value) ?? 0) + group.count);
    }
  }
  const listed = (facet: ComponentFacet): FacetValue[] =>
    [...(counts.get(facet) ?? [])].map(([value, count]) => ({ value, count }));
  const mostFirst = (facet: ComponentFacet): FacetValue[] =>
    listed(facet).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return {
    type: mostFirst('type'),
    layer: listed('layer').sort((a, b) => Number(a.value) - Number(b.value)),
    origin: mostFirst('origin'),
    licence: mostFirst('licence'),
    state: mostFirst('state'),
    usage: mostFirst('usage'),
  };
}

/** The facet that a clause chooses values of. */
function facetOf(clause: Filter): ComponentFacet | undefined {
  if (clause.op === 'in') return clause.field === 'layer' ? 'layer' : undefined;
  if (clause.op !== 'is') return undefined;
  const { field } = clause;
  return field === 'type' || field === 'origin' || field === 'licence' || field === 'state' || field === 'usage'
    ? field
    : undefined;
}

function valuesOf(facet: ComponentFacet, group: FacetGroup, licences: ReturnType<LicenceSets>): readonly string[] {
  if (facet === 'layer') return [String(group.introduced)];
  if (facet !== 'licence') return [group[facet]];
  const labels = new Set((licences.get(group.licences) ?? []).map(licenceLabel));
  return labels.size === 0 ? [''] : [...labels];
}

function chooses(clause: Filter, values: readonly string[]): boolean {
  if (clause.op === 'is') return values.some((value) => clause.values.includes(value));
  if (clause.op !== 'in') return true;
  return values.some((value) =>
    clause.spans.some(({ from, to }) => Number(value) >= from && Number(value) <= (to ?? Infinity)),
  );
}
