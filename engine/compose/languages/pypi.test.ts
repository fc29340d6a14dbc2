import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { pythonMetadata } from '#engine/analyzers/language/python-metadata/index.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, tar, type TarEntry } from '#engine/testing/tar.ts';
import { zip } from '#engine/testing/zip.ts';

const SITE = 'usr/lib/python3/site-packages';
const metadata = (name: string, version: string, more = ''): string =>
  `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${more}\nDescription\n`;
const dist = (name: string, version: string, more = '', site = SITE): TarEntry =>
  file(`${site}/${name}-${version}.dist-info/METADATA`, metadata(name, version, more));

async function found(entries: readonly TarEntry[]): Promise<string[]> {
  const { components } = await scanInMemory([tar(entries)]);
  return components.flatMap(({ key, dependencies, files, missingFiles }) => [
    key.replace(/[0-9a-f]{64}/, '…'),
    ...dependencies.map(({ to, kind, stated }) => `  ${kind} ${to} (${stated ?? ''})`),
    ...files.map((path) => `  has ${path}`),
    ...missingFiles.map((path) => `  misses ${path}`),
  ]);
}

describe('composePypi', () => {
  it('every kind of installation, in any letter case', async () => {
    expect(
      await found([
        dist('A_b', '1.0'),
        file(`${SITE}/B-1.DIST-INFO/METADATA`, metadata('zope.interface', '1')),
        file(`${SITE}/c-1.egg-info/PKG-INFO`, metadata('c', '1')),
        file(`${SITE}/d-1.egg-info`, metadata('d', '1')),
        file(`${SITE}/e-1-py3.11.egg/EGG-INFO/PKG-INFO`, metadata('e', '1')),
        file(`${SITE}/f-1-py3.11.egg`, zip([{ name: 'EGG-INFO/PKG-INFO', content: metadata('f', '1') }])),
      ]),
    ).toEqual([
      'pkg:pypi/a-b@1.0',
      'pkg:pypi/c@1',
      'pkg:pypi/d@1',
      'pkg:pypi/e@1',
      'pkg:pypi/f@1',
      'pkg:pypi/zope.interface@1',
    ]);
  });

  it('nothing that is not installed', async () => {
    expect(
      await found([
        file('srv/src/PKG-INFO', metadata('sdist', '1')),
        file('srv/METADATA', metadata('other', '1')),
        file('usr/share/gnome/METADATA', 'not an installation\n'),
        file('usr/lib/python2.7/lib-dynload/Python-2.7.egg-info', metadata('Python', '2.7')),
        file(`${SITE}/broken-1.dist-info/METADATA`, 'Metadata-Version: 2.1\nName: broken\n'),
        file('srv/requirements.txt', 'requests==2\n'),
      ]),
    ).toEqual([]);
  });

  it('edges inside one environment', async () => {
    const needs = 'Requires-Dist: B_x (>=1) ; python_version > "3"\nRequires-Dist: gone\n';
    expect(
      await found([
        dist('a', '1', needs),
        dist('b.x', '2'),
        dist('a', '9', needs, 'opt/venv/lib/python3/site-packages'),
        dist('b.x', '3', '', 'opt/venv/lib/python3/site-packages'),
      ]),
    ).toEqual([
      'pkg:pypi/a@1',
      '  declares pkg:pypi/b.x@2 (B_x (>=1) ; python_version > "3")',
      'pkg:pypi/a@9',
      '  declares pkg:pypi/b.x@3 (B_x (>=1) ; python_version > "3")',
      'pkg:pypi/b.x@2',
      'pkg:pypi/b.x@3',
    ]);
  });

  it('one edge for several requirements of the same distribution; lib64 belongs to lib', async () => {
    const needs = 'Requires-Dist: b[x]; extra == "x"\nRequires-Dist: b>=1\nRequires-Dist: b; extra == "y"\n';
    expect(
      await found([
        dist('a', '1', needs, 'usr/lib64/python3.9/site-packages'),
        dist('b', '2', '', 'usr/lib/python3.9/site-packages'),
      ]),
    ).toEqual(['pkg:pypi/a@1', '  declares pkg:pypi/b@2 (b>=1)', 'pkg:pypi/b@2']);
  });

  it('recorded files: there, missing, byte-compiled, and outside of the folder', async () => {
    expect(
      await found([
        dist('a', '1'),
        file(
          `${SITE}/a-1.dist-info/RECORD`,
          'a/__init__.py,sha256=x,1\na/_speed.so,,\na/__pycache__/x.pyc,,\na/gone.py,,\n../../../bin/a,,\n../../../../../etc,,\n',
        ),
        file(`${SITE}/a/__init__.py`, ''),
        file(`${SITE}/a/_speed.so`, '\x7fELF'),
        file('usr/bin/a', '#!/usr/bin/python3\n'),
      ]),
    ).toEqual([
      'pkg:pypi/a@1',
      '  has usr/bin/a',
      `  has ${SITE}/a/__init__.py`,
      `  has ${SITE}/a/_speed.so`,
      `  misses ${SITE}/a/gone.py`,
    ]);
  });

  it('what came from a URL is no claim about the index', async () => {
    const at = (name: string, origin: object): TarEntry[] => [
      dist(name, '1'),
      file(`${SITE}/${name}-1.dist-info/direct_url.json`, JSON.stringify(origin)),
    ];
    expect(
      await found([
        ...at('git', {
          url: 'https://example.org/g.git',
          vcs_info: { vcs: 'git', commit_id: 'abc' },
          subdirectory: 'sub',
        }),
        ...at('wheel', { url: 'https://example.org/w.whl', archive_info: {} }),
        ...at('local', { url: 'file:///src', dir_info: { editable: true } }),
      ]),
    ).toEqual([
      'pkg:pypi/git@1?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fg.git%40abc#sub',
      'pkg:pypi/local@1?download_url=file:%2F%2F%2Fsrc',
      'pkg:pypi/wheel@1?download_url=https:%2F%2Fexample.org%2Fw.whl',
    ]);
  });

  it('details of installer and vendored copies, and a deb that installs it', async () => {
    const status = 'Package: python3-a\nStatus: install ok installed\nVersion: 1-1\nArchitecture: all\n';
    const { components } = await scanInMemory([
      tar([
        file('var/lib/dpkg/status', status),
        file('var/lib/dpkg/info/python3-a.list', `/${SITE}/a-1.dist-info/METADATA\n`),
        dist('a', '1'),
        file(`${SITE}/a-1.dist-info/INSTALLER`, 'pip\n'),
        dist('v', '2', '', `${SITE}/pip/_vendor`),
      ]),
    ]);
    expect(components.map(({ key, details, dependencies }) => [key, details, dependencies])).toEqual([
      ['pkg:deb/python3-a@1-1?arch=all', {}, [{ to: 'pkg:pypi/a@1', kind: 'installs' }]],
      ['pkg:pypi/a@1', { installer: 'pip' }, []],
      ['pkg:pypi/v@2', { vendored: 'true' }, []],
    ]);
  });

  it('files with licence texts that the installer put there', async () => {
    const folder = `${SITE}/a-1.dist-info`;
    const { components } = await scanInMemory([
      tar([
        dist('a', '1'),
        file(
          `${folder}/RECORD`,
          'a-1.dist-info/licenses/LICENSE,,\na-1.dist-info/licenses/gone/LICENSE,,\na/LICENSE,,\n',
        ),
        file(`${folder}/licenses/LICENSE`),
        file(`${SITE}/a/LICENSE`),
      ]),
    ]);
    expect(components.map(({ details }) => details)).toEqual([{ 'licence-files': 'licenses/LICENSE' }]);
  });

  it.for<[name: string, fields: string, want: string[]]>([
    ['an expression wins', 'License-Expression: MIT OR Apache-2.0\nLicense: other\n', ['MIT OR Apache-2.0']],
    ['a field', 'License: BSD-3-Clause\nClassifier: License :: OSI Approved :: MIT License\n', ['BSD-3-Clause']],
    ['classifiers', 'License: UNKNOWN\nClassifier: License :: OSI Approved :: MIT License\n', ['MIT License']],
    ['a whole licence', 'License: Permission is\n  hereby granted\n', []],
    ['a class of licences', 'Classifier: License :: OSI Approved\n', []],
  ])('licences: %s', ([, fields, want]) => {
    const [fact] = factsOf(pythonMetadata.analyze({ bytes: Buffer.from(metadata('a', '1', fields)) }));
    expect(fact?.licences.map(({ text }) => text)).toEqual(want);
  });
});

