import type { ComponentFacets, ComponentGroup, ComponentRow, ComponentWindow } from '#shared/model/component-list.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { Filter } from '#shared/schema/filter.ts';
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { failureOf } from './failure-words.ts';
import type { Sort, View } from '../state/view.ts';
import { useTRPC } from './api.ts';
import { composeFilter } from './component-filter.ts';

/** Rows of one request. */
const PAGE = 100;

/** Pages that nobody looks at are forgotten after this long, so that scrolling through 50,000 rows does not keep them. */
const PAGE_KEPT_MS = 15_000;

export type ComponentList = Readonly<{ imageId: ImageId; filter: Filter; sort: Sort; group: ComponentGroup | null }>;

/** The list that a view of an image shows, its query parsed. */
export function listOf(
  imageId: ImageId,
  typed: Filter,
  { facets, removed, sort, group }: Pick<View, 'facets' | 'removed' | 'sort' | 'group'>,
): ComponentList {
  return { imageId, filter: composeFilter(typed, facets, removed), sort, group };
}

/** The part of a request that says which list it is of. A group turns round with the sort of its own column. */
export function listInput({ imageId, filter, sort, group }: ComponentList): Readonly<{
  imageId: ImageId;
  filter: Filter;
  sort: Sort[];
  group: { by: ComponentGroup; descending: boolean } | null;
}> {
  return {
    imageId,
    filter,
    sort: [sort],
    group: group === null ? null : { by: group, descending: sort.by === group && sort.descending },
  };
}

type Rows = Readonly<{
  /** Counts and first rows of the list; while a new list is awaited, those of the one before. */
  head: ComponentWindow | undefined;
  /** Counts by value, given everything that is chosen elsewhere; null while the first are counted. */
  facets: ComponentFacets | null;
  /** Is what is shown not yet what was asked for? */
  stale: boolean;
  error: string | null;
  retry: () => void;
  /** The row at a place; undefined while its page is read. */
  rowAt: (index: number) => ComponentRow | undefined;
}>;

function firstRows(list: ComponentList) {
  return { ...listInput(list), at: { offset: 0 }, limit: PAGE };
}

/** Reads the first rows of a list before somebody looks at it. */
export function useRowsAhead(): (list: ComponentList) => void {
  const trpc = useTRPC();
  const cache = useQueryClient();
  return useCallback(
    (list) => void cache.prefetchQuery(trpc.components.window.queryOptions(firstRows(list))),
    [cache, trpc],
  );
}

/** A filtered, sorted list of which only the pages around the visible rows are held. */
export function useComponentRows(list: ComponentList, visible: Readonly<{ first: number; last: number }>): Rows {
  const trpc = useTRPC();
  const input = listInput(list);
  const head = useQuery(trpc.components.window.queryOptions(firstRows(list), { placeholderData: keepPreviousData }));
  // Asked for apart and after: counting every value takes longer than the rows, which are what is looked at.
  const facets = useQuery({
    ...trpc.components.window.queryOptions({ ...input, limit: 1, facets: true }, { placeholderData: keepPreviousData }),
    enabled: head.data !== undefined && !head.isPlaceholderData,
  });
  const firstPage = Math.max(1, Math.floor(visible.first / PAGE));
  const lastPage = Math.floor(Math.min(visible.last, (head.data?.total ?? 0) - 1) / PAGE);
  const numbers = Array.from({ length: Math.max(0, lastPage - firstPage + 1) }, (_, k) => firstPage + k);
  const pages = useQueries({
    queries: numbers.map((page) =>
      trpc.components.window.queryOptions(
        { ...input, at: { offset: page * PAGE }, limit: PAGE },
        { gcTime: PAGE_KEPT_MS, enabled: !head.isPlaceholderData },
      ),
    ),
  });
  const { generation } = head.data ?? {};
  return {
    head: head.data,
    facets: facets.data?.facets ?? null,
    stale: head.isPlaceholderData,
    error: failureOf(head.error),
    retry: () => void head.refetch(),
    rowAt(index) {
      const page = Math.floor(index / PAGE);
      if (page === 0) return head.data?.rows[index];
      const data = pages[page - firstPage]?.data;
      // Rows of an older scan of the image must not stand beside new ones.
      return data?.generation === generation ? data?.rows[index % PAGE] : undefined;
    },
  };
}
