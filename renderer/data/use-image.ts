import type { ImageId } from '#shared/model/digest.ts';
import type { ImageOverview } from '#shared/model/library.ts';
import { useQuery } from '@tanstack/react-query';
import { activeTab, useConsole } from '../state/console.ts';
import { useTRPC } from './api.ts';

/** The image of the tab in front; null in the library. */
export function useImageId(): ImageId | null {
  return useConsole((state) => {
    const { id } = activeTab(state);
    return id === 'library' ? null : id;
  });
}

/** Overview of an image, from the cache when it was read before. */
export function useOverview(imageId: ImageId): Readonly<{
  overview: ImageOverview | undefined;
  error: string | null;
  /** The library has no such image. */
  absent: boolean;
  retry: () => void;
}> {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.image.overview.queryOptions({ imageId }));
  const absent = error?.data?.code === 'NOT_FOUND';
  return { overview: data, error: error?.message ?? null, absent, retry: () => void refetch() };
}
