import type { ImageId } from '#shared/model/digest.ts';
import type { JobView } from '#shared/model/job.ts';
import { useEffect, useState } from 'react';
import { useStore } from '../state/store.ts';
import { liveStore, type Live } from './live.ts';

export function useLive<Part>(select: (live: Live) => Part): Part {
  return useStore(liveStore, select);
}

/** The time, once a second while somebody looks; frozen in a hidden window. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now());
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The scan that runs now and is to bring an image. */
export function useScanOf(imageId: ImageId): JobView | undefined {
  return useLive((live) =>
    live.jobs?.find(({ status, progress }) => status === 'running' && progress?.imageId === imageId),
  );
}

/** Is this job not at its end? */
export function isOpen({ status }: JobView): boolean {
  return status === 'queued' || status === 'running' || status === 'interrupted';
}
