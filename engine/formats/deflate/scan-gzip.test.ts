import { spawnSync } from 'node:child_process';
import { constants, deflateRawSync, gunzipSync, gzipSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasTool } from '#engine/testing/has-tool.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { seededRandom } from '#engine/testing/seeded-random.ts';
import { GzipScanner } from './scan-gzip.ts';
import { resumeAt } from './resume-at.ts';

type Place = { member: boolean; bit: number; out: number };

function scan(bytes: Uint8Array, chunk = 1 << 16): { places: Place[]; out: number } {
  const places: Place[] = [];
  const scanner = new GzipScanner({
    member: (bit, out) => places.push({ member: true, bit, out }),
    block: (bit, out) => places.push({ member: false, bit, out }),
  });
  for (let at = 0; at < bytes.length; at += chunk) scanner.push(bytes.subarray(at, at + chunk));
  scanner.finish();
  return { places, out: scanner.out };
}

/** Words, noise and zeros, so that every kind of block comes. */
function mixed(size: number, seed = 7): Buffer {
  const random = seededRandom(seed);
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size;) {
    const kind = Math.floor(random() * 3);
    const length = Math.min(size - at, 1000 + Math.floor(random() * 60_000));
    if (kind === 0) for (let i = 0; i < length; i++) bytes[at + i] = Math.floor(random() * 256);
    if (kind === 1) bytes.fill(`line ${Math.floor(random() * 50)} of some text\n`, at, at + length);
    at += length;
  }
  return bytes;
}

/** zlib inflates the same from every place that was found, with the window before it. */
function checkPlaces(stored: Uint8Array, inflated: Buffer, { places, out }: ReturnType<typeof scan>): void {
  expect(out).toBe(inflated.length);
  const step = Math.max(1, Math.floor(places.length / 25));
  for (let i = 0; i < places.length; i += step) {
    const { bit, out: at, member } = places[i] as Place;
    const start = places.findLast((one, k) => k <= i && one.member)?.out ?? 0;
    const raw = resumeAt(stored.subarray(Math.floor(bit / 8)), bit % 8);
    const dictionary = inflated.subarray(Math.max(start, at - 32768), at);
    const found = inflateRawSync(raw, {
      finishFlush: constants.Z_SYNC_FLUSH,
      ...(member || dictionary.length === 0 ? {} : { dictionary }),
    });
    expect([i, inflated.subarray(at, at + found.length).equals(found)]).toEqual([i, true]);
    // Of the block at least.
    expect(found.length).toBeGreaterThanOrEqual((places[i + 1]?.out ?? out) - at);
  }
}

const data = mixed(600_000);

describe('places where gzip can be gone on from', () => {
  it.for([
    ...Array.from({ length: 10 }, (_, level) => [`level ${level}`, gzipSync(data, { level })] as const),
    ['fixed codes', gzipSync(data, { strategy: constants.Z_FIXED })] as const,
    ['no matches', gzipSync(data, { strategy: constants.Z_HUFFMAN_ONLY })] as const,
    ['run lengths', gzipSync(data, { strategy: constants.Z_RLE })] as const,
    ['small blocks', gzipSync(data, { memLevel: 1 })] as const,
    [
      'several members',
      Buffer.concat([gzipSync(data.subarray(0, 100_000)), gzipSync(Buffer.alloc(0)), gzipSync(data.subarray(100_000))]),
    ] as const,
    ['padding behind', Buffer.concat([gzipSync(data), Buffer.alloc(1000)])] as const,
  ])('%s', ([, stored]) => {
    checkPlaces(stored, data, scan(stored));
    expect(scan(stored, 777)).toEqual(scan(stored));
  });

  it('flushed streams, as parallel compressors write them', () => {
    const parts = [0, 1, 2, 3].map((i) => data.subarray(i * 150_000, (i + 1) * 150_000));
    const body = parts.map((part, i) =>
      deflateRawSync(part, {
        finishFlush: i === 3 ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
        ...(i === 0 ? {} : { dictionary: data.subarray(i * 150_000 - 32768, i * 150_000) }),
      }),
    );
    const whole = gzipSync(data);
    const stored = Buffer.concat([whole.subarray(0, 10), ...body, whole.subarray(-8)]);
    expect(gunzipSync(stored).equals(data)).toBe(true);
    checkPlaces(stored, data, scan(stored));
  });

  it.skipIf(!hasTool('gzip')).for(['-1', '-6', '-9'])('of gzip %s, with its name', (level) => {
    const { stdout } = spawnSync('gzip', [level, '-c'], { input: data, maxBuffer: 1 << 24 });
    checkPlaces(stdout, data, scan(stdout));
  });

  it.skipIf(!hasTool('pigz')).for([[], ['-i'], ['-b', '32'], ['-11']])('of pigz %s', (options) => {
    const { stdout } = spawnSync('pigz', ['-c', ...options], { input: data, maxBuffer: 1 << 24 });
    checkPlaces(stdout, data, scan(stdout));
  });

  it('any content in chunks of any size', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 3000 }),
        (bytes, level, chunk) => {
          const stored = gzipSync(bytes, { level });
          checkPlaces(stored, Buffer.from(bytes), scan(stored, chunk));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('every prefix is refused as cut, and damage ends in a result or a ParseError', () => {
    const small = gzipSync(mixed(5000, 3));
    readsEveryPrefix(small, (prefix) => scan(prefix, 100));
    for (let length = 0; length < small.length; length++) expect(() => scan(small.subarray(0, length))).toThrow();
    fc.assert(
      fc.property(fc.nat(small.length - 1), fc.nat(255), fc.uint8Array({ maxLength: 300 }), (at, value, noise) => {
        const damaged = Buffer.from(small);
        damaged[at] = value;
        readsOrRefuses(damaged, (bytes) => scan(bytes, 1000), `byte ${at} as ${value}`);
        readsOrRefuses(Buffer.concat([small.subarray(0, 10), noise]), (bytes) => scan(bytes, 50), 'noise');
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses what zlib refuses, for any one changed byte', () => {
    const small = gzipSync(mixed(3000, 5), { level: 6 });
    for (let at = 10; at < small.length - 8; at++) {
      const damaged = Buffer.from(small);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      let inflated: Buffer | undefined;
      try {
        inflated = gunzipSync(damaged);
      } catch {
        // Also a wrong checksum, which is not looked at here.
        continue;
      }
      expect(scan(damaged).out).toBe(inflated.length);
    }
  });
});
