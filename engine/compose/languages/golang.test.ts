import { describe, expect, it } from 'vitest';
import { elfFile } from '#engine/testing/executable-files.ts';
import { inlineBuildInfo, moduleText } from '#engine/testing/go-build-info.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, tar, type TarEntry } from '#engine/testing/tar.ts';

const go = (version: string, ...lines: string[]) =>
  elfFile([{ name: '.go.buildinfo', data: inlineBuildInfo(version, moduleText(lines)), writable: true }]);

async function found(...entries: readonly TarEntry[]): Promise<string[]> {
  const { components } = await scanInMemory([tar(entries)]);
  return components.flatMap(({ key, dependencies, details }) => {
    const { replacedBy, replaces, required } = details;
    return [
      key.replace(/[0-9a-f]{64}/, ''),
      ...[replacedBy, replaces, required].flatMap((detail) => (detail === undefined ? [] : [`  (${detail})`])),
      ...dependencies.map(({ to, kind, stated }) => `  ${kind} ${to}${stated === undefined ? '' : ` (${stated})`}`),
    ];
  });
}

describe('composeGolang', () => {
  it('a program is its main module and contains what it was built from', async () => {
    expect(
      await found(
        file(
          'usr/bin/tool',
          go(
            'go1.22.3 X:boringcrypto',
            'path\texample.com/Tool/cmd/tool',
            'mod\texample.com/Tool\tv1.2.3\th1:m=',
            'dep\texample.com/old\tv0.1.0',
            '=>\texample.com/new\tv0.2.0+incompatible\th1:n=',
            'dep\texample.com/local\tv1.0.0',
            '=>\t./local\t(devel)\t',
          ),
        ),
      ),
    ).toEqual([
      'pkg:golang/example.com/local',
      '  (./local)',
      '  (v1.0.0)',
      'pkg:golang/example.com/new@v0.2.0%2Bincompatible',
      '  (example.com/old v0.1.0)',
      'pkg:golang/example.com/tool@v1.2.3',
      '  contains pkg:golang/example.com/local (example.com/local v1.0.0)',
      '  contains pkg:golang/example.com/new@v0.2.0%2Bincompatible (example.com/old v0.1.0)',
      '  contains pkg:golang/stdlib@1.22.3',
      'pkg:golang/stdlib@1.22.3',
    ]);
  });

  it.for<[name: string, mod: string, want: string]>([
    [
      'a pseudo-version, as Go stamps it',
      'v0.0.0-20240101000000-abcdefabcdef+dirty',
      '@v0.0.0-20240101000000-abcdefabcdef%2Bdirty',
    ],
    ['no version', '(devel)', ''],
  ])('the main module: %s', async ([, version, want]) => {
    const settings = ['build\tvcs.revision=abc', 'build\t-ldflags="-X main.version=v9"'];
    const keys = await found(
      file('x', go('go1.24.1', 'path\tm.example/x', `mod\tm.example/x\t${version}\t`, ...settings)),
    );
    expect(keys).toContain(`pkg:golang/m.example/x${want}`);
  });

  it('without a main module it stays an executable that contains them; a development version is none', async () => {
    expect(
      await found(file('go', go('devel go1.23-abcdef Mon', 'path\tcmd/go', 'dep\tgolang.org/x/mod\tv0.1.0\th1:='))),
    ).toEqual([
      'bin:sha256:',
      '  contains pkg:golang/golang.org/x/mod@v0.1.0',
      '  contains pkg:golang/stdlib',
      'pkg:golang/golang.org/x/mod@v0.1.0',
      'pkg:golang/stdlib',
    ]);
  });

  it('a package that owns the program installs it', async () => {
    const status = 'Package: tool\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n';
    const keys = await found(
      file('var/lib/dpkg/status', status),
      file('var/lib/dpkg/info/tool.list', '/usr/bin/tool\n'),
      file('usr/bin/tool', go('go1.22', 'path\tm.example/t', 'mod\tm.example/t\tv1.0.0\t')),
    );
    expect(keys).toEqual([
      'pkg:deb/tool@1?arch=all',
      '  installs pkg:golang/m.example/t@v1.0.0',
      'pkg:golang/m.example/t@v1.0.0',
      '  contains pkg:golang/stdlib@1.22',
      'pkg:golang/stdlib@1.22',
    ]);
  });
});
