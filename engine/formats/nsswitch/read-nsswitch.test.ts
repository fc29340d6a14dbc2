import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readNsswitch } from './read-nsswitch.ts';

const read = (text: string): string[] =>
  readNsswitch(Buffer.from(text)).map(({ database, service, line }) => `${line} ${database} ${service}`);

// nsswitch.conf(5).
it.for<[text: string, want: string[]]>([
  ['passwd: files systemd\n', ['1 passwd files', '1 passwd systemd']],
  [' hosts:files [!UNAVAIL=return SUCCESS=merge] dns', ['1 hosts files', '1 hosts dns']],
  ['# passwd: a\n\ngroup\t:\tb # c\n', ['3 group b']],
  ['passwd: # files', []],
  ['passwd files', []],
  [': files', []],
  ['a: b [x', ['1 a b']],
  ['a: b\r\n', ['1 a b']],
])('%j', ([text, want]) => {
  expect(read(text)).toEqual(want);
});

it('says where', () => {
  expect(readNsswitch(Buffer.from('\na: b\n'))).toEqual([
    { database: 'a', service: 'b', line: 2, range: { from: 1, to: 6 } },
  ]);
});

it('survives every cut and any bytes', () => {
  readsEveryPrefix(Buffer.from('a: b [c=d] e # f\nb:\tc\n'), readNsswitch);
  const piece = fc.constantFrom('a', ':', '[', ']', '#', ' ', '\n', '\\', '\0', '\r');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => readsOrRefuses(Buffer.from(pieces.join('')), readNsswitch, 'random')),
    { numRuns: 1000 },
  );
});
