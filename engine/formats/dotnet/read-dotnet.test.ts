import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { assemblyFile, bundleFile, depsJson } from '#engine/testing/dotnet-files.ts';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { mapExecutable } from '../executable/map-executable.ts';
import { readAssembly } from './read-assembly.ts';
import { readBundle } from './read-bundle.ts';
import { readDepsJson, readRuntimeConfig } from './read-deps-json.ts';

const inImage =
  <T>(read: (bytes: Uint8Array, image: ReturnType<typeof mapExecutable>[number]) => T) =>
  (bytes: Uint8Array): T | undefined => {
    const [image] = mapExecutable(bytes);
    return image && read(bytes, image);
  };

describe('readBundle', () => {
  const files = [
    { path: 'App.dll', content: 'assembly', type: 1 },
    { path: 'App.deps.json', content: '{}', type: 3 },
  ];
  it.for([
    ['elf', 6],
    ['pe', 2],
    ['macho', 1],
  ] as const)('files of a bundle: %s, version %i', ([format, major]) => {
    const bytes = bundleFile(format, files, major);
    const bundle = inImage(readBundle)(bytes);
    expect([bundle?.version, bundle?.id, bundle?.depsJson?.path]).toEqual([`${major}.0`, 'id', 'App.deps.json']);
    expect(bundle?.entries.map(({ path, at }) => [path, bytes.toString('latin1', at.from, at.to)])).toEqual([
      ['App.dll', 'assembly'],
      ['App.deps.json', '{}'],
    ]);
  });

  it('a host without a bundle', () => {
    const bytes = bundleFile('elf', []);
    const at = bytes.indexOf(Buffer.from('8b1202b9', 'hex')) - 8;
    bytes.fill(0, at, at + 8);
    expect(inImage(readBundle)(bytes)).toBeUndefined();
  });

  it('survives every cut and any change', () => {
    const bytes = bundleFile('elf', files);
    readsEveryPrefix(bytes, inImage(readBundle));
    readsFlippedBytes(bytes, inImage(readBundle), { runs: 1000 });
  });
});

describe('readAssembly', () => {
  const bytes = assemblyFile('Library', 'AssemblyInformationalVersionAttribute', '1.2.3-beta+abc');

  it('reads identity, attributes and references', () => {
    const { stated, ...assembly } = inImage(readAssembly)(bytes) ?? expect.fail('no assembly');
    expect(assembly).toEqual({
      name: 'Library',
      version: '1.2.3.4',
      culture: '',
      // By sha1sum: the last 8 bytes, backwards.
      publicKeyToken: '298eff6db14bd769',
      attributes: new Map([['AssemblyInformationalVersion', '1.2.3-beta+abc']]),
      references: [{ name: 'System.Runtime', version: '8.0.0.0' }],
    });
    expect(stated.map(({ from, to }) => bytes.toString('latin1', from, to))).toContain('Library');
  });

  it('survives every cut and any change', () => {
    readsEveryPrefix(bytes, inImage(readAssembly));
    readsFlippedBytes(bytes, inImage(readAssembly), { runs: 1000 });
    readsFlippedBytes(bytes, inImage(readAssembly), { runs: 1000, within: [0x400, bytes.length - 1] });
  });
});

describe('readDepsJson', () => {
  const text = depsJson({
    'A/1.0.0': { type: 'package', files: { runtime: { 'lib/a.dll': {} } }, dependencies: { B: '2.0.0' } },
  });

  it('names the tokens that state a library', () => {
    const [library] = readDepsJson(Buffer.from(text)).libraries;
    expect(library).toMatchObject({
      name: 'A',
      version: '1.0.0',
      assets: [{ path: 'lib/a.dll', kind: 'runtime', locale: null }],
      dependencies: [{ name: 'B', version: '2.0.0' }],
    });
    expect(library?.tokens.map(({ from, to }) => text.slice(from, to))).toEqual([
      '"runtimeTarget"',
      '"targets"',
      '"libraries"',
      '".NETCoreApp,Version=v8.0"',
      '"name"',
      '".NETCoreApp,Version=v8.0"',
      '"A/1.0.0"',
      '"type"',
      '"package"',
      '"A/1.0.0"',
      '{"dependencies":{"B":"2.0.0"},"runtime":{"lib/a.dll":{}}}',
    ]);
  });

  it('survives every cut and any change', () => {
    const read = (bytes: Uint8Array): unknown => readDepsJson(bytes);
    readsEveryPrefix(Buffer.from(text), read);
    readsFlippedBytes(Buffer.from(text), read, { runs: 1000 });
  });

  it('frameworks: wanted ones and included ones', () => {
    const config = { framework: { name: 'A', version: '1' }, includedFrameworks: [{ name: 'B', version: '2' }, {}] };
    expect(readRuntimeConfig(Buffer.from(JSON.stringify({ runtimeOptions: config })))).toEqual([
      { name: 'A', version: '1' },
      { name: 'B', version: '2' },
    ]);
  });
});

describe.skipIf(corpus === undefined)('deps.json files of the corpus', () => {
  type Expected = readonly Readonly<{
    file: string;
    expected: readonly Readonly<{ name: string; version: string }>[] | null;
  }>[];
  const read = (file: string) => readDepsJson(readFileSync(corpusFile(file)));

  it.for(['trivy', 'go-dep-parser', 'scalibr-deps'])('list what %s lists', (peer) => {
    const cases = JSON.parse(readFileSync(corpusFile('lang/dotnet', `${peer}.expected.json`), 'utf8')) as Expected;
    expect(cases.length).toBeGreaterThan(0);
    for (const { file, expected } of cases) {
      if (expected === null) {
        expect(() => read(file), file).toThrow();
        continue;
      }
      const listed = read(file).libraries.map(({ name, version }) => `${name.replace('runtimepack.', '')} ${version}`);
      for (const { name, version } of expected) expect(listed, file).toContain(`${name} ${version}`);
    }
  });
});
