import type { ImageId } from '#shared/model/digest.ts';
import type { ImageOverview } from '#shared/model/library.ts';
import type { JobView } from '#shared/model/job.ts';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { failureOf } from './failure-words.ts';
import { activeTab, useConsole } from '../state/console.ts';
import { useStore } from '../state/store.ts';
import { useTRPC } from './api.ts';
import { liveStore } from './live.ts';

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
  /** The library has no such image, and no scan of it runs. */
  absent: boolean;
  /** The scan that was to bring it there, as far as it is known. */
  job: JobView | undefined;
  /** It brought nothing, and was taken off the list while this page was there. */
  cleared: boolean;
  retry: () => void;
}> {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.image.overview.queryOptions({ imageId }));
  const scanned = data?.scanning?.jobId;
  const job = useStore(liveStore, (live) => firstScan(live.jobs, imageId, scanned));
  const cleared = useStore(liveStore, (live) => live.cleared.includes(imageId));
  // What is settled hears from the library.
  const jobId = data && !data.scanning ? undefined : job?.id;
  // A scan says with its events that it came further; the library's own event says that it ended well.
  const step = stepOf(job);
  useEffect(() => {
    if (jobId !== undefined) void refetch();
  }, [jobId, step, refetch]);
  const absent = error?.data?.code === 'NOT_FOUND';
  // What was known of an image that is not there any more, or never came to be, is no overview of it.
  return {
    overview: absent ? undefined : data,
    error: failureOf(error),
    absent,
    job,
    cleared: cleared && absent,
    retry: () => void refetch(),
  };
}

/** The scan that told of an image: the one that it was first seen with, else the newest one that came as far as to know it. */
function firstScan(jobs: readonly JobView[] | null, imageId: ImageId, jobId: string | undefined): JobView | undefined {
  return jobs?.find(({ id }) => id === jobId) ?? jobs?.find((job) => job.imageId === imageId);
}

/** Changes when a scan knows its image, enters a stage, has finished a layer, or ends. */
function stepOf(job: JobView | undefined): string {
  if (!job) return '';
  const stages = job.progress?.stages.map(({ state }) => state).join(' ');
  return `${job.status} ${job.progress?.imageId} ${stages} ${job.progress?.counters.layersDone}`;
}
