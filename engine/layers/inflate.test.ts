import { createHash, randomBytes } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Compression } from '#engine/formats/magic/compression.ts';
import { inflate } from './inflate.ts';

async function* inChunks(bytes: Uint8Array, step: number): AsyncGenerator<Buffer> {
  for (let i = 0; i < bytes.length; i += step) yield Buffer.from(bytes.subarray(i, i + step));
}

async function sha256Of(bytes: Uint8Array, compression: Compression, step = 1 << 20): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of inflate(inChunks(bytes, step), compression)) hash.update(piece);
  return hash.digest('hex');
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const parts = [randomBytes(700_000), Buffer.from('hello'), Buffer.alloc(3 << 20), Buffer.alloc(0), randomBytes(10)];
const plain = Buffer.concat(parts);
const gzipMembers = parts.map((part) => gzipSync(part));
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

describe('inflate', () => {
  it.for([
    ['plain', 'none', plain],
    ['gzip of one member', 'gzip', gzipSync(plain)],
    ['gzip of many members', 'gzip', Buffer.concat(gzipMembers)],
    ['gzip with zeros behind', 'gzip', Buffer.concat([...gzipMembers, Buffer.alloc(1000)])],
    ['zstd of one frame', 'zstd', zstdCompressSync(plain)],
    [
      'zstd of many frames and skippable ones',
      'zstd',
      Buffer.concat([skippable, ...parts.flatMap((part) => [zstdCompressSync(part), skippable])]),
    ],
  ] as const)('%s', async ([, compression, bytes]: readonly [string, Compression, Buffer]) => {
    for (const step of [1 << 20, 4096, 997]) expect(await sha256Of(bytes, compression, step)).toBe(hashOf(plain));
  });

  it('reads members whose borders fall on chunk borders', async () => {
    async function* oneByOne() {
      for (const member of gzipMembers) yield member;
    }
    const hash = createHash('sha256');
    for await (const piece of inflate(oneByOne(), 'gzip')) hash.update(piece);
    expect(hash.digest('hex')).toBe(hashOf(plain));
  });

  // A block of type 3, which RFC 8878 §3.1.1.2.2 reserves.
  const reservedBlock = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x05, 0x07 | (5 << 3), 0, 0, 1, 2, 3, 4, 5]);
  it.for([
    { name: 'gzip that is cut', compression: 'gzip', bytes: gzipSync(plain).subarray(0, 1000), code: 'truncated' },
    {
      name: 'gzip with garbage behind',
      compression: 'gzip',
      bytes: Buffer.concat([gzipSync('x'), Buffer.from('garbage')]),
      code: 'malformed',
    },
    {
      name: 'zstd that is cut',
      compression: 'zstd',
      bytes: zstdCompressSync(plain).subarray(0, 1000),
      code: 'truncated',
    },
    {
      name: 'zstd with garbage behind',
      compression: 'zstd',
      bytes: Buffer.concat([zstdCompressSync('x'), Buffer.from('garbage')]),
      code: 'malformed',
    },
    { name: 'zstd with a reserved block', compression: 'zstd', bytes: reservedBlock, code: 'malformed' },
    { name: 'xz', compression: 'xz', bytes: Buffer.from('x'), code: 'unsupported' },
  ] as const)('$name: $code', async ({ compression, bytes, code }) => {
    await expect(sha256Of(bytes, compression)).rejects.toMatchObject({ diagnostic: { code } });
  });

  it.for(['gzip', 'zstd'] as const)('stops a %s bomb at the ratio, early', async (compression) => {
    const bytes = compression === 'gzip' ? gzipSync(Buffer.alloc(64 << 20)) : zstdCompressSync(Buffer.alloc(64 << 20));
    let out = 0;
    const run = async () => {
      const bounds = { layerBytes: 2 ** 40, inflateRatio: 200, ratioFloorBytes: 1 << 20 };
      for await (const piece of inflate(inChunks(bytes, 4096), compression, bounds)) out += piece.length;
    };
    await expect(run()).rejects.toMatchObject({
      diagnostic: { code: 'limit-exceeded', what: 'compression ratio', limit: 200 },
    });
    expect(out).toBeLessThan(16 << 20);
  });
});
