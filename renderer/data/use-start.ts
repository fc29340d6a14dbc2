import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import type { EntryTrace, Hop } from '#shared/model/entry-trace.ts';
import type { HintedStart } from '#shared/model/hinted-start.ts';
import type { LinkView, NeededBy } from '#shared/model/links.ts';
import { failureOf, isMissing } from './failure-words.ts';
import { hintsStore } from '../state/hints-store.ts';
import { useStore } from '../state/store.ts';
import { useTRPC } from './api.ts';

type Answer<T> = Readonly<{ value: T | null | undefined; error: string | null; retry: () => void }>;

/** What an image starts; null: it was not traced. */
export function useTrace(imageId: ImageId): Answer<EntryTrace> {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.trace.get.queryOptions({ imageId }));
  return { value: data, error: failureOf(error), retry: () => void refetch() };
}

/** What it would start with the values that a person gave; undefined value without any, or while it is made. */
export function useHintedStart(imageId: ImageId): Answer<HintedStart> {
  const trpc = useTRPC();
  const hints = useStore(hintsStore, (all) => all.get(imageId));
  const { data, error, refetch } = useQuery({
    ...trpc.trace.hinted.queryOptions({ imageId, hints: hints ?? {} }),
    enabled: hints !== undefined,
  });
  return {
    value: hints === undefined ? undefined : data,
    error: hints === undefined ? null : failureOf(error),
    retry: () => void refetch(),
  };
}

/** Steps of the start, once they are known and `wanted`: first those with a person's values, where there are any. */
export function useStartHops(imageId: ImageId, wanted: boolean): readonly Hop[] | undefined {
  const trpc = useTRPC();
  const hinted = useHintedStart(imageId).value?.trace.hops;
  const own = useQuery({ ...trpc.trace.get.queryOptions({ imageId }), enabled: wanted }).data?.hops;
  return useMemo(() => (hinted && own ? [...hinted, ...own] : own), [hinted, own]);
}

/** A step of the start; undefined while it is not known. */
export function useHop(imageId: ImageId, id: string | null): Hop | undefined {
  return useStartHops(imageId, id !== null)?.find((hop) => hop.id === id);
}

/** What the dynamic linker maps for a file; null: it is no ELF file. */
export function useLinks(imageId: ImageId, path: string): Answer<LinkView> {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.links.of.queryOptions({ imageId, path }));
  return { value: data, error: failureOf(error), retry: () => void refetch() };
}

/** Says whether some layer of an image has a path. */
export function useFileCheck(imageId: ImageId): (path: string) => Promise<boolean> {
  const trpc = useTRPC();
  const cache = useQueryClient();
  return async (path) => {
    try {
      await cache.fetchQuery(trpc.files.lookup.queryOptions({ imageId, path }));
      return true;
    } catch {
      return false;
    }
  };
}

/** Where a path is: in the finished image, in a layer alone, or in none; undefined while it is asked. */
export function useFilePlace(imageId: ImageId, path: string): 'final' | 'layer' | 'none' | undefined {
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.files.lookup.queryOptions({ imageId, path }));
  // Why it cannot be said is said by the inspector.
  if (error !== null) return isMissing(error) ? 'none' : 'final';
  return data && (data.file === null ? 'layer' : 'final');
}

/** Who needs a file, among what starts; null: the image was not traced. */
export function useNeededBy(imageId: ImageId, path: string): Answer<NeededBy> {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.links.neededBy.queryOptions({ imageId, path }));
  return { value: data, error: failureOf(error), retry: () => void refetch() };
}
