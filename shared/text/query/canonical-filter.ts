import type { Filter } from '#shared/schema/filter.ts';

/**
 * The one form of a filter among those that only differ in nesting: no `and` in `and`, no `or` in `or`, none of one part, no
 * `not` of `not`. An `or` of nothing becomes `not` of everything. A slash in a pattern needs no backslash.
 */
export function canonicalFilter(filter: Filter): Filter {
  if (filter.op === 'not') {
    const of = canonicalFilter(filter.of);
    return of.op === 'not' ? of.of : { op: 'not', of };
  }
  if (filter.op === 'matches')
    return { ...filter, pattern: filter.pattern.replaceAll(/\\(.)/gs, (pair, char) => (char === '/' ? '/' : pair)) };
  if (filter.op !== 'and' && filter.op !== 'or') return filter;
  const { op } = filter;
  if (op === 'or' && filter.of.length === 0) return { op: 'not', of: { op: 'and', of: [] } };
  const of = filter.of.map(canonicalFilter).flatMap((part) => (part.op === op ? part.of : [part]));
  const [first] = of;
  return of.length === 1 && first ? first : { op, of };
}
