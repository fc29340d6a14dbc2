import { randomBytes } from 'node:crypto';
import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { ZstdFrameCutter } from './frames.ts';

const skippable = (content: string) =>
  Buffer.concat([Buffer.from([0x53, 0x2a, 0x4d, 0x18, content.length, 0, 0, 0]), Buffer.from(content)]);
const checked = (text: Uint8Array | string) =>
  zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
const frames = {
  small: zstdCompressSync('hello'),
  empty: zstdCompressSync(''),
  checksum: checked('world'),
  zeros: zstdCompressSync(Buffer.alloc(1 << 20)),
  random: checked(randomBytes(150_000)),
};

/** Cuts a stream that comes in chunks of `step` bytes; pieces of one frame are joined again. */
function cut(bytes: Uint8Array, step: number): string[] {
  const cutter = new ZstdFrameCutter();
  const pieces: Buffer[] = [];
  for (let i = 0; i < bytes.length; i += step) pieces.push(...cutter.cut(Buffer.from(bytes.subarray(i, i + step))));
  cutter.finish();
  return pieces.map((piece) => piece.toString('hex'));
}

describe('ZstdFrameCutter', () => {
  const { small, empty, checksum, zeros, random } = frames;
  const list = [
    skippable('first'),
    small,
    empty,
    skippable(''),
    checksum,
    zeros,
    skippable('mid'),
    random,
    skippable('last'),
  ];
  const stream = Buffer.concat(list);
  const wanted = [small, empty, checksum, zeros, random].map((f) => f.toString('hex'));

  it.for([1, 2, 3, 5, 8, 100, 4096, 1 << 20])('keeps exactly the frames, in chunks of %d bytes', (step) => {
    expect(cut(stream, step).join('')).toBe(wanted.join(''));
  });

  it('gives one piece per frame when all comes at once', () => {
    expect(cut(stream, stream.length)).toEqual(wanted);
  });

  it('never lets a piece reach over the end of a frame', () => {
    const ends = new Set<number>();
    let total = 0;
    for (const frame of wanted) ends.add((total += frame.length));
    for (const step of [7, 1000]) {
      let at = 0;
      for (const piece of cut(stream, step)) {
        const crossed = [...ends].filter((end) => at < end && end < at + piece.length);
        expect(crossed, `step ${step}, piece at ${at}`).toEqual([]);
        at += piece.length;
      }
    }
  });

  test('every prefix, garbage behind a frame and flipped bytes end in pieces or a ParseError', () => {
    const good = Buffer.concat([skippable('x'), small, checksum]);
    readsEveryPrefix(good, (bytes) => cut(bytes, 5));
    expect(() => cut(good.subarray(0, -1), 100)).toThrow(
      expect.objectContaining({ diagnostic: expect.objectContaining({ code: 'truncated' }) as unknown }),
    );
    expect(() => cut(Buffer.concat([small, Buffer.from('garbage')]), 100)).toThrow('zstd frame');
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bad = Buffer.from(good);
        bad[at] = (bad[at] ?? 0) ^ flip;
        readsOrRefuses(bad, (bytes) => cut(bytes, 7), `byte ${at} ^ ${flip}`);
      }),
    );
  });
});
