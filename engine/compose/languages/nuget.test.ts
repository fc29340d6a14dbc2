import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { assemblyFile, bundleFile, depsJson } from '#engine/testing/dotnet-files.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, tar, type TarEntry } from '#engine/testing/tar.ts';

async function found(...entries: readonly TarEntry[]): Promise<string[]> {
  const { components } = await scanInMemory([tar(entries)]);
  return components.flatMap(({ key, name, details, dependencies, files, missingFiles }) => [
    key.startsWith('bin:') ? `bin ${name}` : key,
    ...['project', 'frameworks', 'assemblyVersion', 'informationalVersion'].flatMap((one) => details[one] ?? []),
    ...files.map((path) => `  ${path}`),
    ...missingFiles.map((path) => `  missing ${path}`),
    ...dependencies.map(({ to, kind }) => `  ${kind} ${to}`),
  ]);
}

const DEPS = depsJson({
  'App/1.0.0': {
    type: 'project',
    files: { runtime: { 'App.dll': {} } },
    dependencies: { Json: '13.0.1', Gone: '1.0.0' },
  },
  'Json/13.0.1': {
    type: 'package',
    files: {
      runtime: { 'lib/net6.0/Json.dll': {} },
      resources: { 'lib/net6.0/de/Json.resources.dll': { locale: 'de' } },
      runtimeTargets: { 'runtimes/unix/lib/net6.0/Json.Unix.dll': { rid: 'unix', assetType: 'runtime' } },
      native: { 'runtimes/linux-x64/native/libjson.so': {} },
    },
  },
  'Gone/1.0.0': { type: 'package', files: { runtime: { 'lib/net6.0/Gone.dll': {} } } },
  'Analyzer/1.0.0': { type: 'package' },
  'Placeholder/1.0.0': { type: 'package', files: { runtime: { 'lib/net6.0/_._': {} } } },
  'System.Ref/8.0.0': { type: 'referenceassembly', files: { runtime: { 'System.Ref.dll': {} } } },
  'runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1': {
    type: 'runtimepack',
    files: { runtime: { 'System.Runtime.dll': {} } },
  },
});

describe('composeNuget', () => {
  it('packages with files, the runtime as one of them, and the application that needs them', async () => {
    expect(
      await found(
        file('app/App.deps.json', DEPS),
        file(
          'app/App.runtimeconfig.json',
          '{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"8.0.0"}}}',
        ),
        file('app/App.dll', assemblyFile('App', 'AssemblyInformationalVersionAttribute', '1.0.0+abc')),
        file('app/Json.dll', assemblyFile('Json', 'X', '')),
        file('app/de/Json.resources.dll', 'MZ'),
        file('app/runtimes/unix/lib/net6.0/Json.Unix.dll', 'MZ unix'),
        file('app/System.Runtime.dll', 'MZ runtime'),
        file('app/System.Ref.dll', 'MZ reference'),
      ),
    ).toEqual([
      'bin App.dll',
      'App 1.0.0',
      'Microsoft.NETCore.App 8.0.0',
      '1.2.3.4',
      '1.0.0+abc',
      '  declares pkg:nuget/Json@13.0.1',
      'bin System.Ref.dll',
      'pkg:nuget/Json@13.0.1',
      '  app/Json.dll',
      '  app/de/Json.resources.dll',
      '  app/runtimes/unix/lib/net6.0/Json.Unix.dll',
      '  missing app/libjson.so',
      'pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.1',
      '  app/System.Runtime.dll',
    ]);
  });

  it.for(['elf', 'pe', 'macho'] as const)('an application that is one file: %s', async (format) => {
    const bundle = bundleFile(format, [
      { path: 'App.dll', content: 'MZ', type: 1 },
      { path: 'Json.dll', content: 'MZ', type: 1 },
      { path: 'App.deps.json', content: DEPS, type: 3 },
    ]);
    expect(await found(file('app', bundle))).toEqual([
      'bin app',
      'App 1.0.0',
      '  contains pkg:nuget/Json@13.0.1',
      '  declares pkg:nuget/Json@13.0.1',
      'pkg:nuget/Json@13.0.1',
    ]);
  });

  it('an assembly alone is no package', async () => {
    expect(
      await found(
        file('Newtonsoft.Json.dll', assemblyFile('Newtonsoft.Json', 'AssemblyInformationalVersionAttribute', '13.0.3')),
      ),
    ).toEqual(['bin Newtonsoft.Json.dll', '1.2.3.4', '13.0.3']);
  });
});

describe.skipIf(corpus === undefined)('deps.json files of the corpus', () => {
  type Expected = Readonly<{ file: string; expected: readonly Readonly<{ name: string; version: string }>[] | null }>;
  type Deps = Readonly<{ targets: Readonly<Record<string, Readonly<Record<string, Readonly<{ runtime?: object }>>>>> }>;

  it.for(['trivy', 'go-dep-parser', 'scalibr-deps'])('packages of %s, with their files', async (peer) => {
    const cases = JSON.parse(readFileSync(corpusFile('lang/dotnet', `${peer}.expected.json`), 'utf8')) as Expected[];
    for (const { file: path, expected } of cases.filter((one) => one.expected !== null)) {
      const text = readFileSync(corpusFile(path), 'utf8');
      const { targets } = JSON.parse(text) as Deps;
      const paths = Object.values(targets).flatMap((target) =>
        Object.values(target).flatMap(({ runtime }) => Object.keys(runtime ?? {})),
      );
      const { components } = await scanInMemory([
        tar([file('app/x.deps.json', text), ...paths.map((one) => file(`app/${one.split('/').at(-1)}`, `MZ ${one}`))]),
      ]);
      const got = components.filter(({ type }) => type === 'nuget').map(({ name, version }) => `${name} ${version}`);
      // On purpose: the application and its projects are no packages, and without files for its target a package is not here.
      const hasTarget = !path.includes('missing-target');
      const projects = /^(ExampleApp1|TestLibrary|Web|Worker) /;
      const want = (expected ?? [])
        .map(({ name, version }) => `${name} ${version}`)
        .filter((one) => hasTarget && !projects.test(one));
      expect(got, path).toEqual(want.sort());
    }
  });
});
