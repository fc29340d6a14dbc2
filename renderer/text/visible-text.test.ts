import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hiddenCount, visibleLine, visiblePieces } from './visible-text.ts';

describe('text of an image', () => {
  it.for([
    { name: 'plain text', given: 'Package: libssl3', want: 'Package: libssl3', hidden: 0 },
    { name: 'empty text', given: '', want: '', hidden: 0 },
    { name: 'an ANSI escape', given: '\u001b[31mred\u001b[0m', want: '\u241b[31mred\u241b[0m', hidden: 2 },
    { name: 'a right-to-left override', given: 'a\u202egpj.exe', want: 'aU+202Egpj.exe', hidden: 1 },
    { name: 'a zero-width space and a soft hyphen', given: 'a\u200bb\u00adc', want: 'aU+200BbU+00ADc', hidden: 2 },
    { name: 'tag characters', given: 'x\u{e0041}', want: 'xU+E0041', hidden: 1 },
    { name: 'a lone surrogate', given: 'x\ud800y', want: 'xU+D800y', hidden: 1 },
    { name: 'a name with a line feed', given: 'a\nb\tc', want: 'a\u240ab\u2409c', hidden: 0 },
    { name: 'markup', given: '<img src=x onerror=alert(1)>', want: '<img src=x onerror=alert(1)>', hidden: 0 },
    { name: 'letters of other scripts', given: 'naïve 日本 مرحبا 😀', want: 'naïve 日本 مرحبا 😀', hidden: 0 },
  ])('shows $name', ({ given, want, hidden }) => {
    expect(visibleLine(given)).toBe(want);
    expect(hiddenCount(given)).toBe(hidden);
  });

  it('leaves no control or reordering character in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleLine(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
        const plain = visiblePieces(text).filter(({ mark }) => !mark);
        expect(plain.every((piece) => text.includes(piece.text))).toBe(true);
      }),
    );
  });
});
