import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hiddenCount, visiblePieces } from '../../text/visible-text.ts';
import { byteOfShown } from './clicked-byte.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const shown = (text: string): string =>
  visiblePieces(text)
    .map((piece) => piece.text)
    .join('');

describe('the byte under a character', () => {
  it.for([
    ['plain', 'Package: x', 'x', 9],
    ['behind characters of several bytes', 'aé€😀z', 'z', 10],
    ['a mark', 'a\u202eb', 'U+202E', 1],
    ['in the middle of a mark', 'a\u202eb', '202E', 1],
    ['behind a mark', 'a\u202eb', 'b', 4],
    ['behind a control', '\u001b[31mred', 'red', 5],
  ] as const)('%s', ([, line, wanted, at]) => {
    expect(byteOfShown(bytes(line), shown(line).indexOf(wanted))).toBe(at);
  });

  it('is counted through bytes that are no UTF-8', () => {
    expect(byteOfShown(new Uint8Array([0x61, 0xff, 0xfe, 0x62]), 3)).toBe(3);
  });

  it('is that of an encoder, for any text without marks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(100), (line, place) => {
        fc.pre(hiddenCount(line) === 0 && place <= line.length && !/[\udc00-\udfff]/.test(line[place] ?? ''));
        expect(byteOfShown(bytes(line), place)).toBe(bytes(line.slice(0, place)).length);
      }),
    );
  });
});
