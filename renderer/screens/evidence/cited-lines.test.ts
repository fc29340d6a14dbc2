import fc from 'fast-check';
import { looksLikeText } from '#shared/text/looks-like-text.ts';
import { describe, expect, it } from 'vitest';
import { citedBytes, fromBase64, hexOf, lineParts, rangeOfLine, splitLines, toBase64 } from './cited-lines.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('lines of a window', () => {
  const status = bytes('A: 1\n\nPackage: b\nVersion: 2\n\nC: 3');

  it.for([
    [10, 12, 'Package: b\n'],
    [10, 11, '\n'],
    [10, 15, 'C: 3'],
    [10, 9, undefined],
    [10, 16, undefined],
    [null, 1, undefined],
  ] as const)('from line %s have line %s where it is', ([first, line, want]) => {
    const range = rangeOfLine(status, first, line);
    expect(range && new TextDecoder().decode(status.subarray(range.from, range.to))).toBe(want);
  });

  it('are numbered, and those that hold cited bytes are marked', () => {
    // From the feed that ends the empty line before, through two lines.
    const lines = splitLines(status, 10, [{ from: 5, to: 28 }]);
    expect(
      lines.map(({ number, from, to, cited }) => [number, new TextDecoder().decode(status.subarray(from, to)), cited]),
    ).toEqual([
      [10, 'A: 1', false],
      [11, '', false],
      [12, 'Package: b', true],
      [13, 'Version: 2', true],
      [14, '', false],
      [15, 'C: 3', false],
    ]);
  });

  it('mark an empty line in the middle of a range', () => {
    const lines = splitLines(bytes('a\n\nb\n'), null, [{ from: 0, to: 5 }]);
    expect(lines.map(({ cited }) => cited)).toEqual([true, true, true]);
  });

  it('are parted where citing begins and ends', () => {
    const line = bytes('{"name": "x", "version": "1"}');
    const segments = [{ from: 9, to: 12 }];
    const [only] = splitLines(line, 1, segments);
    expect(only && lineParts(line, only, segments)).toEqual([
      { text: '{"name": ', cited: false },
      { text: '"x"', cited: true },
      { text: ', "version": "1"}', cited: false },
    ]);
  });

  it('hold every byte but the feeds once, for any bytes and ranges', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), fc.nat(60), (data, a, b) => {
        const segments = [{ from: Math.min(a, b, data.length), to: Math.min(Math.max(a, b), data.length) }];
        const lines = splitLines(data, 1, segments);
        const feeds = data.filter((byte) => byte === 0x0a).length;
        expect(lines.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(data.length - feeds);
        expect(citedBytes(data, segments)).toEqual(data.subarray(segments[0]?.from, segments[0]?.to));
        expect(fromBase64(toBase64(data))).toEqual(data);
      }),
    );
  });
});

it.for([
  [bytes('plain\ttext\n'), true],
  [bytes('\u001b[31mcoloured\u001b[0m'), true],
  [new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), false],
  [new Uint8Array([1, 2, 3, 4, 5, 6]), false],
  [new Uint8Array(), true],
] as const)('%s is text: %s', ([data, want]) => {
  expect(looksLikeText(data)).toBe(want);
});

it('writes hex', () => {
  expect(hexOf(new Uint8Array([0, 31, 160, 255]))).toBe('00 1f a0 ff');
});
