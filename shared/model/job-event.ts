import type { ImageId } from './digest.ts';
import type { JobCounters, JobLayer, JobStage, JobView } from './job.ts';
import type { Bytes, LayerIndex } from './units.ts';

/** What changed. Layers of a `progress` are those that changed since the event before; see {@link applyJobEvent}. */
export type JobChange =
  /** Everything at once: sent first, and whenever events between were lost (a restart, a full buffer). */
  | Readonly<{ kind: 'snapshot'; jobs: readonly JobView[]; libraryGeneration: string; connections: number }>
  /** A job is new, changed its status, or learned which layers it has. */
  | Readonly<{ kind: 'job'; job: JobView }>
  /** Ended jobs are not listed any more. */
  | Readonly<{ kind: 'cleared'; jobIds: readonly string[] }>
  | Readonly<{
      kind: 'progress';
      jobId: string;
      stages: readonly JobStage[];
      layers: readonly JobLayer[];
      counters: JobCounters;
    }>
  /** The library is not as it was, whichever process changed it: list it again. */
  | Readonly<{ kind: 'library'; generation: string }>
  /** A layer is read again for the bytes of a proof. `bytesIn` counts the layer as stored. */
  | Readonly<{
      kind: 'layer-read';
      imageId: ImageId;
      layerIndex: LayerIndex;
      bytesIn: Bytes;
      total: Bytes;
      done: boolean;
    }>
  /** Connections that left this machine's loopback since the start; normally 0 for ever. */
  | Readonly<{ kind: 'connections'; count: number }>
  /** The engine lives. Sent when nothing else was for a while; never kept for replay. */
  | Readonly<{ kind: 'heartbeat' }>;

/** `sequence` rises by one with each kept event, and starts again when the engine does. */
export type JobEvent = Readonly<{ sequence: number; atMs: number }> & JobChange;

/** Jobs after an event, newest first. Any event that is not about jobs leaves the list as it is. */
export function applyJobEvent(jobs: readonly JobView[], event: JobEvent): readonly JobView[] {
  if (event.kind === 'snapshot') return event.jobs;
  if (event.kind === 'job') {
    const known = jobs.some(({ id }) => id === event.job.id);
    return known ? jobs.map((job) => (job.id === event.job.id ? event.job : job)) : [event.job, ...jobs];
  }
  if (event.kind === 'cleared') return jobs.filter(({ id }) => !event.jobIds.includes(id));
  if (event.kind !== 'progress') return jobs;
  const { jobId, stages, layers, counters, atMs } = event;
  return jobs.map((job) =>
    job.id === jobId && job.progress
      ? {
          ...job,
          progress: {
            ...job.progress,
            stages,
            counters,
            layers: mergeLayers(job.progress.layers, layers),
            heartbeatAtMs: atMs,
          },
        }
      : job,
  );
}

function mergeLayers(known: readonly JobLayer[], changed: readonly JobLayer[]): readonly JobLayer[] {
  if (changed.length === 0) return known;
  const byIndex = new Map([...known, ...changed].map((layer) => [layer.index, layer]));
  return [...byIndex.values()].sort((a, b) => a.index - b.index);
}
