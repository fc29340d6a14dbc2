import { useQuery } from '@tanstack/react-query';
import type { ImageId } from '#shared/model/digest.ts';
import type { EntryTrace, Hop } from '#shared/model/entry-trace.ts';
import type { LinkView, NeededBy } from '#shared/model/links.ts';
import { useTRPC } from './api.ts';

type Answer<T> = Readonly<{ value: T | null | undefined; error: string | null; retry: () => void }>;

/** What an image starts; null: it was not traced. */
export function useTrace(imageId: ImageId): Answer<EntryTrace> {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.trace.get.queryOptions({ imageId }));
  return { value: data, error: error?.message ?? null, retry: () => void refetch() };
}

/** Steps of the start, once they are known and `wanted`. */
export function useStartHops(imageId: ImageId, wanted: boolean): readonly Hop[] | undefined {
  const trpc = useTRPC();
  return useQuery({ ...trpc.trace.get.queryOptions({ imageId }), enabled: wanted }).data?.hops;
}

/** A step of the start; undefined while it is not known. */
export function useHop(imageId: ImageId, id: string | null): Hop | undefined {
  return useStartHops(imageId, id !== null)?.find((hop) => hop.id === id);
}

/** What the dynamic linker maps for a file; null: it is no ELF file. */
export function useLinks(imageId: ImageId, path: string): Answer<LinkView> {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.links.of.queryOptions({ imageId, path }));
  return { value: data, error: error?.message ?? null, retry: () => void refetch() };
}

/** Who needs a file, among what starts; null: the image was not traced. */
export function useNeededBy(imageId: ImageId, path: string): Answer<NeededBy> {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.links.neededBy.queryOptions({ imageId, path }));
  return { value: data, error: error?.message ?? null, retry: () => void refetch() };
}
