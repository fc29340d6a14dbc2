import type { ComponentFacet } from '#shared/model/component-list.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { completeField, completeValue, completingAt, parseQuery, withoutCompleting } from '#shared/text/query.ts';
import { useQuery } from '@tanstack/react-query';
import { composeFilter } from '../../data/component-filter.ts';
import { useTRPC } from '../../data/api.ts';
import type { Facets } from '../../state/view.ts';

/** Shown at once; more would be a list to read instead of a help. */
const MOST = 8;

/** A way to go on, with how many components it leaves; null where that is not asked. */
export type Proposal = Readonly<{ label: string; count: number | null; query: string; caret: number }>;

/** Fields whose values are a facet: the engine counts them. */
const facetOf: Readonly<Partial<Record<string, ComponentFacet>>> = {
  type: 'type',
  origin: 'origin',
  licence: 'licence',
  state: 'state',
  usage: 'usage',
  layer: 'layer',
};

/** What the word at the caret may become: names of fields, and values that this image has, counted under the rest of the query. */
export function useCompletions(
  imageId: ImageId,
  query: string,
  caret: number | null,
  view: Readonly<{ facets: Facets; removed: boolean }>,
): readonly Proposal[] {
  const trpc = useTRPC();
  const completing = caret === null ? undefined : completingAt(query, caret);
  const facet = completing?.field == null ? undefined : facetOf[completing.field];
  const rest = completing ? parseQuery(withoutCompleting(query, completing)).filter : undefined;
  const { data } = useQuery({
    ...trpc.components.window.queryOptions({
      imageId,
      filter: composeFilter(rest ?? { op: 'and', of: [] }, view.facets, view.removed),
      limit: 1,
      facets: true,
    }),
    enabled: facet !== undefined,
  });
  if (!completing) return [];
  const values = (facet && data?.facets?.[facet]) ?? [];
  const { field, begun, from, to } = completing;
  const completions =
    field === null
      ? completeField(begun)
      : completeValue(
          field,
          begun,
          values.map(({ value }) => value),
        );
  // What is written already needs no help.
  return completions
    .filter(({ label }) => label !== begun)
    .slice(0, MOST)
    .map(({ label, insert }) => ({
      label,
      count: values.find(({ value }) => value === label)?.count ?? null,
      query: query.slice(0, from) + insert + query.slice(to).trimStart(),
      caret: from + insert.length,
    }));
}
