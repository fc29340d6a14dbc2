import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { dir, file, tar } from '#engine/testing/tar.ts';
import { alpmDesc } from './index.ts';

const LOCAL = 'var/lib/pacman/local';
const desc = (name: string, version: string): string =>
  `%NAME%\n${name}\n\n%VERSION%\n${version}\n\n%BASE%\nsource\n\n%ARCH%\nx86_64\n\n%LICENSE%\nMIT\n`;

describe('os/alpm-desc', () => {
  it('follows packages through the layers, with the files they list', async () => {
    const graph = await scanInMemory([
      tar([
        file('etc/os-release', 'ID=arch\n'),
        dir(LOCAL),
        file(`${LOCAL}/zlib-1:1.2-1/desc`, desc('zlib', '1:1.2-1')),
        file(`${LOCAL}/zlib-1:1.2-1/files`, '%FILES%\nusr/\nusr/lib/\nusr/lib/libz.so\nusr/lib/gone\n\n'),
        file('usr/lib/libz.so', '\x7fELF'),
        file(`${LOCAL}/old-1-1/desc`, desc('old', '1-1')),
      ]),
      tar([file(`${LOCAL}/.wh.old-1-1`, '')]),
    ]);
    const found = graph.components.map(({ key, layers, files, missingFiles, licences }) => ({
      key,
      removed: layers.removed,
      files,
      missingFiles,
      licences,
    }));
    expect(found).toEqual([
      {
        key: 'pkg:alpm/arch/old@1-1?arch=x86_64&distro=arch&upstream=source',
        removed: 1,
        files: [],
        missingFiles: [],
        licences: [{ text: 'MIT', spdx: 'MIT' }],
      },
      {
        key: 'pkg:alpm/arch/zlib@1:1.2-1?arch=x86_64&distro=arch&upstream=source',
        removed: null,
        files: ['usr/lib/libz.so'],
        missingFiles: ['usr/lib/gone'],
        licences: [{ text: 'MIT', spdx: 'MIT' }],
      },
    ]);
  });

  it('says what is missing', () => {
    expect(alpmDesc.analyze({ bytes: Buffer.from('%NAME%\nx\n') })).toEqual({
      status: 'failed',
      diagnostics: [{ code: 'missing', what: '%NAME% or %VERSION% of an alpm package', found: 'NAME' }],
    });
  });
});

describe.skipIf(corpus === undefined)('os/alpm-desc on real databases', () => {
  it('reads name and version of each', () => {
    const folder = corpusFile('pkgdb/pacman/clair-alpm/local', '');
    const found = readdirSync(folder).map((name) => {
      const [fact] = factsOf(alpmDesc.analyze({ bytes: readFileSync(`${folder}/${name}/desc`) }));
      return [`${fact?.name}-${fact?.version}`, fact?.arch];
    });
    // pacman names the folder after name and version; the file system of the corpus spells the colon %3A.
    const want = readdirSync(folder).map((name) => [name.replace('%3A', ':'), 'x86_64']);
    expect(found).toEqual(want);
  });

  it('states what the expected facts state', () => {
    const cases = JSON.parse(readFileSync(corpusFile('pkgdb/pacman', 'syft.expected.json'), 'utf8')) as {
      file: string;
      expected: { alpm_db_entry?: { package: string; version: string; description: string; architecture: string } };
    }[];
    for (const { file: path, expected } of cases) {
      const entry = expected.alpm_db_entry;
      if (!entry || !path.endsWith('/desc')) continue;
      const [fact] = factsOf(alpmDesc.analyze({ bytes: readFileSync(corpusFile(path, '')) }));
      expect([fact?.name, fact?.version, fact?.arch, fact?.details['description']]).toEqual([
        entry.package,
        entry.version,
        entry.architecture,
        entry.description,
      ]);
    }
    expect(cases.length).toBeGreaterThan(1);
  });
});
