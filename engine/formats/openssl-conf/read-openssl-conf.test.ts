import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readOpensslConf } from './read-openssl-conf.ts';

const read = (text: string): string[] =>
  readOpensslConf(Buffer.from(text)).map((entry) =>
    entry.kind === 'include'
      ? `${entry.line} include ${entry.path}`
      : `${entry.line} [${entry.section}] ${entry.name}=${entry.value}`,
  );

// config(5).
it.for<[text: string, want: string[]]>([
  ['openssl_conf = start\n[ start ]\nproviders=p', ['1 [default] openssl_conf=start', '3 [start] providers=p']],
  ['a = b # c\n# d = e\n', ['1 [default] a=b']],
  ['a = "b # c"', ['1 [default] a=b # c']],
  [String.raw`a = b\#c`, ['1 [default] a=b#c']],
  ['a = b \\\n c\nd = e', ['1 [default] a=b   c', '3 [default] d=e']],
  ['s::a = b', ['1 [s] a=b']],
  ['.include = /etc/x\n.include y', ['1 include /etc/x', '2 include y']],
  ['.pragma = dollarid:on', []],
  ['module = $ENV::X/y.so', ['1 [default] module=$ENV::X/y.so']],
  ['no value', []],
  ['= b', []],
  ['[open\na = b', ['2 [default] a=b']],
])('%j', ([text, want]) => {
  expect(read(text)).toEqual(want);
});

it('says where', () => {
  expect(readOpensslConf(Buffer.from('\na=b\n'))).toEqual([
    { kind: 'value', section: 'default', name: 'a', value: 'b', line: 2, range: { from: 1, to: 5 } },
  ]);
});

it('survives every cut and any bytes', () => {
  readsEveryPrefix(Buffer.from('a = "b" \\\n c\n[ s ]\n.include = x\ns::q = \'z\' # c'), (bytes) =>
    readOpensslConf(bytes),
  );
  const piece = fc.constantFrom('a', '=', '[', ']', '#', ' ', '\n', '\\', '"', '.include', '::', '$');
  fc.assert(
    fc.property(fc.array(piece), (pieces) =>
      readsOrRefuses(Buffer.from(pieces.join('')), (bytes) => readOpensslConf(bytes), 'random'),
    ),
    { numRuns: 1000 },
  );
});
