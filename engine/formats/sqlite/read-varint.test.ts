import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { readCount, readVarint } from './read-varint.ts';

const read = (...bytes: number[]) => readVarint(Uint8Array.from(bytes), 0, bytes.length, 'x');

describe('readVarint', () => {
  it.for([
    { bytes: [0], value: 0 },
    { bytes: [0x7f], value: 127 },
    { bytes: [0x81, 0], value: 128 },
    { bytes: [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0], value: 2 ** 42 },
    { bytes: [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0], value: 2 ** 49 },
    { bytes: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], value: -1 },
    { bytes: [0xc0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0], value: -(2n ** 63n) },
    { bytes: [0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], value: 2n ** 63n - 1n },
  ])('$bytes', ({ bytes, value }) => {
    expect(read(...bytes, 1, 2)).toEqual({ value, next: bytes.length });
  });

  it.for([[[]], [[0x80]], [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]])('cut short: %j', ([bytes]) => {
    expect(() => read(...(bytes ?? []))).toThrow(ParseError);
  });

  test('reads what the rule of the format writes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(BigInt(read(...writeVarint(value)).value)).toBe(value);
      }),
    );
  });
});

test('a count is never negative', () => {
  const bytes = Uint8Array.from(writeVarint(-5n));
  expect(() => readCount(bytes, 0, bytes.length, 'x')).toThrow(/found "-5"/);
});

function writeVarint(value: bigint): number[] {
  const bits = BigInt.asUintN(64, value);
  if (bits >= 1n << 56n) {
    const high = bits >> 8n;
    return [
      ...Array.from({ length: 8 }, (_, i) => Number((high >> BigInt(7 * (7 - i))) & 0x7fn) | 0x80),
      Number(bits & 0xffn),
    ];
  }
  const groups: number[] = [Number(bits & 0x7fn)];
  for (let rest = bits >> 7n; rest > 0n; rest >>= 7n) groups.unshift(Number(rest & 0x7fn) | 0x80);
  return groups;
}
