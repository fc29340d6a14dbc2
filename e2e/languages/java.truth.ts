import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Component } from '#shared/model/component.ts';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { buildMavenProject } from './support/maven-project.ts';
import { scanFolder } from './support/scan-folder.ts';

/** One archive as Python's zipfile reads it; `version` is what a pom.properties states, null of a pom.xml. */
type Archive = Readonly<{
  place: string;
  sha256: string;
  described: readonly Readonly<{ member: string; group: string; artifact: string; version: string | null }>[];
}>;
type Coordinates = Readonly<{ group: string; artifact: string; version: string; classifier: string }>;

const work = new WorkFolder();
afterAll(() => work[Symbol.dispose]());

/** Where what Maven built lies in the image: under its own name, renamed as images often do, and as OSGi's platforms call bundles. */
const PLACES: Readonly<Record<string, string>> = {
  'ear/target/ear-1.2.3.ear': 'srv/shop.ear',
  'web/target/web-1.2.3.war': 'srv/webapps/ROOT.war',
  'boot/target/app.jar': 'srv/app.jar',
  'shaded/target/shaded-1.2.3.jar': 'opt/shaded-1.2.3.jar',
  'assembled/target/assembled-1.2.3-jar-with-dependencies.jar': 'opt/assembled-1.2.3-jar-with-dependencies.jar',
  'bundle/target/bundle-1.2.3.jar': 'opt/plugins/org.example.shop.bundle_1.2.3.jar',
};

/** What Maven's list does not name: its own outcomes that no module depends on, and what a plug-in adds. */
const NOT_LISTED: Readonly<Record<string, string>> = {
  'srv/shop.ear': 'org.example.shop:ear:1.2.3',
  'srv/app.jar': 'org.example.shop:boot:1.2.3',
  'opt/shaded-1.2.3.jar': 'org.example.shop:shaded:1.2.3',
  'opt/assembled-1.2.3-jar-with-dependencies.jar': 'org.example.shop:assembled:1.2.3:jar-with-dependencies',
  'srv/app.jar!/BOOT-INF/lib/spring-boot-jarmode-tools-4.0.7.jar':
    'org.springframework.boot:spring-boot-jarmode-tools:4.0.7',
};

/** Archives that do not describe their own artifact, so that their bytes are all that identifies them: by the tool that built them. */
const UNSTATED: Readonly<Record<string, readonly string[]>> = {
  'Gradle, which writes no Maven description': [
    'jspecify-1.0.0.jar',
    'jspecify-1.0.1.jar',
    // It does have one: that of commons-net, which was shaded into it.
    'kafka-clients-4.4.0.jar',
    'micrometer-commons-1.16.6.jar',
    'micrometer-observation-1.16.6.jar',
    'spring-aop-7.0.8.jar',
    'spring-beans-7.0.8.jar',
    'spring-boot-4.0.7.jar',
    'spring-boot-autoconfigure-4.0.7.jar',
    'spring-boot-http-converter-4.0.7.jar',
    'spring-boot-jackson-4.0.7.jar',
    'spring-boot-jarmode-tools-4.0.7.jar',
    'spring-boot-servlet-4.0.7.jar',
    'spring-boot-tomcat-4.0.7.jar',
    'spring-boot-web-server-4.0.7.jar',
    'spring-boot-webmvc-4.0.7.jar',
    'spring-context-7.0.8.jar',
    'spring-core-7.0.8.jar',
    'spring-expression-7.0.8.jar',
    'spring-web-7.0.8.jar',
    'spring-webmvc-7.0.8.jar',
  ],
  sbt: ['snappy-java-1.1.10.7.jar', 'zstd-jni-1.5.7-17.jar'],
  Ant: ['tomcat-embed-core-11.0.22.jar', 'tomcat-embed-el-11.0.22.jar', 'tomcat-embed-websocket-11.0.22.jar'],
  'its own build program': ['h2-2.5.252.jar'],
};

const noMaven = missingTools(['mvn', 'java', 'python3']);
skipNotice('Java archives that Maven builds', noMaven);

