import { expect, it } from 'vitest';
import { commandWords } from './words.ts';

it.for<readonly [string, string[] | undefined]>([
  ['', []],
  [' node  server.js\t--port=80 ', ['node', 'server.js', '--port=80']],
  ['["sh", "-c", "a b"]', ['sh', '-c', 'a b']],
  [' []', []],
  ['[1]', undefined],
  ['["a"', undefined],
])('%s', ([text, words]) => {
  expect(commandWords(text)).toEqual(words);
});
