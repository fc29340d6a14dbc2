import type { Filter } from '#shared/schema/filter.ts';
import type { Facets } from '../state/view.ts';

/** The typed filter, the chosen facets and the choice of removed or present, as one condition. */
export function composeFilter(typed: Filter, facets: Facets, removed: boolean): Filter {
  const parts: Filter[] = [{ op: 'flag', flag: removed ? 'removed' : 'present' }];
  for (const field of ['type', 'origin', 'licence', 'state', 'usage'] as const) {
    const values = facets[field];
    if (values) parts.push({ op: 'is', field, values });
  }
  if (facets.layer)
    parts.push({
      op: 'in',
      field: 'layer',
      spans: facets.layer.map((value) => ({ from: Number(value), to: Number(value) })),
    });
  // In front, so that the facets' own clauses are where the engine leaves one out to count its values.
  return { op: 'and', of: isEverything(typed) ? parts : [typed, ...parts] };
}

function isEverything(filter: Filter): boolean {
  return filter.op === 'and' && filter.of.length === 0;
}
