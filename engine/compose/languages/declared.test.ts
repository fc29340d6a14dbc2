import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { rDescription } from '#engine/analyzers/language/r-description/index.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, tar, type TarEntry } from '#engine/testing/tar.ts';

const gem = (name: string, version: string, more = ''): string =>
  `Gem::Specification.new do |s|\n  s.name = "${name}".freeze\n  s.version = "${version}"\n${more}end\n`;

async function found(entries: readonly TarEntry[]): Promise<string[]> {
  const { components } = await scanInMemory([tar(entries)]);
  return components.flatMap(({ key, dependencies, missingFiles }) => [
    key,
    ...dependencies.map(({ to, kind, stated }) => `  ${kind} ${to}${stated === undefined ? '' : ` (${stated})`}`),
    ...missingFiles.map((path) => `  missing ${path}`),
  ]);
}

const GEMS = 'usr/lib/ruby/gems/3.1.0';

describe('composeDeclared', () => {
  it('gems: installed and default ones, edges between those of one folder', async () => {
    const needs = '  s.add_runtime_dependency(%q<webrick>.freeze, ["~> 1.8".freeze])\n';
    expect(
      await found([
        file(`${GEMS}/specifications/rack-3.0.8.gemspec`, gem('rack', '3.0.8', needs)),
        file(`${GEMS}/specifications/webrick-1.8.1.gemspec`, gem('webrick', '1.8.1')),
        file(`${GEMS}/specifications/default/json-2.6.1.gemspec`, gem('json', '2.6.1')),
        file('other/specifications/webrick-1.9.0.gemspec', gem('webrick', '1.9.0')),
        // Its own source, and a fixture: no installed gems.
        file('srv/app/app.gemspec', gem('app', '1')),
        file(`${GEMS}/gems/rack-3.0.8/rack.gemspec`, gem('rack', '9')),
      ]),
    ).toEqual([
      'pkg:gem/json@2.6.1',
      'pkg:gem/rack@3.0.8',
      '  declares pkg:gem/webrick@1.8.1 (~> 1.8)',
      'pkg:gem/webrick@1.8.1',
      'pkg:gem/webrick@1.9.0',
    ]);
  });

  it('gems: a library in the folder of a gem is its own, one beside it is nobody’s', async () => {
    const keys = await found([
      file(`${GEMS}/specifications/ffi-1.15.gemspec`, gem('ffi', '1.15', '  s.platform = "x86_64-linux".freeze\n')),
      file(`${GEMS}/gems/ffi-1.15/lib/ffi_c.so`, '\x7fELF inside'),
      file(`${GEMS}/gems/ffi-1.15-extra.so`, '\x7fELF beside'),
    ]);
    expect(keys.map((key) => key.replace(/[0-9a-f]{64}/, ''))).toEqual([
      'bin:sha256:',
      'pkg:gem/ffi@1.15?platform=x86_64-linux',
    ]);
  });

  it('R: installed packages have been built, and lie in a folder of their name', async () => {
    const description = (name: string, more = ''): string =>
      `Package: ${name}\nVersion: 1.0\nBuilt: R 4.2.2; ; \n${more}`;
    expect(
      await found([
        file('usr/lib/R/library/cli/DESCRIPTION', description('cli')),
        file(
          'usr/lib/R/library/tibble/DESCRIPTION',
          description('tibble', 'Depends: R (>= 3.3)\nImports: \n    cli,\n    gone (>= 1)\n'),
        ),
        file('srv/source/DESCRIPTION', 'Package: source\nVersion: 1.0\n'),
        file('usr/lib/R/library/copied/DESCRIPTION', description('other')),
      ]),
    ).toEqual(['pkg:cran/cli@1.0', 'pkg:cran/tibble@1.0', '  declares pkg:cran/cli@1.0']);
  });
});

