import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import '#engine/testing/compile-cache.ts';
import { elfProgram } from '#engine/testing/elf-files.ts';
import { saveImage, scanned } from '#engine/testing/scanned-image.ts';
import { file, symlink } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { Engine } from './engine.ts';
import { openEngine } from './open-engine.ts';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let engine: Engine;
let imageId: ImageId;

beforeAll(async () => {
  folder = await tempFolder();
  engine = await openEngine({ dataDir: join(folder.path, 'data') });
  const library = elfProgram({ soname: 'liba.so.1' });
  const layers = [
    { entries: [file('etc/liba.so.1', 'no library\n'), file('usr/lib/liba.so.1.2', library)] },
    { entries: [symlink('usr/lib/liba.so.1', 'liba.so.1.2'), file('opt/own/liba.so.1', library)] },
  ];
  const job = await scanned(engine, await saveImage(folder.path, { layers }));
  imageId = job.result?.imageId ?? expect.fail('not scanned');
});
afterAll(async () => {
  await engine.close();
  await folder[Symbol.asyncDispose]();
});

it.for<[name: string, limit: number, found: readonly string[]]>([
  ['liba.so.1', 8, ['opt/own/liba.so.1 L1', 'usr/lib/liba.so.1 L1']],
  ['liba.so.1', 1, ['opt/own/liba.so.1 L1']],
  ['liba.so.1.2', 8, ['usr/lib/liba.so.1.2 L0']],
  ['liba', 8, []],
  ['iba.so.1', 8, []],
  ['/etc/liba.so.1', 8, ['etc/liba.so.1 L0']],
  ['/usr/lib', 8, []],
  ['/', 8, []],
  ['/../etc/liba.so.1', 8, []],
  ['/nowhere', 8, []],
])('%s, at most %d', async ([name, limit, found]) => {
  const files = await engine.images.named(imageId, name, limit);
  expect(files.map(({ path, introduced }) => `${path} L${introduced}`)).toEqual(found);
});
