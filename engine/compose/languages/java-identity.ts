import type { JavaArchiveFact, MavenStatement } from '#shared/model/facts/java.ts';
import { formatPurl } from '#shared/text/purl.ts';

/** The Maven artifact that an archive is. */
export type JavaIdentity = Readonly<{ stated: MavenStatement; purl: string }>;

/**
 * Which of the artifacts that are described in an archive is the archive itself: the only one, unless all that the archive is called
 * says something else; of several the one that its file name begins with, else the one that its manifest names.
 *
 * @param name the archive's own file name
 */
export function javaIdentity(fact: JavaArchiveFact, name: string): JavaIdentity | undefined {
  const { properties, poms, instruments } = fact;
  if (instruments) return undefined;
  // A pom.properties is written by the build; a pom.xml may still have had placeholders.
  const [only, ...more] = properties.length > 0 ? properties : poms;
  const stated =
    only && more.length === 0
      ? onlyOne(fact, only, name)
      : (matching(fact, properties, name) ?? matching(fact, poms, name));
  const purl = stated && mavenPurl(stated, classifierOf(stated, name));
  return stated && purl !== undefined ? { stated, purl } : undefined;
}

export function mavenPurl({ group, artifact, version }: MavenStatement, classifier?: string): string | undefined {
  const qualifiers: Record<string, string> = classifier === undefined ? {} : { classifier };
  return formatPurl({ type: 'maven', namespace: group, name: artifact, version, qualifiers, subpath: null });
}

/** What manifests call an archive. A title may be prose, a symbolic name has directives behind a semicolon. */
const TITLES = ['implementation-title', 'bundle-symbolicname'] as const;
const VERSIONS = ['implementation-version', 'bundle-version'] as const;

const valuesOf = ({ names }: JavaArchiveFact, keys: readonly string[]): string[] =>
  keys.flatMap((key) => names[key]?.replace(/;.*/, '').trim() ?? []);
const stemOf = (name: string): string => name.replace(/\.[^.]+$/, '');

/**
 * A build that is not Maven's describes no artifact of its own, and keeps the description of the one library that it takes in:
 * `kafka-clients-4.4.0.jar` has commons-net's. A name without a version (`app.jar`, `ROOT.war`) was given by hand and says nothing.
 */
function onlyOne(fact: JavaArchiveFact, stated: MavenStatement, name: string): MavenStatement | undefined {
  const stem = stemOf(name);
  const [titles, versions] = [valuesOf(fact, TITLES), valuesOf(fact, VERSIONS)];
  const saysAnything = /[-_.]v?\d+\.\d/.test(stem) || (titles.length > 0 && versions.length > 0);
  const fits =
    [stem, ...titles].some((title) => hasPart(title, stated.artifact)) ||
    hasPart(stem, stated.version, /_/g) ||
    versions.includes(stated.version);
  return saysAnything && !fits ? undefined : stated;
}

/** Whether whole words of a name are this. Symbolic names have `_` and `.` where artifacts have `-`; in a version, dots divide no words. */
function hasPart(name: string, part: string, dividers = /[._]/g): boolean {
  const plain = (text: string): string => `-${text.toLowerCase().replaceAll(dividers, '-')}-`;
  return plain(name).includes(plain(part));
}

/** The statement whose artifact and version the file name begins with; else whose artifact it is. The longest of several. */
function matching(
  fact: JavaArchiveFact,
  statements: readonly MavenStatement[],
  name: string,
): MavenStatement | undefined {
  const stem = stemOf(name);
  const [titles, versions] = [valuesOf(fact, TITLES), valuesOf(fact, VERSIONS)];
  const best = (fits: (one: MavenStatement) => boolean): MavenStatement | undefined =>
    statements.filter(fits).sort((a, b) => b.artifact.length - a.artifact.length)[0];
  return (
    best(({ artifact, version }) => stem === `${artifact}-${version}` || stem.startsWith(`${artifact}-${version}-`)) ??
    best(({ artifact }) => stem === artifact) ??
    best(
      ({ group, artifact, version }) =>
        versions.includes(version) && titles.some((title) => title === artifact || title === `${group}.${artifact}`),
    )
  );
}

/** What stands behind artifact and version in the file name, where that is how Maven names a classified artifact. */
function classifierOf({ artifact, version }: MavenStatement, name: string): string | undefined {
  const stem = stemOf(name);
  const prefix = `${artifact}-${version}-`;
  const rest = stem.startsWith(prefix) ? stem.slice(prefix.length) : '';
  return /^[A-Za-z][\w.-]*$/.test(rest) ? rest : undefined;
}
