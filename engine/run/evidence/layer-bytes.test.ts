import { createCipheriv } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHECKPOINT_VERSION } from '#engine/layers/checkpoints.ts';
import { openStore, type Store } from '#engine/store/index.ts';
import { archiveOf, image, ociLayout } from '#engine/testing/image.ts';
import { scanned } from '#engine/testing/scanned-image.ts';
import { file } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { configSchema, type Engine, openEngine } from '../index.ts';

/** Bytes that do not compress. */
function noise(size: number, seed: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16)).update(Buffer.alloc(size));
}

const first = noise(17 << 20, 1);
const second = noise(10 << 20, 2);
const built = image({
  tags: ['acme/large:1'],
  layers: [
    {
      entries: [file('first.bin', first), file('second.bin', second), file('third.txt', 'third\n')],
      compression: 'gzip',
    },
  ],
});
const layer = built.layers[0]!;
let folder: Awaited<ReturnType<typeof tempFolder>>;
let path: string;
let imageId: ImageId;
let store: Store;

const start = (): Promise<Engine> =>
  openEngine({ dataDir: join(folder.path, 'data'), config: configSchema.parse({ jobs: 1 }) });
const known = () => store.reader.findCheckpoints(layer.diffId, layer.blob.length, CHECKPOINT_VERSION);

async function read(engine: Engine, name: string, from: number, to: number): Promise<Buffer> {
  await using opened = await engine.evidence.open(imageId, 0, name);
  return Buffer.from(await opened.read(from, to));
}

beforeAll(async () => {
  folder = await tempFolder();
  path = join(folder.path, 'image.tar');
  writeFileSync(path, archiveOf(ociLayout([built])));
  await using engine = await start();
  const { result } = await scanned(engine, path);
  imageId = result!.imageId;
  store = await openStore(join(folder.path, 'data'));
}, 60_000);
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

it('a scan makes no index; the first look does, aside, and a later one needs neither the layer from its start nor a copy', async () => {
  expect(await known()).toBeUndefined();
  {
    await using engine = await start();
    expect((await read(engine, 'second.bin', 5, 25)).equals(second.subarray(5, 25))).toBe(true);
    while ((await known()) === undefined) await wait(20);
  }
  await using engine = await start();
  const kinds: string[] = [];
  const abort = new AbortController();
  void (async () => {
    for await (const { event } of engine.events.follow(undefined, abort.signal)) kinds.push(event.kind);
  })().catch(() => undefined);
  for (const [name, bytes] of [
    ['first.bin', first],
    ['second.bin', second],
    ['third.txt', Buffer.from('third\n')],
  ] as const)
    for (const from of [0, 1, bytes.length >> 1, bytes.length - 5, bytes.length, bytes.length + 5]) {
      const found = await read(engine, name, from, from + 70_000);
      expect([name, from, found.equals(bytes.subarray(from, from + 70_000))]).toEqual([name, from, true]);
    }
  abort.abort();
  expect(kinds).not.toContain('layer-read');
  expect(readdirSync(join(folder.path, 'data', 'tmp')).filter((name) => name.endsWith('.evidence'))).toEqual([]);
});

it('an index is kept by gc while its image is there', async () => {
  await store.gc();
  const sha256 = await known();
  expect(sha256 !== undefined && (await store.blobs.has(sha256))).toBe(true);
});

it('a byte that changed in the archive is said, and nothing wrong is shown', async () => {
  await using handle = await openFile(path, 'r+');
  const archive = Buffer.from(archiveOf(ociLayout([built])));
  const at = archive.indexOf(layer.blob) + (layer.blob.length >> 1);
  await handle.write(Buffer.from([(archive[at] ?? 0) ^ 1]), 0, 1, at);
  await using engine = await start();
  const whole = async (): Promise<void> => {
    await using opened = await engine.evidence.open(imageId, 0, 'first.bin');
    for (let from = 0; from < first.length; from += 1 << 20)
      expect(first.subarray(from, from + (1 << 20)).equals(await opened.read(from, from + (1 << 20)))).toBe(true);
  };
  await expect(whole()).rejects.toThrow(/Cannot trust layer|not as it was scanned|layer/);
});

it('goes with its image', async () => {
  const sha256 = await known();
  await store.writer.removeImage(imageId);
  await store.gc();
  expect(await known()).toBeUndefined();
  expect(sha256 !== undefined && (await store.blobs.has(sha256))).toBe(false);
});
