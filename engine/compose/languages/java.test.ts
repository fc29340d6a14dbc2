import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { javaArchive } from '#engine/analyzers/language/java-archive/index.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, tar, type TarEntry } from '#engine/testing/tar.ts';
import { zip, type ZipMember } from '#engine/testing/zip.ts';

const MANIFEST = { name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\n' };
const properties = (group: string, artifact: string, version: string): ZipMember => ({
  name: `META-INF/maven/${group}/${artifact}/pom.properties`,
  content: `groupId=${group}\nartifactId=${artifact}\nversion=${version}\n`,
});
const jar = (...members: readonly ZipMember[]): Buffer => zip([MANIFEST, ...members]);

async function found(entries: readonly TarEntry[]): Promise<string[]> {
  const { components, diagnostics } = await scanInMemory([tar(entries)]);
  return [
    ...components.flatMap(({ key, dependencies, occurrences }) => [
      key.replace(/[0-9a-f]{64}/, '…'),
      ...occurrences.map(({ path }) => `  at ${path}`),
      ...dependencies.map(({ to, kind }) => `  ${kind} ${to.replace(/[0-9a-f]{64}/, '…')}`),
    ]),
    ...diagnostics.map(({ code, what }) => `${code}: ${what}`),
  ];
}

describe('composeJava', () => {
  it('one pom.properties: the artifact, also without a manifest and under any name', async () => {
    expect(await found([file('app/renamed.jar', zip([properties('g', 'a', '1')]))])).toEqual([
      'pkg:maven/g/a@1',
      '  at app/renamed.jar',
    ]);
  });

  it('several: the one that the file name begins with, others are embedded', async () => {
    const many = jar(properties('g', 'app', '1'), properties('x', 'app-core', '1'), properties('x', 'lib', '2'));
    expect(await found([file('app/app-core-1.jar', many)])).toEqual([
      'pkg:maven/g/app@1',
      '  at app/app-core-1.jar!/META-INF/maven/g/app/pom.properties',
      'pkg:maven/x/app-core@1',
      '  at app/app-core-1.jar',
      '  contains pkg:maven/g/app@1',
      '  contains pkg:maven/x/lib@2',
      'pkg:maven/x/lib@2',
      '  at app/app-core-1.jar!/META-INF/maven/x/lib/pom.properties',
    ]);
  });

  it('several and none that fits: the archive is its bytes', async () => {
    const many = jar(properties('g', 'a', '1'), properties('x', 'b', '2'));
    expect((await found([file('app/all.jar', many)])).filter((line) => !line.startsWith('  '))).toEqual([
      'bin:sha256:…',
      'pkg:maven/g/a@1',
      'pkg:maven/x/b@2',
    ]);
  });

  const main = (names: Record<string, string>, ...members: readonly ZipMember[]): Buffer =>
    zip([
      {
        ...MANIFEST,
        content: Object.entries(names)
          .map(([name, value]) => `${name}: ${value}\n`)
          .join(''),
      },
      ...members,
    ]);
  const A1 = properties('g', 'lib-a', '1');
  const B2 = properties('g', 'lib-b', '2');
  it.for<[name: string, path: string, bytes: Buffer, want: string]>([
    // As kafka-clients keeps what it shaded, and describes nothing of its own.
    ['another name and version', 'clients-4.0.jar', main({}, A1), 'bin:sha256:…'],
    ['another version of the same name', 'lib-a-4.0.jar', main({}, A1), 'pkg:maven/g/lib-a@1'],
    ['another name, the same version', 'org.x-1.jar', main({}, A1), 'pkg:maven/g/lib-a@1'],
    ['a name with a prefix', 'g.lib-a_1.0.0.jar', main({}, A1), 'pkg:maven/g/lib-a@1'],
    ['a name without a version', 'app.jar', main({}, A1), 'pkg:maven/g/lib-a@1'],
    ['a part of a word is no name', 'mylib-abc-1.5.jar', main({}, A1), 'bin:sha256:…'],
    [
      'a manifest that calls it otherwise',
      'app.jar',
      main({ 'Implementation-Title': 'Shop', 'Implementation-Version': '3' }, A1),
      'bin:sha256:…',
    ],
    [
      'a manifest with prose and the same version',
      'app.jar',
      main({ 'Implementation-Title': 'The Library', 'Implementation-Version': '1' }, A1),
      'pkg:maven/g/lib-a@1',
    ],
    ['only a title', 'app.jar', main({ 'Implementation-Title': 'Shop' }, A1), 'pkg:maven/g/lib-a@1'],
    [
      'of several the one that the manifest names',
      'app.jar',
      main({ 'Bundle-SymbolicName': 'g.lib-b;singleton:=true', 'Bundle-Version': '2' }, A1, B2),
      'pkg:maven/g/lib-b@2',
    ],
    [
      'of several none by the title alone',
      'app.jar',
      main({ 'Implementation-Title': 'lib-b', 'Implementation-Version': '3' }, A1, B2),
      'bin:sha256:…',
    ],
  ])('which artifact an archive is: %s', async ([, path, bytes, want]) => {
    const { components } = await scanInMemory([tar([file(path, bytes)])]);
    const whole = components.filter(({ occurrences }) => occurrences.some((place) => place.path === path));
    expect(whole.map(({ key }) => key.replace(/[0-9a-f]{64}/, '…'))).toEqual([want]);
  });

  it('a classifier stands in the file name', async () => {
    expect(await found([file('app/a-1-linux-x86_64.jar', jar(properties('g', 'a', '1')))])).toEqual([
      'pkg:maven/g/a@1?classifier=linux-x86_64',
      '  at app/a-1-linux-x86_64.jar',
    ]);
  });

  it('a pom.xml, where nothing better is there', async () => {
    const pom = {
      name: 'META-INF/maven/g/a/pom.xml',
      content: '<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version></project>',
    };
    expect(await found([file('a.jar', jar(pom))])).toEqual(['pkg:maven/g/a@1', '  at a.jar']);
  });

  it('names of a manifest make no group: its bytes, with the names and the version', async () => {
    const content = 'Bundle-SymbolicName: org.example.a\nImplementation-Title: A\nImplementation-Version: 1.2\n';
    const bytes = zip([{ ...MANIFEST, content }]);
    const { components } = await scanInMemory([tar([file('a-1.2.jar', bytes)])]);
    expect(components.map(({ key, name, version, details }) => ({ key, name, version, details }))).toEqual([
      {
        key: `bin:sha256:${sha256(bytes)}`,
        name: 'a-1.2.jar',
        version: '1.2',
        details: {
          format: 'java-archive',
          size: String(bytes.length),
          'bundle-symbolicname': 'org.example.a',
          'implementation-title': 'A',
          'implementation-version': '1.2',
        },
      },
    ]);
  });

  it.for<[name: string, manifest: Record<string, string>, version: string | null, licences: readonly string[]]>([
    ['a bundle', { 'Bundle-Version': '3.33.0', 'Bundle-License': 'MIT' }, '3.33.0', ['MIT']],
    ['both versions', { 'Bundle-Version': '1.2.0.v7', 'Implementation-Version': '1.2' }, '1.2', []],
    ['a placeholder', { 'Implementation-Version': '${project.version}', 'Bundle-Version': '2' }, '2', []],
    ['nothing', {}, null, []],
  ])(
    'version and licence that a manifest states are proven by its lines: %s',
    async ([, manifest, version, licences]) => {
      const { components } = await scanInMemory([tar([file('a.jar', main(manifest))])]);
      const [found] = components;
      expect([found?.version, found?.licences.map(({ text }) => text)]).toEqual([version, licences]);
      const lines = (found?.evidence ?? []).flatMap(({ proves, locator: { kind, container } }) =>
        kind === 'lines' ? [`${proves} ${container.join('!/')}`] : [],
      );
      expect(lines).toEqual([
        ...(version === null ? [] : ['component META-INF/MANIFEST.MF']),
        ...licences.map(() => 'licence META-INF/MANIFEST.MF'),
      ]);
    },
  );

  it('the licence of a manifest counts where no pom states one', async () => {
    const pom = (licence: string): ZipMember => ({
      name: 'META-INF/maven/g/a/pom.xml',
      content: `<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version>${licence}</project>`,
    });
    const licencesOf = async (more: string) => {
      const bytes = main(
        { 'Bundle-License': 'https://opensource.org/licenses/MIT' },
        properties('g', 'a', '1'),
        pom(more),
      );
      const { components } = await scanInMemory([tar([file('a-1.jar', bytes)])]);
      return components.flatMap((one) => one.licences.map(({ text }) => `${one.key} ${text}`));
    };
    expect(await licencesOf('')).toEqual(['pkg:maven/g/a@1 https://opensource.org/licenses/MIT']);
    expect(await licencesOf('<licenses><license><name>MIT</name></license></licenses>')).toEqual([
      'pkg:maven/g/a@1 MIT',
    ]);
  });

  it('an agent that pretends to be what it instruments is not it', async () => {
    const agent = zip([{ ...MANIFEST, content: 'Weave-Classes: x\n' }, properties('g', 'target', '1')]);
    expect(await found([file('agent.jar', agent)])).toEqual(['bin:sha256:…', '  at agent.jar']);
  });

  it('nested archives, behind a script, in any letter case', async () => {
    const lib = jar(properties('g', 'lib', '2'));
    const war = zip([properties('g', 'web', '1'), { name: 'WEB-INF/lib/lib.JAR', content: lib, method: 0 }], {
      prefix: '#!/bin/sh\n',
    });
    expect(await found([file('srv/web.war', war)])).toEqual([
      'pkg:maven/g/lib@2',
      '  at srv/web.war!/WEB-INF/lib/lib.JAR',
      'pkg:maven/g/web@1',
      '  at srv/web.war',
      '  contains pkg:maven/g/lib@2',
    ]);
  });

  it('the same artifact twice is at two places, each with its own digest', async () => {
    const one = jar(properties('g', 'a', '1'));
    const other = jar(properties('g', 'a', '1'), { name: 'more.class', content: 'x' });
    const { components } = await scanInMemory([tar([file('a.jar', one), file('b.jar', other)])]);
    expect(components.map(({ key, occurrences }) => [key, occurrences.map((place) => place.sha256)])).toEqual([
      ['pkg:maven/g/a@1', [sha256(one), sha256(other)]],
    ]);
  });

  it('what is called a jar and is none, and what is no Java archive', async () => {
    expect(
      await found([
        file('a.jar', 'text'),
        file('b.rar', 'Rar!'),
        file('c.nar', zip([{ name: 'x.txt', content: 'x' }])),
      ]),
    ).toEqual(['malformed: zip', 'malformed: zip']);
  });

  it('bombs: depth, and archives that say they are small', async () => {
    let deep = jar(properties('g', 'deepest', '1'));
    for (let i = 0; i < 12; i++) deep = zip([MANIFEST, { name: 'inner.jar', content: deep, method: 0 }]);
    const lines = await found([file('deep.jar', deep)]);
    expect(lines.some((line) => line.startsWith('limit-exceeded: depth of archives in inner.jar!/inner.jar'))).toBe(
      true,
    );
    expect(lines).not.toContain('pkg:maven/g/deepest@1');
    const bomb = zip([MANIFEST, { name: 'b.jar', content: Buffer.alloc(50_000_000) }]);
    expect(await found([file('bomb.jar', bomb)])).toContain(
      'limit-exceeded: inflation of an archive in an archive in b.jar',
    );
  });

  it('cites the lines of the innermost file', async () => {
    const lib = jar(properties('g', 'lib', '2'));
    const { components } = await scanInMemory([
      tar([file('a.war', zip([MANIFEST, { name: 'lib.jar', content: lib }]))]),
    ]);
    const [proof] = components.find(({ type }) => type === 'maven')?.evidence ?? [];
    expect(proof?.locator).toMatchObject({
      path: 'a.war',
      container: ['lib.jar', 'META-INF/maven/g/lib/pom.properties'],
      kind: 'lines',
      sha256: sha256('groupId=g\nartifactId=lib\nversion=2\n'),
    });
  });

  it('an archive that says nothing and has an owner is the owner’s', async () => {
    const status = 'Package: p\nStatus: install ok installed\nVersion: 1\n';
    const lines = await found([
      file('var/lib/dpkg/status', status),
      file('var/lib/dpkg/info/p.list', '/usr/share/java/p.jar\n/usr/share/java/q.jar\n'),
      file('usr/share/java/p.jar', jar()),
      file('usr/share/java/q.jar', jar(properties('g', 'q', '1'))),
    ]);
    expect(lines.filter((line) => !line.startsWith('  at'))).toEqual([
      'pkg:deb/p@1',
      '  installs pkg:maven/g/q@1',
      'pkg:maven/g/q@1',
    ]);
  });

  it('a Java runtime is where its launcher is', async () => {
    const release = 'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="17.0.9"\nJAVA_RUNTIME_VERSION="17.0.9+9"\n';
    expect(
      await found([file('opt/java/release', release), file('opt/java/bin/java', ''), file('etc/release', release)]),
    ).toEqual(['pkg:generic/jdk@17.0.9%2B9', '  at opt/java/release']);
  });

  it('survives every cut', () => {
    const good = zip([MANIFEST, properties('g', 'a', '1'), { name: 'b.jar', content: jar(properties('g', 'b', '1')) }]);
    readsEveryPrefix(good, (bytes) => javaArchive.analyze({ bytes }));
  });
});

describe.skipIf(corpus === undefined)('archives packed from the corpus', () => {
  /** Packs a folder of the corpus as a jar of its name. */
  const packed = (name: string): TarEntry => {
    const root = corpusFile('lang/java/syft-jar-metadata', name);
    const members = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(root, path)).isFile())
      .map((path) => ({ name: relative(root, join(root, path)), content: readFileSync(join(root, path)) }));
    return file(`lib/${name}.jar`, zip(members));
  };

  it.for<[name: string, main: string]>([
    ['opensaml-core-3.4.6', 'pkg:maven/org.opensaml/opensaml-core@3.4.6'],
    // Its pom.xml has a placeholder for the version: nothing is claimed.
    ['commons-lang3-3.12.0', 'bin:sha256:…'],
    // Sources of the whole are no artifact of their own: Maven's classifier says so.
    ['api-all-2.0.0-sources', 'pkg:maven/org.apache.directory.api/api-all@2.0.0?classifier=sources'],
  ])('%s', async ([name, main]) => {
    const { components } = await scanInMemory([tar([packed(name)])]);
    const whole = components.filter(({ occurrences }) => occurrences.some(({ path }) => path === `lib/${name}.jar`));
    expect(whole.map(({ key }) => key.replace(/[0-9a-f]{64}/, '…'))).toEqual([main]);
  });
});
