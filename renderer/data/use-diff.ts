import { useInfiniteQuery, usePrefetchInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { DiffFileClass, DiffLayerRef, DiffRow } from '#shared/model/diff.ts';
import type { DiffHead, DiffItem, DiffKind } from '#shared/model/diff-view.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { TextDiff } from '#shared/model/text-diff.ts';
import { failureOf } from './failure-words.ts';
import { useTRPC } from './api.ts';
import { useScanOf } from './use-live.ts';

/** Lines that are asked for at once: some screens of them. */
const PAGE = 100;

/** From which image to which. */
export type Pair = Readonly<{ old: ImageId; new: ImageId; allowMixed: boolean }>;

export type DiffAxis = 'components' | 'files';

/**
 * What differs, without the long lists. While an image is scanned it follows the scan. `refused`: the images were analyzed
 * differently, so it has to be asked for.
 */
export function useDiff(
  pair: Pair,
): Readonly<{ head: DiffHead | undefined; error: string | null; ended: boolean; refused: boolean; retry: () => void }> {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.diff.head.queryOptions(pair, { staleTime: ({ state }) => (state.data?.soFar ? 0 : Number.POSITIVE_INFINITY) }),
  );
  // The list begins so. Asked for now, it is there together with what stands above it.
  usePrefetchInfiniteQuery(pagesOf(trpc, pair, EVERYTHING));
  const [old, now] = [useScanOf(pair.old), useScanOf(pair.new)];
  const step = JSON.stringify([old, now].map((job) => job?.progress?.stages.map(({ state }) => state) ?? null));
  const soFar = data?.soFar ?? null;
  const before = useRef(step);
  useEffect(() => {
    if (soFar === null || before.current === step) return;
    before.current = step;
    void refetch();
  }, [soFar, step, refetch]);
  return {
    // What a scan told that has brought nothing is not true of anything.
    head: error && soFar ? undefined : data,
    ended: error?.data?.code === 'NOT_FOUND' && soFar !== null,
    error: failureOf(error),
    refused: error?.data?.reason === 'refused',
    retry: () => void refetch(),
  };
}

/** How far comparisons had come when their rows were asked for, where that was not to the end. */
const asked = new Map<string, string>();

/** Asks for the rows of a comparison again when what is shown of it has come further: those from before are of less. */
export function useRowsOf(pair: Pair, head: DiffHead | undefined): void {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const key = `${pair.old} ${pair.new}`;
  const state = head && (head.soFar === null ? 'final' : head.soFar.compared ? 'compared' : 'layers');
  useEffect(() => {
    if (!state) return;
    const before = asked.get(key) ?? state;
    if (state === 'final') asked.delete(key);
    else asked.set(key, state);
    if (before === state) return;
    for (const queryKey of [trpc.diff.window.pathKey(), trpc.diff.row.pathKey(), trpc.diff.text.pathKey()])
      void cache.invalidateQueries({ queryKey });
  }, [key, state, cache, trpc]);
}

type Wanted = Readonly<{
  axis: DiffAxis;
  kinds: readonly (DiffKind | DiffFileClass)[];
  query: string;
  layer: DiffLayerRef | null;
  reached: boolean;
}>;

const EVERYTHING: Wanted = { axis: 'components', kinds: [], query: '', layer: null, reached: false };

function pagesOf(trpc: ReturnType<typeof useTRPC>, pair: Pair, { axis, kinds, query, layer, reached }: Wanted) {
  const only = layer && layer.role !== 'runtime' ? { role: layer.role, index: layer.index } : null;
  return trpc.diff.window.infiniteQueryOptions(
    { ...pair, axis, kinds: [...kinds], query, layer: only, reached, limit: PAGE },
    {
      initialCursor: 0,
      getNextPageParam: ({ total, offset, items }) => (offset + items.length < total ? offset + items.length : null),
    },
  );
}

/** The filtered list, page after page. */
export function useDiffItems(
  pair: Pair,
  { axis, kinds, query, layer, reached }: Wanted,
): Readonly<{
  items: readonly DiffItem[];
  changes: number | undefined;
  error: string | null;
  more: (() => void) | null;
}> {
  const trpc = useTRPC();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(
    pagesOf(trpc, pair, { axis, kinds, query, layer, reached }),
  );
  return {
    items: data?.pages.flatMap((page) => page.items) ?? [],
    changes: data?.pages[0]?.changes,
    error: failureOf(error),
    more: hasNextPage ? () => void fetchNextPage() : null,
  };
}

/** One component with the proofs of both sides. */
export function useDiffRow(pair: Pair, id: string): Readonly<{ row: DiffRow | undefined; error: string | null }> {
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.diff.row.queryOptions({ ...pair, id }));
  return { row: data, error: failureOf(error) };
}

/** How the text of one file changed. */
export function useTextDiff(pair: Pair, id: string): Readonly<{ diff: TextDiff | undefined; error: string | null }> {
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.diff.text.queryOptions({ ...pair, id }));
  return { diff: data, error: failureOf(error) };
}
