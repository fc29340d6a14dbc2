import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commandWords, wordsText } from './words.ts';

it.for<readonly [string, string[] | undefined]>([
  ['', []],
  [' node  server.js\t--port=80 ', ['node', 'server.js', '--port=80']],
  ['sh -c "echo hi"', ['sh', '-c', 'echo hi']],
  [`a'b "c'"d e" ''`, ['ab "cd e', '']],
  [String.raw`"\"\$x\e" \' a\ b`, [String.raw`"$x\e`, "'", 'a b']],
  ['"never ended', undefined],
  ["'never ended", undefined],
  ['at its end \\', undefined],
  ['["sh", "-c", "a b"]', ['sh', '-c', 'a b']],
  [' []', []],
  ['[1]', undefined],
  ['["a"', undefined],
])('%s', ([text, words]) => {
  expect(commandWords(text)).toEqual(words);
});

it.for<readonly [string, readonly string[]]>([
  ["nginx -g 'daemon off;'", ['nginx', '-g', 'daemon off;']],
  ['sh "$@"', ['sh', '"$@"']],
  [String.raw`echo '' 'it'\''s' a=1 '[x]' 'a\b'`, ['echo', '', "it's", 'a=1', '[x]', String.raw`a\b`]],
])('is printed as %s', ([text, words]) => {
  expect(wordsText(words)).toBe(text);
});

it('what is printed is read again', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }).filter((word) => !/[$`]/.test(word))), (words) => {
      expect(commandWords(wordsText(words))).toEqual(words);
    }),
  );
});
