import { createCipheriv, createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { seededRandom } from '#engine/testing/seeded-random.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { CheckpointReader } from './checkpoint-reader.ts';
import { writeCheckpoints } from './checkpoints.ts';
import type { ReadAt } from './pack.ts';

const KIB = 1024;
let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeAll(async () => void (folder = await tempFolder()));
afterAll(() => folder[Symbol.asyncDispose]());

/** Text that refers back, noise and zeros. */
function content(size: number): Buffer {
  const random = seededRandom(11);
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size;) {
    const length = Math.min(size - at, 500 + Math.floor(random() * 90_000));
    const kind = Math.floor(random() * 3);
    if (kind === 0) for (let i = 0; i < length; i++) bytes[at + i] = Math.floor(random() * 256);
    if (kind === 1) bytes.fill(`entry ${Math.floor(random() * 9)} of the list\n`, at, at + length);
    at += length;
  }
  return bytes;
}

const data = content(900 * KIB);
const at =
  (bytes: Uint8Array): ReadAt =>
  async (from, length) =>
    bytes.subarray(from, from + length);

async function indexOf(stored: Uint8Array, spacing = 20 * KIB) {
  const file = join(folder.path, 'layer.gz');
  // In the middle of a file, as in an archive.
  writeFileSync(file, Buffer.concat([Buffer.alloc(100, 1), stored, Buffer.alloc(100, 1)]));
  return await writeCheckpoints({ file, offset: 100, size: stored.length }, { spacing });
}

const open = (index: Uint8Array, stored: Uint8Array): Promise<CheckpointReader> =>
  CheckpointReader.open(index.length, at(index), stored.length, at(stored));

describe('ranged reads of a gzip layer', () => {
  it.for([
    ...Array.from({ length: 9 }, (_, i) => [`level ${i + 1}`, gzipSync(data, { level: i + 1 })] as const),
    ['stored blocks', gzipSync(data, { level: 0 })] as const,
    ['fixed codes', gzipSync(data, { strategy: constants.Z_FIXED })] as const,
    [
      'several members',
      Buffer.concat([0, 1, 2, 3].map((i) => gzipSync(data.subarray(i * 225 * KIB, (i + 1) * 225 * KIB)))),
    ] as const,
    [
      'an empty member, and padding',
      Buffer.concat([gzipSync(Buffer.alloc(0)), gzipSync(data), Buffer.alloc(512)]),
    ] as const,
    ['one span', gzipSync(data, { level: 6 }), 2 ** 30] as const,
  ])('are what inflating all gives: %s', async ([, stored, spacing]) => {
    const { bytes, diffId } = await indexOf(stored, spacing);
    expect(diffId).toBe(`sha256:${createHash('sha256').update(data).digest('hex')}`);
    const reader = await open(bytes, stored);
    expect(reader.size).toBe(data.length);
    await fc.assert(
      fc.asyncProperty(fc.nat(data.length + 10), fc.nat(200_000), async (from, length) => {
        expect(data.subarray(from, from + length).equals(await reader.read(from, from + length))).toBe(true);
      }),
      { numRuns: 40 },
    );
    expect(data.equals(await reader.read(0, data.length))).toBe(true);
  });

  it('take the bytes of one span alone from the layer', async () => {
    const stored = gzipSync(data);
    const { bytes } = await indexOf(stored);
    let read = 0;
    const reader = await CheckpointReader.open(bytes.length, at(bytes), stored.length, async (from, length) => {
      read += length;
      return stored.subarray(from, from + length);
    });
    await reader.read(500_000, 500_100);
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(stored.length / 4);
  });

  it('keep the span at hand, however large, and of small ones a few', async () => {
    const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(20 << 20));
    const large = Buffer.concat([data, noise]);
    const stored = gzipSync(large, { level: 1 });
    for (const [spacing, from, again] of [
      [9 << 20, [0, 10 << 20, 100, 200], 3],
      [20 * KIB, [2 << 20, 3 << 20, 4 << 20, 2 << 20, 3 << 20], 3],
    ] as const) {
      const { bytes } = await indexOf(stored, spacing);
      let reads = 0;
      const reader = await CheckpointReader.open(bytes.length, at(bytes), stored.length, async (place, length) => {
        reads += 1;
        return stored.subarray(place, place + length);
      });
      for (const place of from)
        expect(large.subarray(place, place + 10).equals(await reader.read(place, place + 10))).toBe(true);
      expect(reads).toBe(again);
    }
  });

  it('refuse a layer that is not what it was, byte for byte', async () => {
    const stored = gzipSync(data);
    const { bytes } = await indexOf(stored);
    const random = seededRandom(3);
    let refused = 0;
    for (let n = 0; n < 60; n++) {
      const changed = Buffer.from(stored);
      const place = 10 + Math.floor(random() * (stored.length - 18));
      changed[place] = (changed[place] ?? 0) ^ (1 << Math.floor(random() * 8));
      const reader = await open(bytes, changed);
      const whole = await reader.read(0, data.length).catch((error: unknown) => {
        expect(error).toBeInstanceOf(ParseError);
        refused += 1;
        return data;
      });
      expect(data.equals(whole)).toBe(true);
    }
    expect(refused).toBeGreaterThan(50);
  });

  it('refuse an index that is damaged, cut, of another version or of another layer', async () => {
    const stored = gzipSync(data.subarray(0, 100 * KIB));
    const { bytes } = await indexOf(stored);
    await expect(open(bytes, stored.subarray(1))).rejects.toThrow(/an index of/);
    for (let length = 0; length < bytes.length; length += 97)
      await expect(open(bytes.subarray(0, length), stored)).rejects.toThrow(ParseError);
    const random = seededRandom(5);
    for (let n = 0; n < 300; n++) {
      const damaged = Buffer.from(bytes);
      damaged[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      try {
        const found = await (await open(damaged, stored)).read(0, 100 * KIB);
        expect(data.subarray(0, 100 * KIB).equals(found)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(ParseError);
      }
    }
  });

  it('a damaged layer has no index', async () => {
    const stored = gzipSync(data);
    await expect(indexOf(stored.subarray(0, 5000))).rejects.toThrow(ParseError);
    await expect(indexOf(Buffer.from('no gzip at all'))).rejects.toThrow(ParseError);
  });

  it('a layer of very many members has none either', async () => {
    const stored = Buffer.concat(Array.from({ length: 1100 }, (_, i) => gzipSync(`member ${i}`)));
    await expect(indexOf(stored)).rejects.toThrow(/gzip members/);
  });
});
