import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readQtConf } from './read-qt-conf.ts';

// "Using qt.conf".
it.for<[text: string, want: unknown]>([
  [
    '[Paths]\nPrefix = ..\n; c\nPlugins="lib/plug ins"\n[Other]\nPlugins=x\n',
    {
      heading: { line: 1, range: { from: 0, to: 8 } },
      paths: [
        { name: 'Prefix', value: '..', line: 2, range: { from: 8, to: 20 } },
        { name: 'Plugins', value: 'lib/plug ins', line: 4, range: { from: 24, to: 47 } },
      ],
    },
  ],
  ['[Paths]', { heading: { line: 1, range: { from: 0, to: 7 } }, paths: [] }],
  ['Plugins=x', null],
  ['[Platforms]\nPlugins=x', null],
  ['', null],
])('%j', ([text, want]) => {
  expect(readQtConf(Buffer.from(text))).toEqual(want);
});

it('survives every cut and any bytes', () => {
  readsEveryPrefix(Buffer.from('[Paths]\nPlugins = "x"\n; y\n[Z]\n'), readQtConf);
  const piece = fc.constantFrom('[Paths]', '[', ']', '=', ';', ' ', '\n', '"', '\0', 'x');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => readsOrRefuses(Buffer.from(pieces.join('')), readQtConf, 'random')),
    { numRuns: 1000 },
  );
});
