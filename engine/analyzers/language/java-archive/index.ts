import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { JavaArchiveFact, MavenStatement } from '#shared/model/facts/java.ts';
import { outcome } from '#shared/model/outcome.ts';
import { printPath } from '#shared/model/root-path.ts';
import { DiagnosticList } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { readZipDirectory, type ZipEntry } from '#engine/formats/zip/read-directory.ts';
import { readZipEntry } from '#engine/formats/zip/read-entry.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';
import { fromPom, fromProperties, namesOf } from './statements.ts';

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
/** What only Java archives have; a .rar or .nar may be something else. */
const JAVA = /^(?:META-INF\/|WEB-INF\/|BOOT-INF\/|classes\/module-info\.class$)|\.class$/i;

/** What is left of the bounds for one outermost file. */
type Budget = { bytes: number; archives: number };

/**
 * Java archives, and those inside them, in memory: a nested one is inflated, read, and let go before the next. Beyond the bounds a
 * diagnostic says which archive was not opened.
 */
export const javaArchive = defineFileAnalyzer({
  id: 'language/java-archive',
  version: 1,
  role: 'file',
  wants: SUFFIXES.map((suffix) => ({ suffix })),
  maxBytes: limits.javaArchiveBytes,
  emits: ['java-archive'],
  analyze({ bytes }) {
    const facts: JavaArchiveFact[] = [];
    const problems = new DiagnosticList();
    readArchive(bytes, [], { bytes: limits.nestedBytes, archives: limits.nestedArchives }, facts, problems);
    return outcome(facts, problems.list());
  },
});

function readArchive(
  bytes: Uint8Array,
  container: readonly string[],
  budget: Budget,
  facts: JavaArchiveFact[],
  problems: DiagnosticList,
): void {
  const entries = membersOf(bytes, container, problems);
  if (entries === undefined || !entries.some(({ name }) => JAVA.test(name))) return;
  const properties: MavenStatement[] = [];
  const poms: MavenStatement[] = [];
  const nested: ZipEntry[] = [];
  let names: Pick<JavaArchiveFact, 'names' | 'instruments'> = { names: {}, instruments: false };
  const read = (entry: ZipEntry, most: number): Uint8Array | undefined => {
    try {
      return readZipEntry(bytes, entry, most);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      problems.add(inside(error.diagnostic, [...container, printPath(entry.name)]));
      return undefined;
    }
  };
  for (const entry of entries) {
    const { name } = entry;
    if (NESTED.test(name)) nested.push(entry);
    const parse = MANIFEST.test(name) || PROPERTIES.test(name) || POM.test(name);
    const content = parse ? read(entry, limits.packageMetadataBytes) : undefined;
    if (content === undefined) continue;
    const place = [...container, printPath(name)];
    if (MANIFEST.test(name)) names = namesOf(content);
    else {
      const stated = PROPERTIES.test(name) ? fromProperties(content, place) : fromPom(content, place);
      if (stated) (PROPERTIES.test(name) ? properties : poms).push(stated);
    }
  }
  facts.push({
    kind: 'java-archive',
    container,
    sha256: sha256(bytes),
    size: bytes.byteLength,
    properties: byMember(properties),
    poms: byMember(poms),
    ...names,
  });
  for (const entry of nested) {
    const place = [...container, printPath(entry.name)];
    const over = overBudget(entry, place, budget);
    if (over) {
      problems.add(inside(over, place));
      continue;
    }
    budget.bytes -= entry.size;
    budget.archives--;
    const content = read(entry, limits.javaArchiveBytes);
    if (content) readArchive(content, place, budget, facts, problems);
  }
}

/** Members by name, the last of a repeated one; undefined for what is no zip. A nested file may only be called a jar. */
function membersOf(bytes: Uint8Array, container: readonly string[], problems: DiagnosticList): ZipEntry[] | undefined {
  try {
    return [...new Map(readZipDirectory(bytes).map((entry) => [entry.name, entry])).values()];
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    problems.add(inside(error.diagnostic, container));
    return undefined;
  }
}

function overBudget(
  { size, compressedSize }: ZipEntry,
  place: readonly string[],
  budget: Budget,
): Diagnostic | undefined {
  const exceeded = (what: string, limit: number, seen: number): Diagnostic => ({
    code: 'limit-exceeded',
    what,
    limit,
    seen,
  });
  if (place.length > limits.nestedDepth) return exceeded('depth of archives', limits.nestedDepth, place.length);
  if (budget.archives <= 0) return exceeded('archives in one file', limits.nestedArchives, limits.nestedArchives + 1);
  if (size > budget.bytes) return exceeded('bytes of archives in one file', limits.nestedBytes, size);
  const ratio = size / Math.max(1, compressedSize);
  // Archives inside archives are compressed already.
  return ratio > limits.inflateRatio && size > limits.packageMetadataBytes
    ? exceeded('inflation of an archive in an archive', limits.inflateRatio, Math.round(ratio))
    : undefined;
}

function inside(diagnostic: Diagnostic, container: readonly string[]): Diagnostic {
  return container.length === 0 ? diagnostic : { ...diagnostic, what: `${diagnostic.what} in ${container.join('!/')}` };
}

function byMember(statements: readonly MavenStatement[]): MavenStatement[] {
  return [...statements].sort((a, b) => (a.member < b.member ? -1 : 1));
}
