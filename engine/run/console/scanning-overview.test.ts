import { describe, expect, it } from 'vitest';
import { configSchema } from '../config.ts';
import { ProgressTracker } from '../jobs/progress-tracker.ts';
import type { StatedImage } from '#engine/ports/progress.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { EngineContext } from './context.ts';
import { scanningOverview } from './scanning-overview.ts';

const imageId: ImageId = `sha256:${'a'.repeat(64)}` as ImageId;
const stated: StatedImage = {
  tags: ['acme/web:1'],
  digests: [],
  platform: { os: 'linux', architecture: 'amd64' },
  config: null,
  source: { kind: 'docker-archive', path: '/data/tmp/x.upload' },
  createdBy: ['ADD rootfs', null],
};

/** What the overview reads of an engine that runs this scan. */
function contextOf(tracker: ProgressTracker): EngineContext {
  return {
    config: configSchema.parse({}),
    clock: { now: () => 7 },
    uploads: { nameOf: (path: string) => (path === stated.source.path ? 'web.tar' : undefined) },
    runner: {
      scanOf: (id: ImageId) =>
        id === imageId ? { jobId: 'job', progress: tracker.view(), ...tracker.known() } : undefined,
    },
  } as unknown as EngineContext;
}

describe('the overview of an image that is scanned', () => {
  const tracker = new ProgressTracker(0);
  const look = () => scanningOverview(contextOf(tracker), imageId);

  it('is none before the image is known', () => {
    expect(look()).toBeUndefined();
  });

  it('states what the image says of itself, and layers as they are read; components are not counted yet', () => {
    const layers = [0, 1].map((index) => ({ index, diffId: null, size: 100 * (index + 1) }));
    tracker.add({ kind: 'image', imageId, layers, stated }, 1);
    tracker.add({ kind: 'layer', index: 0, state: 'done', bytesIn: 100, total: 100, entries: 5 }, 2);
    expect(look()).toMatchObject({
      image: {
        tags: ['acme/web:1'],
        layers: 2,
        components: 0,
        complete: true,
        source: { kind: 'docker-archive', name: 'web.tar', path: null },
      },
      size: 300,
      layers: [
        { index: 0, createdBy: 'ADD rootfs', entries: 5, complete: true },
        { index: 1, createdBy: null, entries: null, complete: true },
      ],
      scanning: { jobId: 'job', counted: false },
    });
  });

  it('is partial as soon as a layer failed, and counts what was found', () => {
    tracker.add({ kind: 'layer', index: 1, state: 'failed', bytesIn: 0, total: 200, entries: 0 }, 3);
    expect(look()).toMatchObject({ image: { complete: false }, layers: [{ complete: true }, { complete: false }] });
    const found = { distro: null, byType: { npm: 1, deb: 2 }, introduced: [3, 0], removed: [0, 1] };
    tracker.add(
      { kind: 'found', found: { ...found, fileCounts: { file: 5 }, notes: [], complete: false }, components: [] },
      4,
    );
    expect(look()).toMatchObject({
      image: { components: 3, complete: false },
      componentCounts: [
        { type: 'deb', count: 2 },
        { type: 'npm', count: 1 },
      ],
      removedComponents: 1,
      fileCounts: { file: 5 },
      layers: [{ components: { introduced: 3, removed: 0 } }, { components: { introduced: 0, removed: 1 } }],
      scanning: { jobId: 'job', counted: true },
    });
  });
});
