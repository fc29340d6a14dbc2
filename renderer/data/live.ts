import type { ImageId } from '#shared/model/digest.ts';
import { applyJobEvent, type JobEvent } from '#shared/model/job-event.ts';
import type { JobView } from '#shared/model/job.ts';
import { createStore } from '../state/store.ts';
import { linkStore, type Api } from './api.ts';

/** What the engine says by itself, folded into one value. */
export type Live = Readonly<{
  /** Newest first; null until the engine said. */
  jobs: readonly JobView[] | null;
  /** Connections that left this machine since the engine started; null until it said. */
  connections: number | null;
  /** When the engine last said anything, by this page's clock. */
  heardAtMs: number;
  /** A layer that is read again for a proof. */
  reading: Extract<JobEvent, { kind: 'layer-read' }> | null;
  /** Images whose scan brought nothing and was taken off the list. */
  cleared: readonly ImageId[];
}>;

/** Until events are asked for again after an error. */
const AGAIN_MS = 2000;

export const silent: Live = { jobs: null, connections: null, heardAtMs: 0, reading: null, cleared: [] };
export const liveStore = createStore<Live>(silent);

function broughtNothing(jobs: readonly JobView[], ids: readonly string[]): ImageId[] {
  return jobs.flatMap(({ id, status, imageId }) =>
    imageId !== null && ids.includes(id) && (status === 'failed' || status === 'cancelled') ? [imageId] : [],
  );
}

/** The value after an event. */
function hear(live: Live, event: JobEvent, nowMs: number): Live {
  const heard = { ...live, heardAtMs: nowMs };
  switch (event.kind) {
    case 'snapshot':
      return { ...heard, jobs: event.jobs, connections: event.connections, reading: null };
    case 'cleared':
      return {
        ...heard,
        jobs: applyJobEvent(live.jobs ?? [], event),
        cleared: [...live.cleared, ...broughtNothing(live.jobs ?? [], event.jobIds)],
      };
    case 'job':
    case 'progress':
      return { ...heard, jobs: applyJobEvent(live.jobs ?? [], event) };
    case 'connections':
      return { ...heard, connections: event.count };
    case 'layer-read':
      return { ...heard, reading: event.done ? null : event };
    case 'library':
    case 'heartbeat':
      return heard;
    default:
      return event satisfies never;
  }
}

/** Answers that could not be had while the engine was gone are asked for again when it is back. */
export function askAgainAfterLoss(onBack: () => void): () => void {
  let lost = false;
  return linkStore.subscribe(() => {
    const link = linkStore.get();
    if (link === 'open' && lost) onBack();
    lost = link === 'lost' || (lost && link !== 'open');
  });
}

/**
 * Listens for as long as the page lives; after a break the client itself asks for what was missed.
 *
 * @param onLibrary the list of images is not as it was
 */
export function follow(api: Api, onLibrary: () => void): () => void {
  let generation: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = (): ReturnType<Api['jobs']['events']['subscribe']> =>
    api.jobs.events.subscribe(undefined, {
      // The engine could not tell what there is, as when its catalog is locked for long: a page must not stay deaf.
      onError: () => {
        timer = setTimeout(() => (subscription = begin()), AGAIN_MS);
      },
      onData: ({ data: event }) => {
        liveStore.set((live) => hear(live, event, Date.now()));
        const now =
          event.kind === 'snapshot' ? event.libraryGeneration : event.kind === 'library' ? event.generation : null;
        if (now === null || now === generation) return;
        generation = now;
        onLibrary();
      },
    });
  let subscription = begin();
  return () => {
    clearTimeout(timer);
    subscription.unsubscribe();
  };
}
