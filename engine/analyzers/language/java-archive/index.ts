import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Citation } from '#shared/model/evidence.ts';
import type { JavaArchiveFact, MavenStatement } from '#shared/model/facts/java.ts';
import { outcome } from '#shared/model/outcome.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { Bytes } from '#shared/model/units.ts';
import { isLicenceFileName } from '#shared/text/licence-file-name.ts';
import { cite } from '#engine/bytes/cite.ts';
import { DiagnosticList } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { type ZipEntry, zipMembers } from '#engine/formats/zip/read-directory.ts';
import { readZipEntry } from '#engine/formats/zip/read-entry.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';
import { Budget, inflatedBytes } from './budget.ts';
import { fromPom, fromProperties, namesOf, NO_NAMES } from './statements.ts';

const SUFFIXES = [
  '.jar',
  '.war',
  '.ear',
  '.par',
  '.sar',
  '.hpi',
  '.jpi',
  '.kar',
  '.far',
  '.nar',
  '.rar',
  '.lpkg',
  '.jmod',
] as const;
const NESTED = new RegExp(`(?:${SUFFIXES.map((suffix) => `\\${suffix}`).join('|')})$`, 'i');
const MANIFEST = /^META-INF\/MANIFEST\.MF$/i;
const PROPERTIES = /^META-INF\/maven\/.*pom\.properties$/i;
const POM = /^META-INF\/maven\/.*pom\.xml$/i;
/** At the top or in META-INF, there also in a folder: deeper ones are of what was copied in. */
const LICENCE_PLACE = /^(?:META-INF\/(?:[^/]+\/)?)?[^/]+$/i;
/** Of one archive; a shaded one has some five. */
const MOST_LICENCES = 20;
/** What only Java archives have; a .rar or .nar may be something else. */
const JAVA = /^(?:META-INF\/|WEB-INF\/|BOOT-INF\/|classes\/module-info\.class$)|\.class$/i;

/** Of one archive; those behind it could not be read anyway. */
const MOST_MEMBERS = limits.nestedArchives + limits.javaDescriptions;

/** What one run gathers, and what it may still read. */
type Pass = Readonly<{ facts: JavaArchiveFact[]; problems: DiagnosticList; budget: Budget }>;

/**
 * Java archives, and those inside them, in memory: a nested one is inflated, read, and let go before the next. Nothing is spilled to
 * a disk: an archive in a file of at most 1 GiB is rarely larger than the file, as it is compressed itself. Beyond the bounds
 * a diagnostic says which archive was not opened, and the image's result is partial.
 */
export const javaArchive = defineFileAnalyzer({
  id: 'language/java-archive',
  version: 5,
  role: 'file',
  wants: SUFFIXES.map((suffix) => ({ suffix })),
  maxBytes: limits.javaArchiveBytes,
  emits: ['java-archive'],
  analyze({ bytes }) {
    const pass: Pass = { facts: [], problems: new DiagnosticList(), budget: new Budget() };
    readArchive(bytes, [], 0, pass);
    return outcome(pass.facts, pass.problems.list());
  },
});

/** @param live what is inflated of the archives that this one lies in, itself included */
function readArchive(bytes: Uint8Array, container: readonly string[], live: Bytes, pass: Pass): void {
  for (const entry of describe(bytes, container, pass)) {
    const place = [...container, printPath(entry.name)];
    const over = pass.budget.takeArchive(entry, place.length, live);
    if (over) {
      pass.problems.add(inside(over, place));
      continue;
    }
    const content = readMember(bytes, entry, limits.javaArchiveBytes, place, pass);
    if (content) readArchive(content, place, live + inflatedBytes(entry), pass);
  }
}

