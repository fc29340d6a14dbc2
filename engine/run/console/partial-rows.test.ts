import { describe, expect, it } from 'vitest';
import type { Component } from '#shared/model/component.ts';
import type { DiffId, ImageId } from '#shared/model/digest.ts';
import { ProgressTracker } from '../jobs/progress-tracker.ts';
import type { EngineContext } from './context.ts';
import { partialRows } from './partial-rows.ts';

const imageId = `sha256:${'a'.repeat(64)}` as ImageId;
const diffId = `sha256:${'b'.repeat(64)}` as DiffId;
const stated = {
  tags: ['acme/web:1'],
  digests: [],
  platform: null,
  config: null,
  source: { kind: 'docker-archive', path: '/x' },
  createdBy: [null, null],
};

function component(name: string, removed: number | null = null): Component {
  const key = `pkg:deb/debian/${name}@1`;
  return { key, type: 'deb', name, version: '1', layers: { introduced: 1, removed } } as unknown as Component;
}

/** A scan that has found these, with one layer that could not be read. */
function scanOf(components: readonly Component[] | null): EngineContext {
  const scan = new ProgressTracker(0);
  const layers = [diffId, null].map((one, index) => ({ index, diffId: one, size: 1 }));
  scan.add({ kind: 'image', imageId, layers, stated }, 1);
  scan.add({ kind: 'layer', index: 0, state: 'done', bytesIn: 1, total: 1, entries: 1 }, 1);
  scan.add({ kind: 'layer', index: 1, state: 'failed', bytesIn: 1, total: 1, entries: 1 }, 1);
  const found = { distro: null, byType: {}, introduced: [], removed: [], fileCounts: {}, notes: [], complete: false };
  if (components) scan.add({ kind: 'found', found, components }, 2);
  scan.add({ kind: 'stage', stage: 'usage' }, 3);
  const running = (id: string) =>
    id === imageId ? { jobId: 'job', progress: scan.view(), ...scan.known() } : undefined;
  return { runner: { scanOf: running } } as unknown as EngineContext;
}

const head = {
  partial: true,
  about: 'Components of an image whose scan had not ended. This is no SBOM.',
  imageId,
  tags: ['acme/web:1'],
  stage: 'usage',
  layers: [
    { index: 0, diffId, read: true },
    { index: 1, diffId: null, read: false },
  ],
};
const row = (name: string) => ({ key: `pkg:deb/debian/${name}@1`, type: 'deb', name, version: '1', layer: 1 });

describe('the rows of a scan that has not ended', () => {
  it('say in one document what they are, and leave out what a layer removed', async () => {
    const { text, next } = await partialRows(
      scanOf([component('b"'), component('gone', 1), component('a')]),
      imageId,
      0,
    );
    expect(next).toBeNull();
    expect(JSON.parse(text)).toEqual({ ...head, rowCount: 2, rows: [row('a'), row('b"')] });
    // Who reads the first bytes knows it.
    expect(text.startsWith('{\n  "partial": true,\n')).toBe(true);
  });

  it.each([0, 1, 2, 3, 4, 5])('come in pieces that make one document: %i', async (count) => {
    const context = scanOf(Array.from({ length: count }, (_, at) => component(String(at))));
    let text = '';
    let pieces = 0;
    for (let offset: number | null = 0; offset !== null; pieces++) {
      const piece = await partialRows(context, imageId, offset, 2);
      text += piece.text;
      offset = piece.next;
    }
    expect(pieces).toBe(Math.max(1, Math.ceil(count / 2)));
    expect(JSON.parse(text)).toEqual({
      ...head,
      rowCount: count,
      rows: [...Array(count).keys()].map((at) => row(String(at))),
    });
  });

  it('are refused before the components are known, and not found without a scan', async () => {
    await expect(partialRows(scanOf(null), imageId, 0)).rejects.toMatchObject({ code: 'refused' });
    const other = diffId as string as ImageId;
    await expect(partialRows(scanOf([]), other, 0)).rejects.toMatchObject({ code: 'not-found' });
  });
});