describe.skipIf(corpus === undefined)('Python metadata of the corpus', () => {
  /** Every expected name and version, wherever the peers' tests state them. */
  type Expected = {
    file: string;
    expected: { name?: string; version?: string }[] | { name?: string; version?: string };
  };

  it.for(['scalibr', 'go-dep-parser'])('%s', (peer) => {
    const cases = JSON.parse(readFileSync(corpusFile('lang/python', `${peer}.expected.json`), 'utf8')) as Expected[];
    let compared = 0;
    for (const { file: path, expected } of cases) {
      // Wheels are archives; a stub without version is no claim.
      if (path.endsWith('.whl')) continue;
      const [first] = Array.isArray(expected) ? expected : [expected];
      if (first?.name === undefined || !first.version) continue;
      let bytes: Buffer;
      try {
        bytes = readFileSync(corpusFile(path, ''));
      } catch {
        continue;
      }
      const [fact] = factsOf(pythonMetadata.analyze({ bytes }));
      expect([path, fact?.name.toLowerCase(), fact?.version]).toEqual([path, first.name.toLowerCase(), first.version]);
      compared++;
    }
    expect(compared).toBeGreaterThan(0);
  });

  it('a site-packages with a cycle: edges between what is there', async () => {
    const site = corpusFile('lang/python/snyk-cyclic/site-packages', '');
    const entries = readdirSync(site).map((name) =>
      file(`srv/site-packages/${name}/METADATA`, readFileSync(join(site, name, 'METADATA'))),
    );
    const { components } = await scanInMemory([tar(entries)]);
    expect(components).toHaveLength(entries.length);
    const flask = components.find(({ name }) => name === 'Flask');
    expect(flask?.dependencies.map(({ to }) => to)).toEqual([
      'pkg:pypi/click@8.1.3',
      'pkg:pypi/itsdangerous@2.1.2',
      'pkg:pypi/jinja2@3.1.2',
      'pkg:pypi/werkzeug@2.2.1',
    ]);
  });
});
