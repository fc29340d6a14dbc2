import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { MiB } from '#shared/model/units.ts';
import { readHead, readRegion, type Region } from './read-region.ts';

/** Every byte of it is at another place after one is lost or read twice. */
const content = Buffer.from(Uint8Array.from({ length: 5 * MiB + 123 }, (_, i) => (i * 31 + (i >> 8) * 7) & 0xff));

async function collect(region: Region, reuse: boolean): Promise<Buffer> {
  const pieces: Buffer[] = [];
  // Borrowed chunks are valid until the next one is asked for.
  for await (const chunk of readRegion(region, { reuse })) pieces.push(Buffer.from(chunk));
  return Buffer.concat(pieces);
}

describe.for([true, false])('borrowed chunks: %s', (reuse) => {
  it.for([
    [0, content.length],
    [0, 0],
    [content.length, 0],
    [7, 1],
    [1, MiB],
    [MiB - 1, 3 * MiB + 2],
    [512, content.length - 512],
  ] as const)('from %i, %i bytes', async ([offset, size]) => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'x');
    writeFileSync(file, content);
    const read = await collect({ file, offset, size }, reuse);
    expect(read.equals(content.subarray(offset, offset + size))).toBe(true);
  });

  it('says where a file ends inside the region', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'x');
    writeFileSync(file, content);
    const region = { file, offset: content.length - 5, size: 10 };
    await expect(collect(region, reuse)).rejects.toMatchObject({
      diagnostic: { code: 'truncated', at: { from: content.length, to: content.length + 5 }, where: { file } },
    });
  });
});

it('stops when asked to, or when nobody reads on', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'x');
  writeFileSync(file, content);
  const abort = new AbortController();
  const chunks = readRegion({ file, offset: 0, size: content.length }, { signal: abort.signal });
  await chunks.next();
  abort.abort(new Error('enough'));
  await expect(chunks.next()).rejects.toThrow('enough');
  for await (const chunk of readRegion({ file, offset: 0, size: content.length })) {
    expect(chunk.length).toBe(MiB);
    break;
  }
});

it('reads the first bytes, as many as there are', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'x');
  writeFileSync(file, 'abcdef');
  expect(String(await readHead({ file, offset: 2, size: 3 }, 2))).toBe('cd');
  expect(String(await readHead({ file, offset: 2, size: 3 }, 9))).toBe('cde');
  expect(String(await readHead({ file, offset: 4, size: 9 }, 9))).toBe('ef');
});
