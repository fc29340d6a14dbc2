import { expect, it } from 'vitest';
import { type PythonCommand, readPythonCommand } from './python-command.ts';

/** As Python's getopt reads them: `e2e/usage/command-line-code.truth.ts` asks Python. */
const ROWS: readonly (readonly [words: string, flags: string, program: PythonCommand['program'], args: string])[] = [
  ['', '', { kind: 'input' }, ''],
  ['-', '', { kind: 'input' }, ''],
  ['a.py -c x', '', { kind: 'script', path: 'a.py' }, '-c x'],
  ['-- a.py b', '', { kind: 'script', path: 'a.py' }, 'b'],
  ['-u -B a.py', '-u -B', { kind: 'script', path: 'a.py' }, ''],
  ['-W ignore -X utf8 a.py', '', { kind: 'script', path: 'a.py' }, ''],
  ['-Wignore -Xutf8 -IS a.py', '-I -S', { kind: 'script', path: 'a.py' }, ''],
  ['-BW ignore a.py', '-B', { kind: 'script', path: 'a.py' }, ''],
  ['--check-hash-based-pycs never a.py', '', { kind: 'script', path: 'a.py' }, ''],
  ['-c x y -z', '', { kind: 'code', text: 'x' }, 'y -z'],
  ['-sBcx y', '-s -B', { kind: 'code', text: 'x' }, 'y'],
  ['-c', '', { kind: 'code', text: '' }, ''],
  ['-m a.b c', '', { kind: 'module', name: 'a.b' }, 'c'],
  ['-ma -c x', '', { kind: 'module', name: 'a' }, '-c x'],
  ['-um a', '-u', { kind: 'module', name: 'a' }, ''],
  ['-V -c x', '', { kind: 'none' }, ''],
  ['-Bh', '-B', { kind: 'none' }, ''],
  ['--version', '', { kind: 'none' }, ''],
];

it.for(ROWS)('python %s', ([words, flags, program, args]) => {
  const some = (text: string): string[] => text.split(' ').filter((one) => one !== '');
  expect(readPythonCommand(['python3', ...some(words)])).toEqual({ flags: some(flags), program, args: some(args) });
});
