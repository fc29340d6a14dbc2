import type { Dependency } from '#shared/model/component.ts';
import type { Evidence } from '#shared/model/evidence.ts';
import type { JavaArchiveFact, MavenStatement } from '#shared/model/facts/java.ts';
import { printPath, splitPath } from '#shared/model/root-path.ts';
import type { LayerInfo, TreeNode } from '#shared/model/tree.ts';
import { fileComponent } from '../file-component.ts';
import type { ComposedFilePackage, FilePackageContext } from '../file-package-composer.ts';
import { prove } from '../locate.ts';
import { spdxExpression } from '../spdx-expression.ts';
import { licenceFileClaim, licenceFileNames } from './licence-files.ts';
import { type JavaIdentity, javaIdentity, mavenPurl } from './java-identity.ts';

type Archive = Readonly<{
  fact: JavaArchiveFact;
  analyzer: string;
  file: TreeNode;
  key: string;
  main: JavaIdentity | undefined;
}>;

/**
 * Java archives and what is shaded into them.
 *
 * An archive is the Maven artifact that is described in it ({@link javaIdentity}); others are embedded. One whose own coordinates are
 * not stated is known by its bytes, with the names and the version its manifest states: a group is never made up.
 */
export function composeJava({ input, ownership, filesWith }: FilePackageContext): ComposedFilePackage[] {
  return filesWith('java-archive').flatMap(({ file, facts }) => {
    // Whose package it is says what it is, where it says nothing itself.
    const owned = ownership.isOwned(file);
    const archives = facts.map(({ fact, analyzer }): Archive => {
      const main = javaIdentity(fact, archiveName(fact, file));
      return { fact, analyzer, file, key: main?.purl ?? `bin:sha256:${fact.sha256}`, main };
    });
    const byPlace = new Map(archives.map((archive) => [archive.fact.container.join('\0'), archive]));
    const inside = new Map<string, string[]>();
    for (const { fact, key } of archives) {
      if (fact.container.length === 0) continue;
      const outer = byPlace.get(fact.container.slice(0, -1).join('\0'))?.key;
      if (outer !== undefined) inside.set(outer, [...(inside.get(outer) ?? []), key]);
    }
    return archives.flatMap((archive) => {
      const { fact, key, main } = archive;
      if (fact.container.length === 0 && !(owned && main === undefined)) ownership.claim(file.inode, key);
      const embedded = embeddedOf(archive, input.layers);
      const contained = [...(inside.get(key) ?? []), ...embedded.map(({ component }) => component.key)];
      return owned && main === undefined ? embedded : [archiveComponent(archive, contained, input.layers), ...embedded];
    });
  });
}

/** The name that the archive has where it lies. */
export function archiveName({ container }: JavaArchiveFact, file: Pick<TreeNode, 'path'>): string {
  const path = container.at(-1) ?? printPath(splitPath(file.path)[1]);
  return path.slice(path.lastIndexOf('/') + 1);
}

function archiveComponent(
  archive: Archive,
  contained: readonly string[],
  layers: readonly LayerInfo[],
): ComposedFilePackage {
  const { fact, analyzer, file, key, main } = archive;
  const dependencies = contained.map((to): Dependency => ({ to, kind: 'contains' }));
  const texts = fact.licenceFiles.flatMap((cited) => prove(licenceFileClaim(analyzer), cited, file, layers));
  const names = {
    ...fact.names,
    ...licenceFileNames(fact.licenceFiles.map(({ container }) => container.at(-1) ?? '')),
  };
  const occurrence = { node: file, members: fact.container, sha256: fact.sha256 };
  const claim = { source: 'package-metadata', method: 'manifest-analysis', proves: 'component', analyzer } as const;
  const inPoms = main
    ? [...main.stated.licences, ...(fact.poms.find((pom) => sameArtifact(pom, main.stated))?.licences ?? [])]
    : [];
  // The same licence is called otherwise in a manifest, often by an address: it speaks where no pom does.
  const licences = inPoms.length > 0 ? inPoms : fact.licences;
  const licence = { ...claim, source: 'declared-licence', proves: 'licence' } as const;
  const licenceEvidence = licences.flatMap(({ cited }) => prove(licence, cited, file, layers));
  const shared = {
    dependencies,
    licences: licences.map(({ text }) => ({ text, spdx: spdxExpression(text) })),
  };
  if (main) {
    const { stated, purl } = main;
    const component = fileComponent({
      key,
      purl,
      type: 'maven',
      name: `${stated.group}:${stated.artifact}`,
      version: stated.version,
      origin: 'metadata',
      details: names,
      ...shared,
      occurrences: [occurrence],
      evidence: [...prove(claim, stated.cited, file, layers), ...licenceEvidence, ...texts],
    });
    return { component, statedBy: [file] };
  }
  const component = fileComponent({
    key,
    purl: null,
    type: 'bin',
    name: archiveName(fact, file),
    version: fact.version?.text ?? null,
    origin: 'file',
    details: { format: 'java-archive', size: String(fact.size), ...names },
    ...shared,
    occurrences: [occurrence],
    evidence: [
      wholeFile(archive, layers),
      ...(fact.version ? prove(claim, fact.version.cited, file, layers) : []),
      ...licenceEvidence,
      ...texts,
    ],
  });
  return { component, statedBy: [] };
}

/** The archive's own bytes are all that is known of it. */
function wholeFile({ fact, analyzer, file }: Archive, layers: readonly LayerInfo[]): Evidence {
  const cited = {
    kind: 'bytes',
    container: fact.container,
    segments: [{ from: 0, to: fact.size }],
    sha256: fact.sha256,
  } as const;
  const claim = { source: 'executable-bytes', method: 'hash-comparison', proves: 'component', analyzer } as const;
  const [evidence] = prove(claim, cited, file, layers);
  if (evidence === undefined) throw new Error('a citation gives evidence');
  return evidence;
}

/** What is shaded into an archive: the artifacts that it describes and that are not itself. @param key of the archive */
export function shadedInto({ properties, instruments }: JavaArchiveFact, key: string | undefined): JavaIdentity[] {
  if (instruments) return [];
  return properties.flatMap((stated) => {
    const purl = mavenPurl(stated);
    // The archive itself, also where its own name has a classifier.
    return purl === undefined || key === purl || key?.startsWith(`${purl}?`) === true ? [] : [{ stated, purl }];
  });
}

/** Artifacts that were shaded into the archive: their classes are among its own. */
function embeddedOf({ fact, analyzer, file, key }: Archive, layers: readonly LayerInfo[]): ComposedFilePackage[] {
  return shadedInto(fact, key).flatMap(({ stated, purl }) => {
    const claim = { source: 'package-metadata', method: 'manifest-analysis', proves: 'component', analyzer } as const;
    const component = fileComponent({
      key: purl,
      purl,
      type: 'maven',
      name: `${stated.group}:${stated.artifact}`,
      version: stated.version,
      origin: 'metadata',
      details: { embedded: 'true' },
      occurrences: [{ node: file, members: [...fact.container, stated.member] }],
      evidence: prove(claim, stated.cited, file, layers),
    });
    return [{ component, statedBy: [] }];
  });
}

function sameArtifact(a: MavenStatement, b: MavenStatement): boolean {
  return a.group === b.group && a.artifact === b.artifact;
}
