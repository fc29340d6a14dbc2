import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '#engine/store/index.ts';
import { image, type ImageSpec } from '#engine/testing/image.ts';
import { saveImage, scanned } from '#engine/testing/scanned-image.ts';
import { dir, file, opaque, symlink, whiteout } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { Component } from '#shared/model/component.ts';
import type { SoFarRow } from '#shared/model/library.ts';
import { configSchema, openEngine } from '../index.ts';
import { ProgressTracker } from '../jobs/progress-tracker.ts';
import type { EngineContext } from './context.ts';
import { layerEntries, rowsSoFar } from './so-far.ts';

const spec: ImageSpec = {
  layers: [
    { entries: [dir('srv'), file('srv/a', 'abc'), symlink('srv/b', 'a')] },
    { entries: [whiteout('srv/a'), opaque('srv'), file('srv/c', 'de')] },
  ],
};
const { imageId, layers } = image(spec);

/** A scan that has read its layers but the last one. */
function tracker(): ProgressTracker {
  const scan = new ProgressTracker(0);
  const stated = layers.map(({ diffId }, index) => ({ index, diffId, size: 10 }));
  scan.add({ kind: 'image', imageId, layers: [...stated, { index: 2, diffId: null, size: 10 }] }, 1);
  for (const index of [0, 1]) scan.add({ kind: 'layer', index, state: 'done', bytesIn: 1, total: 1, entries: 3 }, 2);
  return scan;
}

function contextOf(scan: ProgressTracker, store?: Store): EngineContext {
  const scanOf = (id: string) =>
    id === imageId ? { jobId: 'job', progress: scan.view(), ...scan.known() } : undefined;
  return { store, runner: { scanOf } } as unknown as EngineContext;
}

const record = (name: string, layer: number): SoFarRow => ({ key: null, type: 'deb', name, version: '1', layer });

describe('packages of an image that is scanned', () => {
  it('are records by name until components are known, then those of the merged image', () => {
    const scan = tracker();
    scan.add({ kind: 'records', rows: [record('zsh', 0), record('bash', 1)] }, 3);
    const before = rowsSoFar(contextOf(scan), imageId, 1);
    expect(before).toEqual({ counted: false, total: 2, rows: [record('bash', 1)] });
    const component = (name: string, removed: number | null): Component =>
      ({
        key: `key-${name}`,
        type: 'deb',
        name,
        version: '1',
        layers: { introduced: 0, removed },
      }) as unknown as Component;
    const found = { distro: null, byType: {}, introduced: [], removed: [], fileCounts: {}, notes: [], complete: true };
    const components = [component('zsh', null), component('bash', 1)];
    scan.add({ kind: 'found', found, components }, 4);
    expect(rowsSoFar(contextOf(scan), imageId, 9)).toEqual({
      counted: true,
      total: 1,
      rows: [{ ...record('zsh', 0), key: 'key-zsh' }],
    });
  });

  it('are none where no such scan runs', () => {
    expect(() => rowsSoFar(contextOf(tracker()), layers[0]!.diffId as never, 1)).toThrow('Cannot find a running scan');
  });
});

describe('entries of a finished layer', () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  let store: Store;

  beforeAll(async () => {
    folder = await tempFolder();
    const dataDir = join(folder.path, 'data');
    const engine = await openEngine({ dataDir, config: configSchema.parse({ jobs: 1 }) });
    await scanned(engine, await saveImage(folder.path, spec));
    await engine.close();
    store = await openStore(dataDir);
  });

  afterAll(async () => {
    await store[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  it('are those of its own archive, page by page, with what it removes', async () => {
    const context = contextOf(tracker(), store);
    expect(await layerEntries(context, imageId, 0, 0, 2)).toEqual({
      total: 3,
      rows: [
        { path: 'srv', type: 'dir', size: null },
        { path: 'srv/a', type: 'file', size: 3 },
      ],
    });
    expect((await layerEntries(context, imageId, 0, 2, 2)).rows).toEqual([
      { path: 'srv/b', type: 'symlink', size: null },
    ]);
    expect((await layerEntries(context, imageId, 1, 0, 9)).rows).toEqual([
      { path: 'srv/a', type: 'whiteout', size: null },
      { path: 'srv', type: 'opaque', size: null },
      { path: 'srv/c', type: 'file', size: 2 },
    ]);
  });

  it('are open for a layer that is not read, or that the image does not name', async () => {
    expect(await layerEntries(contextOf(tracker(), store), imageId, 2, 0, 9)).toEqual({ total: null, rows: [] });
    expect(await layerEntries(contextOf(tracker(), store), imageId, 7, 0, 9)).toEqual({ total: null, rows: [] });
  });
});
