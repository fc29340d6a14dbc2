import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { countLines } from './count-lines.ts';
import { contentInMemory, type FileContent } from './file-content.ts';

const contentOf = (text: string): FileContent => contentInMemory(Buffer.from(text), sha256(text), 'pack');

describe('countLines', () => {
  it.for([
    { name: 'the first line', text: 'a\nb\n', start: 0, cited: { from: 0, to: 2 }, want: [1, { from: 1, to: 1 }] },
    {
      name: 'a line with the feed before it',
      text: 'a\nb\nc\n',
      start: 2,
      cited: { from: 1, to: 4 },
      want: [2, { from: 2, to: 2 }],
    },
    {
      name: 'a stanza with the blank line before it',
      text: 'a\n\nb\nc\n',
      start: 0,
      cited: { from: 1, to: 7 },
      want: [1, { from: 3, to: 4 }],
    },
    {
      name: 'a stanza with a line of blanks before it',
      text: 'a\n \t\r\n b\n',
      start: 0,
      cited: { from: 1, to: 9 },
      want: [1, { from: 3, to: 3 }],
    },
    { name: 'a line feed alone', text: 'a\nb\n', start: 0, cited: { from: 1, to: 2 }, want: [1, { from: 1, to: 1 }] },
    { name: 'several lines', text: 'a\nb\nc\nd', start: 4, cited: { from: 2, to: 7 }, want: [3, { from: 2, to: 4 }] },
    { name: 'past the end', text: 'a\nb', start: 3, cited: { from: 2, to: 99 }, want: [2, { from: 2, to: 2 }] },
    { name: 'an empty file', text: '', start: 0, cited: { from: 0, to: 0 }, want: [1, { from: 1, to: 1 }] },
  ])('$name', async ({ text, start, cited, want }) => {
    const counted = await countLines(contentOf(text), start, [cited]);
    expect([counted?.firstLine, counted?.lines[0]]).toEqual(want);
  });

  it('counts as splitting does, wherever pieces are cut', async () => {
    const text = fc.stringMatching(/^[a\n]{0,300}$/);
    await fc.assert(
      fc.asyncProperty(text, fc.nat(300), fc.nat(300), fc.nat(50), async (text, start, from, length) => {
        const lineOf = (place: number): number => text.slice(0, place).split('\n').length;
        const at = Math.min(start, text.length);
        const begin = Math.min(from, text.length);
        const cited: ByteRange = { from: begin, to: Math.min(begin + length, text.length) };
        const word = text.slice(begin, cited.to).indexOf('a');
        const feed = text[begin] === '\n' && cited.to - begin > 1 ? begin + 1 : begin;
        const first = word < 0 ? feed : begin + word;
        expect(await countLines(contentOf(text), at, [cited])).toEqual({
          firstLine: lineOf(at),
          lines: [{ from: lineOf(first), to: lineOf(Math.max(first, cited.to - 1)) }],
        });
      }),
    );
  });

  it('counts across more than one read', async () => {
    const text = 'x'.repeat(99) + '\n';
    const counted = await countLines(contentOf(text.repeat(30_000)), 2_500_000, [{ from: 100, to: 200 }]);
    expect(counted).toEqual({ firstLine: 25_001, lines: [{ from: 2, to: 2 }] });
  });
});
