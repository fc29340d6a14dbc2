import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, openEngine } from '#engine/run/index.ts';
import { scanned } from '#engine/testing/scanned-image.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { ImageOverview } from '#shared/model/library.ts';
import type { Filter } from '#shared/schema/filter.ts';
import { debianImage, debianLacks } from './recipes/debian/debian-image.ts';
import { missingTools, run, skipNotice } from './support/tools.ts';
import { WorkFolder } from './support/work-folder.ts';

const lacks = [...debianLacks, ...missingTools(['python3'])];
skipNotice('counts of the console on a Debian image', lacks);

describe.skipIf(lacks.length > 0)('what the console counts on a Debian image', () => {
  const work = new WorkFolder();
  const archive = (): string => join(debianImage(), 'docker.tar.gz');
  let engine: Engine;
  let imageId: ImageId;
  let overview: ImageOverview;

  beforeAll(async () => {
    engine = await openEngine({ dataDir: work.fresh() });
    const { result } = await scanned(engine, archive());
    imageId = result?.imageId ?? expect.fail('not scanned');
    overview = await engine.images.overview(imageId);
  }, 600_000);
  afterAll(async () => {
    await engine.close();
    work[Symbol.dispose]();
  });

  it(
    'reclaimable bytes are what Python’s tarfile and a tree of dictionaries leave over',
    { timeout: 600_000 },
    async () => {
      const script = join(import.meta.dirname, 'model/reclaimable.py');
      const counted = JSON.parse(run('python3', [script, archive()]).toString()) as {
        carried: number;
        reclaimable: number;
        byLayer: number[];
      };
      const { carried, reclaimable, causes, total } = await engine.layers.space(imageId, 0, 0, 1);
      const byLayer = counted.byLayer.map(() => 0);
      for (let offset = 0; offset < total; offset += 500)
        for (const { layer, size } of (await engine.layers.space(imageId, 0, offset, 500)).rows)
          byLayer[layer] = (byLayer[layer] ?? 0) + size;
      expect({ carried, reclaimable, byLayer }).toEqual(counted);
      expect(causes.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(counted.reclaimable);
      expect(counted.reclaimable).toBeGreaterThan(1_000_000);
      console.log(`${counted.carried} bytes carried, ${counted.reclaimable} of them reclaimable: ${total} copies`);
    },
  );

  /** Rows of the list of components under a filter. */
  async function rows(...of: readonly Filter[]): Promise<number> {
    const window = await engine.images.components({
      imageId,
      filter: { op: 'and', of },
      sort: [{ by: 'name', descending: false }],
      at: { offset: 0 },
      limit: 1,
      facets: false,
    });
    return window.total;
  }

  it('every count of the overview is that of the rows that it leads to', { timeout: 600_000 }, async () => {
    const { image, componentCounts, removedComponents, layers, fileCounts } = overview;
    const present: Filter = { op: 'flag', flag: 'present' };
    expect(image.components).toBe(await rows(present));
    expect(removedComponents).toBe(await rows({ op: 'flag', flag: 'removed' }));
    expect(removedComponents).toBeGreaterThan(0);
    expect(componentCounts.reduce((sum, { count }) => sum + count, 0)).toBe(image.components);
    for (const { type, count } of componentCounts)
      expect([type, count]).toEqual([type, await rows(present, { op: 'is', field: 'type', values: [type] })]);
    const files = await engine.images.layerFiles(imageId);
    for (const { index, components, entries } of layers) {
      const here = [{ from: index, to: index }];
      const introduced = await rows(present, { op: 'in', field: 'layer', spans: here });
      const removed = await rows({ op: 'in', field: 'removed', spans: here });
      expect([index, components]).toEqual([index, { introduced, removed }]);
      expect(entries).not.toBeNull();
      expect(files[index]?.index).toBe(index);
    }
    // Names of the finished tree, by the tree that the layers' view shows.
    const types: Record<string, number> = {};
    let total = 1;
    for (let offset = 0; offset < total; offset += 1000) {
      const window = await engine.layers.tree({
        imageId,
        mode: 'final',
        layer: layers.length - 1,
        filter: { states: [], types: [], later: [], query: '' },
        folds: { open: [], deep: [''], shut: [] },
        anchor: null,
        offset,
        limit: 1000,
      });
      total = window.total;
      // Names that a layer removed are shown, too.
      for (const { type, state } of window.rows)
        if (state !== 'removed') types[type ?? ''] = (types[type ?? ''] ?? 0) + 1;
    }
    expect(types).toEqual(Object.fromEntries(Object.entries(fileCounts).filter(([, value]) => value > 0)));
  });
});
