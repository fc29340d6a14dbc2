import { describe, expect, it } from 'vitest';
import { dotnetDeps } from '#engine/analyzers/language/dotnet-deps/index.ts';
import { phpInstalled } from '#engine/analyzers/language/php-installed/index.ts';
import { pythonMetadata } from '#engine/analyzers/language/python-metadata/index.ts';
import { depsJson } from '#engine/testing/dotnet-files.ts';
import type { Fact } from '#shared/model/fact.ts';
import { factsOf } from '#shared/model/outcome.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { RootView } from '#shared/model/tree.ts';
import { statedPackages } from './stated-packages.ts';

const bytes = (text: string) => ({ bytes: Buffer.from(text) });
const holding = (...names: readonly string[]): Pick<RootView, 'find'> => ({
  find: (path) => (names.includes(path) ? { inode: 0, type: path.includes('.dll') ? 'file' : 'dir' } : undefined),
});
const stated = (fact: Fact | undefined, path: string, ...names: readonly string[]) =>
  fact && statedPackages(fact, path as RootPath, holding(...names));

describe('packages that a file states by itself', () => {
  it('need a file of theirs in the same layer, where being listed is not being there', () => {
    const json = depsJson({ 'One/1.0.0': { type: 'package', files: { runtime: { 'lib/net8.0/One.dll': {} } } } });
    const [deps] = factsOf(dotnetDeps.analyze(bytes(json)));
    const one = { type: 'nuget', name: 'One', version: '1.0.0', path: 'srv/App.deps.json' };
    expect(stated(deps, 'srv/App.deps.json', 'srv/One.dll')).toEqual([one]);
    expect(stated(deps, 'srv/App.deps.json')).toEqual([]);
    const [php] = factsOf(phpInstalled.analyze(bytes('[{"name":"a/one","version":"1.0","install-path":"../a/one"}]')));
    const path = 'srv/vendor/composer/installed.json';
    expect(stated(php, path, 'srv/vendor/a/one')).toEqual([{ type: 'composer', name: 'a/one', version: '1.0', path }]);
    expect(stated(php, path)).toEqual([]);
  });

  it('are those of installed packages only', () => {
    const metadata = (name: string) =>
      factsOf(pythonMetadata.analyze(bytes(`Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n\n`)))[0];
    const path = 'usr/lib/python3/site-packages/one-1.0.dist-info/METADATA';
    expect(stated(metadata('one'), path)).toEqual([{ type: 'pypi', name: 'one', version: '1.0', path }]);
    expect(stated(metadata('one'), 'root/src/METADATA')).toEqual([]);
    expect(stated(metadata('Python'), path)).toEqual([]);
  });

  it('are none of facts that prove no version', () => {
    const cited = { kind: 'bytes', container: [], segments: [], sha256: '' } as unknown as never;
    expect(stated({ kind: 'cargo-trace', crates: ['one 1.0'], cited }, 'usr/bin/one')).toEqual([]);
    expect(stated({ kind: 'python-installer', name: 'pip', cited }, 'a.dist-info/INSTALLER')).toEqual([]);
  });
});
