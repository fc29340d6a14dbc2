import { describe, expect, it } from 'vitest';
import type { ScanEvent } from '#engine/ports/progress.ts';
import { applyJobEvent, type JobEvent } from '#shared/model/job-event.ts';
import type { JobView } from '#shared/model/job.ts';
import { ProgressTracker } from './progress-tracker.ts';

const layer = (index: number, state: 'reading' | 'done', bytesIn: number, entries: number): ScanEvent => ({
  kind: 'layer',
  index,
  state,
  bytesIn,
  total: 100,
  entries,
});
const events: readonly ScanEvent[] = [
  { kind: 'stage', stage: 'acquire' },
  { kind: 'stage', stage: 'layers' },
  {
    kind: 'image',
    imageId: 'sha256:i',
    layers: [
      { index: 0, diffId: 'sha256:a', size: 100 },
      { index: 1, diffId: null, size: 100 },
    ],
  },
  layer(0, 'reading', 40, 7),
  layer(1, 'reading', 10, 1),
  { ...layer(0, 'done', 0, 9), cached: 'hashed' } as ScanEvent,
  { kind: 'stage', stage: 'rootfs' },
];

describe('progress of a scan', () => {
  it('has stages with their times, layers and counts', () => {
    const tracker = new ProgressTracker(0);
    for (const [i, event] of events.entries()) tracker.add(event, (i + 1) * 10);
    tracker.finish('failed', 100);
    const waiting = (stage: string): object => ({ stage, state: 'waiting', startedAtMs: null, endedAtMs: null });
    expect(tracker.view()).toEqual({
      imageId: 'sha256:i',
      stages: [
        { stage: 'acquire', state: 'done', startedAtMs: 10, endedAtMs: 20 },
        { stage: 'layers', state: 'done', startedAtMs: 20, endedAtMs: 70 },
        { stage: 'rootfs', state: 'failed', startedAtMs: 70, endedAtMs: 100 },
        ...['analyze', 'compose', 'usage', 'emit', 'store'].map(waiting),
      ],
      layers: [
        { index: 0, diffId: 'sha256:a', state: 'done', bytesIn: 100, total: 100, entries: 9, cached: 'hashed' },
        { index: 1, diffId: null, state: 'reading', bytesIn: 10, total: 100, entries: 1, cached: null },
      ],
      counters: { layersDone: 1, layersTotal: 2, bytesIn: 110, bytesTotal: 200, entries: 10 },
      heartbeatAtMs: 100,
    });
  });

  it('comes in pieces that give the whole again', () => {
    const tracker = new ProgressTracker(0);
    const view = (): JobView => ({ id: 'j', progress: tracker.view() }) as JobView;
    let jobs: readonly JobView[] = [];
    let sequence = 0;
    const tell = (change: object): void => {
      jobs = applyJobEvent(jobs, { sequence: ++sequence, atMs: sequence, ...change } as JobEvent);
    };
    tell({ kind: 'snapshot', jobs: [], libraryGeneration: '', connections: 0 });
    tell({ kind: 'job', job: view() });
    for (const event of events) {
      tracker.add(event, sequence + 1);
      const change = tracker.takeChange();
      expect(change.layers.length).toBeLessThanOrEqual(2);
      tell({ kind: 'progress', jobId: 'j', ...change });
      expect(jobs).toEqual([{ ...view(), progress: { ...view().progress, imageId: null } }]);
    }
    tell({ kind: 'progress', jobId: 'other', ...tracker.takeChange() });
    tell({ kind: 'heartbeat' });
    tell({ kind: 'job', job: view() });
    expect(jobs).toEqual([view()]);
  });
});
