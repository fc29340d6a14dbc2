import { expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, symlink, tar, type TarEntry } from '#engine/testing/tar.ts';
import { zip } from '#engine/testing/zip.ts';
import { isLicenceFileName } from '#shared/text/licence-file-name.ts';

it.for<[name: string, isOne: boolean]>([
  ['LICENSE', true],
  ['license', true],
  ['LICENCE.md', true],
  ['LICENSE-MIT', true],
  ['UNLICENSE', true],
  ['COPYING.LESSER', true],
  ['NOTICE.txt', true],
  ['licenses/LICENSE.APACHE', true],
  ['licenses', true],
  ['license-checker/index.js', false],
  ['relicense.js', false],
  ['README.md', false],
])('%s', ([name, isOne]) => {
  expect(isLicenceFileName(name)).toBe(isOne);
});

/** What the one component names, and the proofs of its licence files. */
async function found(...layers: readonly (readonly TarEntry[])[]) {
  const { components } = await scanInMemory(layers.map((entries) => tar(entries)));
  const [component] = components;
  return {
    components: components.length,
    named: component?.details['licence-files'],
    licences: component?.licences.map(({ text }) => text),
    proofs: component?.evidence.filter(({ source }) => source === 'licence-file'),
  };
}

const MODULE = file('node_modules/a/package.json', '{"name":"a","version":"1.0.0","license":"MIT"}');
const whole = (content: string) => ({
  kind: 'bytes',
  segments: [{ from: 0, to: content.length }],
  sha256: sha256(content),
});
const claim = { source: 'licence-file', method: 'hash-comparison', proves: 'licence' };

it('npm: in the package’s folder, in the layer that wrote it; links, folders and empty files prove nothing', async () => {
  const result = await found(
    [
      MODULE,
      file('node_modules/a/LICENSE-MIT', 'old'),
      file('node_modules/a/NOTICE'),
      symlink('node_modules/a/COPYING', 'LICENSE-MIT'),
      file('node_modules/a/licenses/x', 'deeper'),
    ],
    [file('node_modules/a/LICENSE-MIT', 'Permission is hereby granted')],
  );
  expect(result).toMatchObject({
    components: 1,
    named: 'LICENSE-MIT, NOTICE',
    // The text adds none.
    licences: ['MIT'],
    proofs: [
      {
        ...claim,
        analyzer: 'layers/content-hash@1',
        locator: {
          path: 'node_modules/a/LICENSE-MIT',
          layerIndex: 1,
          container: [],
          ...whole('Permission is hereby granted'),
        },
      },
    ],
  });
  expect(result.proofs).toHaveLength(1);
});

it('Python: what the installer recorded beside the metadata', async () => {
  const site = 'usr/lib/python3/site-packages';
  const folder = `${site}/a-1.dist-info`;
  const { named, proofs } = await found([
    file(`${folder}/METADATA`, 'Metadata-Version: 2.1\nName: a\nVersion: 1\n'),
    file(`${folder}/RECORD`, 'a-1.dist-info/licenses/LICENSE,,\na-1.dist-info/licenses/gone/LICENSE,,\na/LICENSE,,\n'),
    file(`${folder}/licenses/LICENSE`, 'text'),
    file(`${site}/a/LICENSE`, 'other'),
  ]);
  expect(named).toBe('licenses/LICENSE');
  expect(proofs?.map(({ locator }) => locator)).toMatchObject([
    { path: `${folder}/licenses/LICENSE`, container: [], ...whole('text') },
  ]);
});

it('Java: at the top and in META-INF, of the innermost archive', async () => {
  const jar = zip([
    { name: 'META-INF/maven/g/a/pom.properties', content: 'groupId=g\nartifactId=a\nversion=1\n' },
    { name: 'META-INF/LICENSE.txt', content: 'Apache' },
    { name: 'META-INF/licenses/NOTICE', content: '' },
    { name: 'META-INF/licenses/COPYING', content: 'LGPL' },
    { name: 'License.class', content: 'x' },
    { name: 'org/x/LICENSE', content: 'of x' },
  ]);
  const { named, licences, proofs } = await found([file('a.jar', jar)]);
  expect(named).toBe('META-INF/LICENSE.txt, META-INF/licenses/COPYING');
  expect(licences).toEqual([]);
  expect(proofs).toMatchObject([
    { ...claim, locator: { path: 'a.jar', container: ['META-INF/LICENSE.txt'], ...whole('Apache') } },
    { ...claim, locator: { path: 'a.jar', container: ['META-INF/licenses/COPYING'], ...whole('LGPL') } },
  ]);
  const war = zip([{ name: 'WEB-INF/lib/a.jar', content: jar, method: 0 }]);
  const { components } = await scanInMemory([tar([file('b.war', war)])]);
  const inner = components.find(({ type }) => type === 'maven');
  expect(inner?.evidence.filter(({ source }) => source === 'licence-file').map(({ locator }) => locator)).toMatchObject(
    [
      { path: 'b.war', container: ['WEB-INF/lib/a.jar', 'META-INF/LICENSE.txt'] },
      { path: 'b.war', container: ['WEB-INF/lib/a.jar', 'META-INF/licenses/COPYING'] },
    ],
  );
});

it('sorted, and not more than somebody reads', async () => {
  const many = Array.from({ length: 50 }, (_, i) => file(`node_modules/a/LICENSE.${i}`, 'x'));
  const { named, proofs } = await found([MODULE, ...many]);
  expect(named?.split(', ')).toHaveLength(20);
  expect(proofs).toHaveLength(20);
});