/** Adds the fact of one archive. @returns the archives that lie in it */
function describe(bytes: Uint8Array, container: readonly string[], pass: Pass): readonly ZipEntry[] {
  const members = membersOf(bytes, container, pass.problems);
  if (members === undefined) return [];
  const properties: MavenStatement[] = [];
  const poms: MavenStatement[] = [];
  const texts: Citation[] = [];
  let names = NO_NAMES;
  for (const entry of members) {
    const { name } = entry;
    if (!isDescription(name) || (isLicence(name) && (texts.length >= MOST_LICENCES || entry.size === 0))) continue;
    const place = [...container, printPath(name)];
    const over = pass.budget.takeDescription(entry);
    if (over) pass.problems.add(inside(over, place));
    const content = over ? undefined : readMember(bytes, entry, limits.packageMetadataBytes, place, pass);
    if (content === undefined) continue;
    if (isLicence(name)) texts.push(cite(content, 'bytes', [{ from: 0, to: content.byteLength }], place));
    else if (MANIFEST.test(name)) names = namesOf(content, place);
    else {
      const stated = PROPERTIES.test(name) ? fromProperties(content, place) : fromPom(content, place);
      if (stated) (PROPERTIES.test(name) ? properties : poms).push(stated);
    }
  }
  pass.facts.push({
    kind: 'java-archive',
    container,
    sha256: sha256(bytes),
    size: bytes.byteLength,
    properties: byMember(properties),
    poms: byMember(poms),
    licenceFiles: texts.sort((a, b) => ((a.container.at(-1) ?? '') < (b.container.at(-1) ?? '') ? -1 : 1)),
    ...names,
  });
  return members.filter(({ name }) => NESTED.test(name));
}

function isDescription(name: string): boolean {
  return MANIFEST.test(name) || PROPERTIES.test(name) || POM.test(name) || isLicence(name);
}

function isLicence(name: string): boolean {
  return isLicenceFileName(name) && LICENCE_PLACE.test(name) && !name.endsWith('.class');
}

/**
 * Members that are to be read, the last of a repeated name; undefined for what is no zip, as a nested file may only be called a jar,
 * and for what is no Java archive.
 */
function membersOf(
  bytes: Uint8Array,
  container: readonly string[],
  problems: DiagnosticList,
): readonly ZipEntry[] | undefined {
  const wanted = new Map<string, ZipEntry>();
  let isJava = false;
  let seen = 0;
  try {
    for (const entry of zipMembers(bytes)) {
      const { name } = entry;
      isJava ||= JAVA.test(name);
      if (!isDescription(name) && !NESTED.test(name)) continue;
      seen++;
      if (name.length <= limits.pathBytes && (wanted.size < MOST_MEMBERS || wanted.has(name))) wanted.set(name, entry);
      else if (name.length > limits.pathBytes)
        problems.add(
          inside(
            { code: 'limit-exceeded', what: 'name of a zip member', limit: limits.pathBytes, seen: name.length },
            container,
          ),
        );
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    problems.add(inside(error.diagnostic, container));
    return undefined;
  }
  if (isJava && wanted.size === MOST_MEMBERS && seen > MOST_MEMBERS)
    problems.add(
      inside(
        { code: 'limit-exceeded', what: 'archives and descriptions in an archive', limit: MOST_MEMBERS, seen },
        container,
      ),
    );
  return isJava ? [...wanted.values()] : undefined;
}

function readMember(
  bytes: Uint8Array,
  entry: ZipEntry,
  most: Bytes,
  place: readonly string[],
  { problems }: Pass,
): Uint8Array | undefined {
  try {
    return readZipEntry(bytes, entry, most);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    problems.add(inside(error.diagnostic, place));
    return undefined;
  }
}

function inside(diagnostic: Diagnostic, container: readonly string[]): Diagnostic {
  return container.length === 0 ? diagnostic : { ...diagnostic, what: `${diagnostic.what} in ${container.join('!/')}` };
}

function byMember(statements: readonly MavenStatement[]): MavenStatement[] {
  return [...statements].sort((a, b) => (a.member < b.member ? -1 : 1));
}
