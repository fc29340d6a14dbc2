import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readGconvModules } from './read-gconv-modules.ts';

it('modules, with what they are for', () => {
  const text = '# c\nalias\tA//\tB//\nmodule\tB//\tINTERNAL\tBB\t1\nmodule INTERNAL B// /x/BB.so#\nmodule B//\n';
  expect(readGconvModules(Buffer.from(text))).toEqual([
    { from: 'B//', to: 'INTERNAL', file: 'BB', line: 3, range: { from: 18, to: 43 } },
    { from: 'INTERNAL', to: 'B//', file: '/x/BB.so', line: 4, range: { from: 43, to: 73 } },
  ]);
});

it('refuses more lines than any list has', () => {
  expect(() => readGconvModules(Buffer.from('\n'.repeat(limits.configLines + 1)))).toThrow(ParseError);
  expect(readGconvModules(Buffer.from('\n'.repeat(limits.configLines)))).toEqual([]);
});

it('survives every cut and any bytes', () => {
  readsEveryPrefix(Buffer.from('module A// B// C 1\n# d\nalias e f\n'), readGconvModules);
  const piece = fc.constantFrom('module', 'A//', '#', ' ', '\n', '\t', '\0');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => readsOrRefuses(Buffer.from(pieces.join('')), readGconvModules, 'random')),
    { numRuns: 1000 },
  );
});
