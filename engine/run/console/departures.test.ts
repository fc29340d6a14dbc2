import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import '#engine/testing/compile-cache.ts';
import { ManualClock } from '#engine/testing/manual-clock.ts';
import { ended, saveImage, scanned } from '#engine/testing/scanned-image.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { Engine } from './engine.ts';
import { openEngine } from './open-engine.ts';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let archive: string;
let clock: ManualClock;
let engine: Engine;
let imageId: ImageId;
/** What waits, by the milliseconds that it waits; the tests let it go. */
let waiting: { ms: number; run: () => void }[] = [];

function open(): Promise<Engine> {
  return openEngine({
    dataDir: join(folder.path, 'data'),
    clock,
    watchEveryMs: 20,
    after: (ms, run) => {
      const one = { ms, run };
      waiting.push(one);
      return () => void (waiting = waiting.filter((other) => other !== one));
    },
  });
}

beforeEach(async () => {
  folder = await tempFolder();
  clock = new ManualClock();
  waiting = [];
  engine = await open();
  archive = await saveImage(folder.path);
  const { result } = await scanned(engine, archive);
  imageId = result?.imageId ?? expect.fail('not scanned');
}, 30_000);
afterEach(async () => {
  await engine.close();
  await folder[Symbol.asyncDispose]();
});

const listed = async (of = engine): Promise<[there: ImageId[], leaving: [ImageId, number][]]> => {
  const { images, leaving } = await of.library.list();
  return [images.map((one) => one.imageId), leaving.map(({ image, leftMs }) => [image.imageId, leftMs])];
};

/** The ten seconds are over, and what that started has ended. */
async function timeIsOver(): Promise<void> {
  const changed = engine.library.list().then(({ generation }) => generation);
  for (const { run } of waiting.splice(0)) run();
  const before = await changed;
  await expect.poll(async () => (await engine.library.list()).generation).not.toBe(before);
}

it('an image that is removed can be had back for ten seconds, in which nothing of it is lost', async () => {
  expect(await engine.library.remove(imageId)).toBe(true);
  expect(waiting.map(({ ms }) => ms)).toEqual([10_000]);
  clock.advance(4000);
  expect(await listed()).toEqual([[], [[imageId, 6000]]]);
  // Even what cleans up takes nothing of it.
  expect((await engine.library.collect(false)).removed).toEqual((await engine.library.collect(true)).removed);
  const before = await engine.library.list();
  expect(engine.library.restore(imageId)).toBe(true);
  expect([await listed(), waiting]).toEqual([[[imageId], []], []]);
  expect((await engine.library.list()).generation).not.toBe(before.generation);
  const { image } = await engine.images.overview(imageId);
  expect([image.components, image.source.name]).toEqual([3, 'image.tar']);
});

it('it is gone when they are over, and then cannot be had back', async () => {
  await engine.library.remove(imageId);
  await timeIsOver();
  expect([await listed(), engine.library.restore(imageId)]).toEqual([[[], []], false]);
  await expect(engine.library.get(imageId)).rejects.toMatchObject({ code: 'not-found' });
  expect((await engine.library.collect(true)).removed['blobs']).toBeGreaterThan(0);
});

it('a second removal, and one of an image that is not there, do nothing', async () => {
  await engine.library.remove(imageId);
  expect(await engine.library.remove(imageId)).toBe(false);
  expect(waiting).toHaveLength(1);
  expect(await engine.library.remove(`sha256:${'0'.repeat(64)}` as ImageId)).toBe(false);
});

it.for([
  ['is closed', true],
  ['crashes, of which another that opens the same folder sees as much', false],
] as const)('nothing is removed when the engine %s before', async ([, closes]) => {
  await engine.library.remove(imageId);
  const first = engine;
  if (closes) {
    await first.close();
    expect(waiting).toEqual([]);
  }
  engine = await open();
  expect(await listed()).toEqual([[imageId], []]);
  const { image } = await engine.images.overview(imageId);
  expect([image.components, image.source.name]).toEqual([3, 'image.tar']);
  await first.close();
});

it('the engine closes only when a removal that began has ended', async () => {
  await engine.library.remove(imageId);
  for (const { run } of waiting.splice(0)) run();
  await engine.close();
  engine = await open();
  expect(await listed()).toEqual([[], []]);
});

it('one that is scanned again meanwhile stays', async () => {
  await engine.library.remove(imageId);
  expect(await engine.scans.preflight({ path: archive })).toMatchObject({ choices: [{ imageId, known: false }] });
  clock.advance(1000);
  const { jobId } = await engine.scans.start({ source: { path: archive }, force: true });
  expect((await ended(engine, jobId)).status).toBe('done');
  expect(await listed()).toEqual([[imageId], []]);
  await timeIsOver();
  expect(await listed()).toEqual([[imageId], []]);
});