describe.skipIf(noMaven.length > 0)('what Maven builds', () => {
  const root = work.fresh();
  let archives: readonly Archive[] = [];
  let components: readonly Component[] = [];
  const coordinates = new Map<string, Coordinates>();

  beforeAll(async () => {
    const project = work.fresh();
    buildMavenProject(project);
    for (const [from, to] of Object.entries(PLACES)) {
      mkdirSync(dirname(join(root, to)), { recursive: true });
      copyFileSync(join(project, from), join(root, to));
    }
    archives = JSON.parse(
      run('python3', [join(import.meta.dirname, 'support/list-archives.py'), root]).toString(),
    ) as Archive[];
    const listed = listedIn(project);
    for (const { place, sha256 } of archives) {
      const [group, artifact, version, classifier = ''] = NOT_LISTED[place]?.split(':') ?? [];
      const own = group && artifact && version ? { group, artifact, version, classifier } : listed.get(sha256);
      if (own === undefined) throw new Error(`Maven does not list ${place}`);
      coordinates.set(place, own);
    }
    components = (await scanFolder(root)).filter(
      ({ type, details }) => type === 'maven' || details['format'] === 'java-archive',
    );
  });

  const isStated = ({ place, described }: Archive): boolean => {
    const own = coordinates.get(place);
    return described.some(({ group, artifact }) => group === own?.group && artifact === own.artifact);
  };
  const keyOf = (archive: Archive): string =>
    isStated(archive) ? purl(coordinates.get(archive.place)) : `bin:sha256:${archive.sha256}`;
  /** What an archive takes in: the descriptions in it that are not its own. */
  const embeddedIn = ({ place, described }: Archive) => {
    const own = coordinates.get(place);
    return described.flatMap(({ member, group, artifact, version }) =>
      version === null || (group === own?.group && artifact === own.artifact)
        ? []
        : [
            {
              group,
              artifact,
              version,
              place: `${place}!/${member}`,
              key: purl({ group, artifact, version, classifier: '' }),
            },
          ],
    );
  };

  it('the archives that do not say what they are', () => {
    const names = archives.filter((archive) => !isStated(archive)).map(({ place }) => basename(place));
    expect([...new Set(names)].sort()).toEqual(Object.values(UNSTATED).flat().sort());
    expect(archives.length).toBeGreaterThan(200);
  });

  it('each archive at its place, with its digest, as Maven lists it', () => {
    const ours = components
      .filter(({ details }) => details['embedded'] === undefined)
      .flatMap(({ key, occurrences }) => occurrences.map((one) => `${one.path} ${key} ${one.sha256 ?? ''}`));
    const theirs = archives.flatMap((archive) => [
      `${archive.place} ${keyOf(archive)} ${archive.sha256}`,
      // Where the same artifact lies as an archive elsewhere, it is one component with all its places.
      ...embeddedIn(archive).flatMap(({ place, key }) => (standing().has(key) ? [`${place} ${key} `] : [])),
    ]);
    expect(ours.sort()).toEqual(theirs.sort());
  });
  const standing = (): Set<string> => new Set(archives.map(keyOf));

  it('what was shaded into another archive, where it is described', () => {
    const ours = components
      .filter(({ details }) => details['embedded'] === 'true')
      .flatMap(({ key, occurrences }) => occurrences.map(({ path }) => `${path} ${key}`));
    const theirs = archives
      .flatMap(embeddedIn)
      .filter(({ key }) => !standing().has(key))
      .map(({ place, key }) => `${place} ${key}`);
    expect(theirs.length).toBeGreaterThan(8);
    expect(ours.sort()).toEqual(theirs.sort());
  });

  it('group, name and version', () => {
    const ours = components
      .filter(({ type }) => type === 'maven')
      .map(({ key, name, version }) => ({ key, name, version }));
    const theirs = archives.flatMap((archive) => {
      const own = coordinates.get(archive.place);
      const row = (key: string, group: string, artifact: string, version: string | null) => ({
        key,
        name: `${group}:${artifact}`,
        version,
      });
      return [
        ...(own && isStated(archive) ? [row(purl(own), own.group, own.artifact, own.version)] : []),
        ...embeddedIn(archive).map(({ key, group, artifact, version }) => row(key, group, artifact, version)),
      ];
    });
    const byKey = new Map(theirs.map((row) => [row.key, row]));
    expect(ours).toEqual([...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1)));
  });

  it('what lies in what', () => {
    const ours = components.flatMap(({ key, dependencies }) =>
      dependencies.filter(({ kind }) => kind === 'contains').map(({ to }) => `${key} contains ${to}`),
    );
    const byPlace = new Map(archives.map((archive) => [archive.place, keyOf(archive)]));
    const theirs = archives.flatMap((archive) => {
      const outer = byPlace.get(archive.place.slice(0, Math.max(0, archive.place.lastIndexOf('!/'))));
      return [
        ...(outer === undefined ? [] : [`${outer} contains ${keyOf(archive)}`]),
        ...embeddedIn(archive).map(({ key }) => `${keyOf(archive)} contains ${key}`),
      ];
    });
    expect(ours.sort()).toEqual([...new Set(theirs)].sort());
  });

  it('every proof cites bytes that Python’s zipfile finds there', () => {
    const proofs = components.flatMap(({ evidence }) => evidence);
    const locators = proofs.map(({ locator }) => locator);
    const hashes = JSON.parse(
      run('python3', [join(import.meta.dirname, 'support/hash-cited.py'), root], {
        input: JSON.stringify(locators),
      }).toString(),
    ) as string[];
    expect(locators.map(({ sha256 }) => sha256)).toEqual(hashes);
    const fromFiles = proofs.filter(({ source }) => source === 'licence-file');
    expect(fromFiles.length).toBeGreaterThan(100);
    expect(locators.filter(({ container }) => container.length > 2).length).toBeGreaterThan(100);
  });

  it('what has no coordinates of its own keeps the names and the version that its manifest states', () => {
    const [h2] = components.filter(({ name }) => name === 'h2-2.5.252.jar');
    expect(h2).toMatchObject({
      type: 'bin',
      purl: null,
      version: '2.5.252',
      details: { 'bundle-symbolicname': 'com.h2database', 'implementation-version': '2.5.252' },
    });
  });
});

/** By the purl specification. None of these names has a character that needs an escape. */
function purl(own: Coordinates | undefined): string {
  if (own === undefined) throw new Error('an archive without coordinates');
  const { group, artifact, version, classifier } = own;
  return `pkg:maven/${group}/${artifact}@${version}${classifier === '' ? '' : `?classifier=${classifier}`}`;
}

/** Rows of `dependency:list`, by the digest of the file that each names. */
function listedIn(project: string): Map<string, Coordinates> {
  const found = new Map<string, Coordinates>();
  for (const module of ['bundle', 'web', 'boot', 'shaded', 'assembled', 'ear']) {
    const text = readFileSync(join(project, module, 'target/list.txt'), 'utf8');
    for (const [, row = '', path = ''] of text.matchAll(/^ {3}(\S+?):(?:compile|runtime):(\/\S+)/gm)) {
      const [group = '', artifact = '', , ...rest] = row.split(':');
      const version = rest.pop() ?? '';
      found.set(createHash('sha256').update(readFileSync(path)).digest('hex'), {
        group,
        artifact,
        version,
        classifier: rest.join(''),
      });
    }
  }
  return found;
}
