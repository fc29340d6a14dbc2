import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { parseModuleInfo } from './parse-module-info.ts';

/** The text in Go's own documentation of `go version -m`, with a replacement for each kind of module. */
const TEXT = [
  'path\texample.com/m/cmd',
  'mod\texample.com/m\t(devel)\t',
  'dep\tgolang.org/x/xerrors\tv0.1.0',
  '=>\tgithub.com/golang/xerrors\tv0.2.0\th1:abc=',
  'dep\texample.com/local\tv1.0.0',
  '=>\t../local\t(devel)\t',
  'build\t-ldflags="-X main.version=v1\\t\\x41"',
  'build\t"odd=key"=`raw`',
  'build\tGOOS=linux',
  '',
].join('\n');

describe('parseModuleInfo', () => {
  it('reads every kind of line', () => {
    const { mainPackage, main, modules, settings, diagnostics } = parseModuleInfo(TEXT, 1000);
    expect([mainPackage, main?.path, main?.version, diagnostics]).toEqual([
      'example.com/m/cmd',
      'example.com/m',
      '(devel)',
      [],
    ]);
    expect(modules.map(({ path, version, replacement }) => [path, version, replacement])).toEqual([
      ['golang.org/x/xerrors', 'v0.1.0', { path: 'github.com/golang/xerrors', version: 'v0.2.0', sum: 'h1:abc=' }],
      ['example.com/local', 'v1.0.0', { path: '../local', version: '(devel)', sum: '' }],
    ]);
    expect(modules[0]?.lines.map(({ from, to }) => TEXT.slice(from - 1000, to - 1000))).toEqual([
      'dep\tgolang.org/x/xerrors\tv0.1.0\n',
      '=>\tgithub.com/golang/xerrors\tv0.2.0\th1:abc=\n',
    ]);
    expect(settings).toEqual([
      { key: '-ldflags', value: '-X main.version=v1\tA' },
      { key: 'odd=key', value: 'raw' },
      { key: 'GOOS', value: 'linux' },
    ]);
  });

  it.for([['=>\tx\tv1\n'], ['mod\tx\n'], ['dep\t\tv1\n'], ['what\n'], ['build\tnone\n'], ['build\tx="\\q"\n']])(
    'says what is wrong: %j',
    ([line]) => {
      expect(parseModuleInfo(line ?? '', 0).diagnostics).toMatchObject([{ code: 'malformed', at: { from: 0 } }]);
    },
  );

  it('survives every cut and any lines', () => {
    const read = (bytes: Uint8Array): unknown => parseModuleInfo(Buffer.from(bytes).toString('latin1'), 0);
    readsEveryPrefix(Buffer.from(TEXT), read);
    const part = fc.constantFrom('path', 'mod', 'dep', '=>', 'build', '\t', '\n', '"', '`', '=', '\\', 'x');
    fc.assert(
      fc.property(fc.array(part), (parts) => readsOrRefuses(Buffer.from(parts.join('')), read, parts.join(''))),
    );
  });
});
