import { expect, it } from 'vitest';
import { commandWords } from './words.ts';

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
