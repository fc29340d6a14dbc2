import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { ImageId } from '#shared/model/digest.ts';
import type {
  LayerSummary,
  PathChange,
  SpaceWindow,
  TreeFilter,
  TreeFolds,
  TreeMode,
  TreeRow,
  TreeWindow,
} from '#shared/model/layer-tree.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import { failureOf } from './failure-words.ts';
import { useTRPC, useTRPCClient } from './api.ts';

/** Lines of one request. */
const PAGE = 100;

/** Pages that nobody looks at are forgotten after this long. */
const PAGE_KEPT_MS = 15_000;

/** Which lines: everything but the window. */
export type TreeList = Readonly<{
  imageId: ImageId;
  mode: TreeMode;
  layer: LayerIndex;
  filter: TreeFilter;
  folds: TreeFolds;
}>;

type Lines = Readonly<{
  /** First lines; those of the list before while a new one is made. */
  head: TreeWindow | undefined;
  stale: boolean;
  error: string | null;
  retry: () => void;
  rowAt: (line: number) => TreeRow | undefined;
  /** The line of a path; null when it is in no open folder. */
  lineOf: (path: string) => Promise<number | null>;
}>;

/** A tree of which only the pages around the visible lines are held. */
export function useLayerTree(list: TreeList, first: number, last: number): Lines {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const input = inputOf(list);
  const head = useQuery(
    trpc.layers.tree.queryOptions(
      { ...input, limit: PAGE },
      { placeholderData: keepPreviousData, gcTime: PAGE_KEPT_MS },
    ),
  );
  const total = head.data?.total ?? 0;
  const firstPage = Math.max(1, Math.floor(first / PAGE));
  const lastPage = Math.floor(Math.min(last, total - 1) / PAGE);
  const pages = useQueries({
    queries: Array.from({ length: Math.max(0, lastPage - firstPage + 1) }, (_, k) =>
      trpc.layers.tree.queryOptions(
        { ...input, offset: (firstPage + k) * PAGE, limit: PAGE },
        { gcTime: PAGE_KEPT_MS, enabled: !head.isPlaceholderData },
      ),
    ),
  });
  const generation = head.data?.generation;
  return {
    head: head.data,
    stale: head.isPlaceholderData,
    error: failureOf(head.error),
    retry: () => void head.refetch(),
    rowAt(line) {
      const page = Math.floor(line / PAGE);
      if (page === 0) return head.data?.rows[line];
      const data = pages[page - firstPage]?.data;
      // Lines of an older scan must not stand beside new ones.
      return data?.generation === generation ? data?.rows[line % PAGE] : undefined;
    },
    lineOf: async (path) => (await client.layers.tree.query({ ...input, anchor: path, limit: 1 })).anchorAt,
  };
}

function inputOf({ imageId, mode, layer, filter, folds }: TreeList) {
  return {
    imageId,
    mode,
    layer,
    filter: { states: [...filter.states], types: [...filter.types], later: [...filter.later], query: filter.query },
    folds: { open: [...folds.open], deep: [...folds.deep], shut: [...folds.shut] },
  };
}

/** What each layer did, base first; undefined while it is counted. */
export function useLayerSummaries(imageId: ImageId): readonly LayerSummary[] | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.layers.summary.queryOptions({ imageId })).data;
}

/** Copies that are not needed, largest first. */
export function useSpace(imageId: ImageId, from: LayerIndex, limit: number): SpaceWindow | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.layers.space.queryOptions({ imageId, from, limit }, { placeholderData: keepPreviousData })).data;
}

/** Every layer that touched a path, base first. */
export function usePathChanges(imageId: ImageId, path: string): readonly PathChange[] | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.layers.path.queryOptions({ imageId, path })).data;
}
