import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { inflateArchive, type SpoolLimits } from './inflate-archive.ts';

async function inflated(bytes: Uint8Array, compression: 'gzip' | 'zstd', bounds?: SpoolLimits, signal?: AbortSignal) {
  await using folder = await tempFolder();
  const file = join(folder.path, 'in');
  writeFileSync(file, bytes);
  const spool = { tempFile: () => Promise.resolve(join(folder.path, 'out')) };
  const result = await inflateArchive(file, compression, spool, signal, bounds);
  return { bytes: readFileSync(result.file), diagnostics: result.diagnostics };
}

const bounds = { spoolBytes: 1_000_000, inflateRatio: 200, ratioFloorBytes: 1 << 30 };
const text = Buffer.from('0123456789abcdef'.repeat(100_000));

describe('inflateArchive', () => {
  it.for(['gzip', 'zstd'] as const)('%s, over many chunks', async (compression) => {
    const pack = compression === 'gzip' ? gzipSync : zstdCompressSync;
    const pieces = Array.from({ length: 40 }, (_, i) => pack(text.subarray(i * 40_000, (i + 1) * 40_000)));
    const { bytes, diagnostics } = await inflated(Buffer.concat(pieces), compression);
    expect([bytes.equals(text), diagnostics]).toEqual([true, []]);
  });

  it.for(['gzip', 'zstd'] as const)('%s beyond the limit', async (compression) => {
    const pack = compression === 'gzip' ? gzipSync : zstdCompressSync;
    await expect(inflated(pack(text), compression, bounds)).rejects.toMatchObject({
      diagnostic: { code: 'limit-exceeded', limit: 1_000_000 },
    });
  });

  it('a bomb, by its ratio', async () => {
    const bomb = zstdCompressSync(Buffer.alloc(16 << 20));
    const strict = { ...bounds, spoolBytes: 2 ** 40, ratioFloorBytes: 1 << 20 };
    await expect(inflated(bomb, 'zstd', strict)).rejects.toMatchObject({
      diagnostic: { code: 'limit-exceeded', what: 'compression ratio', limit: 200 },
    });
  });

  it('a cut stream gives what it has, the same every time', async () => {
    const noisy = Buffer.from(Array.from({ length: 500_000 }, (_, i) => (i * i * 31) & 0xff));
    for (const [compression, packed] of [
      ['gzip', gzipSync(noisy)],
      ['zstd', zstdCompressSync(noisy)],
    ] as const) {
      const cut = packed.subarray(0, packed.length - 20);
      const first = await inflated(cut, compression);
      expect(first.diagnostics).toMatchObject([{ code: 'anomaly' }]);
      expect(noisy.subarray(0, first.bytes.length).equals(first.bytes)).toBe(true);
      expect((await inflated(cut, compression)).bytes.equals(first.bytes)).toBe(true);
    }
  });

  it('can be cancelled', async () => {
    await expect(inflated(gzipSync(text), 'gzip', undefined, AbortSignal.abort())).rejects.toThrow('aborted');
  });
});
