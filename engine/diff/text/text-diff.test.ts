import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '#engine/bytes/limits.ts';
import type { TextDiff } from '#shared/model/text-diff.ts';
import { editScript } from './edit-script.ts';
import { diffText } from './text-diff.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, k) => `line ${from + k}\n`).join('');

/** As `diff -U3` prints it, without the file names. */
function unified(diff: TextDiff): string {
  if (diff.state !== 'lines') return diff.state;
  return diff.hunks
    .map(({ lines }) => {
      const range = (side: 'old' | 'new'): string => {
        const numbers = lines.flatMap((line) => line[side] ?? []);
        const [first] = numbers;
        // An empty side is told by the line before it; these tables only have whole files on one side.
        return first === undefined ? '0,0' : numbers.length === 1 ? `${first}` : `${first},${numbers.length}`;
      };
      const marks = { same: ' ', removed: '-', added: '+' } as const;
      const end = '\n\\ No newline at end of file';
      const text = lines.map((line) => `${marks[line.kind]}${line.text}${line.unended ? end : ''}\n`).join('');
      return `@@ -${range('old')} +${range('new')} @@\n${text}`;
    })
    .join('');
}

describe('text that changed', () => {
  // Expected: GNU diffutils 3.8, `diff -U3`.
  it.for<[name: string, old: string, now: string, want: string]>([
    ['nothing', 'a\nb\n', 'a\nb\n', ''],
    ['one line', 'a\nb\nc\n', 'a\nB\nc\n', '@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n'],
    ['a new file', '', 'a\nb\n', '@@ -0,0 +1,2 @@\n+a\n+b\n'],
    ['a file that is gone', 'a\n', '', '@@ -1 +0,0 @@\n-a\n'],
    ['no line feed at the end', 'a\nb', 'a\nb\n', '@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n'],
    [
      'far from each other',
      `x\n${numbered(1, 8)}y\n`,
      `X\n${numbered(1, 8)}Y\n`,
      '@@ -1,4 +1,4 @@\n-x\n+X\n line 1\n line 2\n line 3\n@@ -7,4 +7,4 @@\n line 6\n line 7\n line 8\n-y\n+Y\n',
    ],
    [
      'close to each other',
      `x\n${numbered(1, 6)}y\n`,
      `X\n${numbered(1, 6)}Y\n`,
      `@@ -1,8 +1,8 @@\n-x\n+X\n${numbered(1, 6).replaceAll(/^(?=.)/gm, ' ')}-y\n+Y\n`,
    ],
    [
      'more lines',
      numbered(1, 9),
      `${numbered(1, 4)}new\n${numbered(5, 9)}`,
      '@@ -2,6 +2,7 @@\n line 2\n line 3\n line 4\n+new\n line 5\n line 6\n line 7\n',
    ],
  ])('%s', ([, old, now, want]) => {
    expect(unified(diffText(bytes(old), bytes(now)))).toBe(want);
  });

  it.for<[name: string, old: string, now: string, want: object]>([
    ['carriage returns are part of a line', 'a\r\n', 'a\n', { text: 'a\r' }],
    ['bytes that are no UTF-8 are told', 'caf\xe9\n', '', { text: 'caf\\xe9', raw: true }],
    ['UTF-8 is', 'caf\xc3\xa9\n', '', { text: 'café' }],
    ['a byte order mark is part of a line', '\xef\xbb\xbfa\n', 'a\n', { text: '\ufeffa' }],
    ['markup and controls are as they are', '<img onerror=x>\x1b[31m\n', '', { text: '<img onerror=x>\u001b[31m' }],
  ])('%s', ([, old, now, want]) => {
    const diff = diffText(bytes(old), bytes(now));
    const [line] = diff.state === 'lines' ? (diff.hunks[0]?.lines ?? []) : [];
    expect(line).toEqual({ kind: 'removed', old: 1, new: null, ...want });
  });

  it('is not compared when it is none, or too much', () => {
    expect(diffText(bytes('a\n'), bytes('a\0\n'))).toEqual({ state: 'binary' });
    const large = new Uint8Array(limits.diffTextBytes + 1).fill(0x61);
    expect(diffText(large, bytes('a'))).toEqual({ state: 'too-large', most: limits.diffTextBytes });
  });

  it('that is another text is one change, listed up to the bound, and says so', () => {
    const diff = diffText(bytes(numbered(1, 3000)), bytes(numbered(5000, 8000)));
    expect(diff).toMatchObject({ state: 'lines', removed: 3000, added: 3001, coarse: true });
    if (diff.state !== 'lines') return;
    expect(diff.hunks.flatMap(({ lines }) => lines).length).toBe(limits.diffTextLines);
    expect(diff.omitted).toBe(6001 - limits.diffTextLines);
  });
});

/** Length of the longest common subsequence, by the table that every textbook has. */
function longestCommon(a: readonly number[], b: readonly number[]): number {
  const table = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let i = 1; i <= a.length; i++)
    for (let k = 1; k <= b.length; k++)
      table[i]![k] = a[i - 1] === b[k - 1] ? table[i - 1]![k - 1]! + 1 : Math.max(table[i - 1]![k]!, table[i]![k - 1]!);
  return table[a.length]![b.length]!;
}

const list = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 24 });

it('an edit script makes one list of the other with the fewest changes', () => {
  fc.assert(
    fc.property(list, list, (before, after) => {
      const { edits, coarse } = editScript(before, after, 1000);
      const made: number[] = [];
      let [next, changes] = [0, 0];
      for (const { old, new: now, removed, added } of edits) {
        made.push(...before.slice(next, old), ...after.slice(now, now + added));
        expect(made.length).toBe(now + added);
        next = old + removed;
        changes += removed + added;
      }
      expect([...made, ...before.slice(next)]).toEqual(after);
      expect(changes).toBe(before.length + after.length - 2 * longestCommon(before, after));
      expect(coarse).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

it('any two texts are told apart by what is listed', () => {
  const text = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = diffText(before, after);
      if (diff.state !== 'lines') return;
      expect(diff.added + diff.removed === 0).toBe(Buffer.compare(before, after) === 0);
    }),
    { numRuns: 1000 },
  );
});