describe('packages of JSON documents', () => {
  const composer = (packages: unknown): TarEntry =>
    file('srv/vendor/composer/installed.json', JSON.stringify(packages));
  const php = (name: string, more: object = {}): object => ({ name, version: 'v1.0', ...more });

  it.for([
    ['Composer 1', [php('a/b', { require: { 'c/d': '^2', php: '>=8' } }), php('c/d'), php('gone/gone'), { name: 'x' }]],
    [
      'Composer 2',
      {
        packages: [
          php('a/b', { require: { 'c/d': '^2' }, 'install-path': '../a/b' }),
          php('c/d', { 'install-path': '../c/d' }),
          php('gone/gone', { 'install-path': '../gone' }),
        ],
      },
    ],
  ] as const)('%s: packages whose folder is there', async ([, packages]) => {
    expect(
      await found([composer(packages), file('srv/vendor/a/b/x.php', ''), file('srv/vendor/c/d/y.php', '')]),
    ).toEqual(['pkg:composer/a/b@v1.0', '  declares pkg:composer/c/d@v1.0 (^2)', 'pkg:composer/c/d@v1.0']);
  });

  it('conda: files of the environment, edges inside it', async () => {
    const meta = (name: string, more: object = {}): TarEntry =>
      file(
        `opt/conda/conda-meta/${name}-1.json`,
        JSON.stringify({ name, version: '1', build: 'h0_0', subdir: 'linux-64', channel: 'main', ...more }),
      );
    expect(
      await found([
        meta('zlib', { files: ['lib/libz.so', 'lib/gone.so'], depends: ['libzlib 1.2.11 h0'] }),
        meta('libzlib'),
        file('opt/conda/lib/libz.so', '\x7fELF'),
        file('srv/zlib.json', '{"name":"zlib","version":"9"}'),
      ]),
    ).toEqual([
      'pkg:conda/libzlib@1?build=h0_0&channel=main&subdir=linux-64',
      'pkg:conda/zlib@1?build=h0_0&channel=main&subdir=linux-64',
      '  declares pkg:conda/libzlib@1?build=h0_0&channel=main&subdir=linux-64 (1.2.11 h0)',
      '  missing opt/conda/lib/gone.so',
    ]);
  });
});

describe.skipIf(corpus === undefined)('documents of the corpus', () => {
  it('Bitnami: the component that the document describes', async () => {
    const path = 'opt/bitnami/postgresql/.spdx-postgresql.spdx';
    const { components } = await scanInMemory([
      tar([file(path, readFileSync(corpusFile('pkgdb/bitnami/syft-json', path)))]),
    ]);
    expect(components.map(({ key, licences }) => [key, licences.map(({ spdx }) => spdx)])).toEqual([
      ['pkg:bitnami/postgresql@17.2.0-8?arch=arm64&distro=debian-12', ['PostgreSQL']],
    ]);
  });

  it('conda, and Composer 1', async () => {
    const conda = readFileSync(
      corpusFile('lang/conda/syft/conda-meta-python-c-etc/conda-meta', 'zlib-1.2.11-h90dfc92_1014.json'),
    );
    const php = readFileSync(corpusFile('lang/php/syft-composer_1', 'installed.json'));
    const names = (JSON.parse(php.toString()) as { name: string; version: string }[]).map((one) => one.name);
    const { components } = await scanInMemory([
      tar([
        file('opt/conda/conda-meta/zlib-1.2.11-h90dfc92_1014.json', conda),
        file('srv/vendor/composer/installed.json', php),
        ...names.map((name) => file(`srv/vendor/${name}/composer.json`, '')),
      ]),
    ]);
    expect(components.filter(({ type }) => type === 'composer').map(({ name }) => name)).toEqual([...names].sort());
    const { name, version, build, subdir } = JSON.parse(conda.toString()) as Record<string, string>;
    expect(components.find(({ type }) => type === 'conda')).toMatchObject({ name, version });
    expect(components.find(({ type }) => type === 'conda')?.key).toContain(`build=${build}`);
    expect(subdir).toBe('osx-arm64');
  });
});

describe.skipIf(corpus === undefined)('R packages of the corpus', () => {
  it.for([
    ['base', '4.3.0', 'Part of R 4.3.0', []],
    [
      'stringr',
      '1.5.0.9000',
      'MIT + file LICENSE',
      ['cli', 'glue', 'lifecycle', 'magrittr', 'rlang', 'stringi', 'vctrs'],
    ],
  ] as const)('%s', ([name, version, licence, requires]) => {
    const bytes = readFileSync(corpusFile('lang/r/syft-installed', `${name}/DESCRIPTION`));
    const [fact] = factsOf(rDescription.analyze({ bytes }));
    expect([fact?.name, fact?.version, fact?.licences[0]?.text, fact?.requires.map((one) => one.name)]).toEqual([
      name,
      version,
      licence,
      requires,
    ]);
  });
});
