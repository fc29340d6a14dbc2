import type { OwnedFile, PackageFact } from '#shared/model/fact.ts';
import { textOf } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { parseApkChecksum } from '#engine/formats/apk/parse-checksum.ts';
import type { ApkRecord } from '#engine/formats/apk/read-installed-db.ts';

/** Detail names by letter. Sizes are in bytes, `build-time` is Unix seconds, `broken` are apk's own flags f, s, x. */
const detailNames: readonly (readonly [letter: string, name: string])[] = [
  ['T', 'description'],
  ['U', 'homepage'],
  ['m', 'maintainer'],
  ['t', 'build-time'],
  ['c', 'commit'],
  ['C', 'checksum'],
  ['S', 'package-size'],
  ['I', 'installed-size'],
  ['s', 'repository-tag'],
  ['g', 'tags'],
];

/**
 * The package that a record states, or undefined without name and version. Cited are the lines of name, version, architecture
 * and origin, and what parts the record from another package in front of it.
 *
 * Virtual packages (`.name`, made by `apk add --virtual`) are rows like any other and are kept, marked by the detail `virtual`:
 * they stand in `apk info`, and later stages can leave out what is marked, but not bring back what was dropped.
 *
 * @param parted whether the record before has lines of name, version, architecture or origin
 */
export function packageOf(bytes: Uint8Array, record: ApkRecord, parted: boolean): PackageFact | undefined {
  const { fields } = record;
  const name = fields.get('P');
  const version = fields.get('V');
  if (!name?.value || !version?.value) return undefined;
  const arch = fields.get('A');
  const origin = fields.get('o');
  const licence = fields.get('L');
  const lines = [name, version, arch, origin].flatMap((line) => (line ? [lineRange(line.from, line.to)] : []));
  if (parted && record.separator) lines.push(record.separator);

  const details: Record<string, string> = {};
  for (const [letter, key] of detailNames) {
    const value = fields.get(letter)?.value;
    if (value) details[key] = textOf(value);
  }
  const flags = fields.get('f')?.value ?? '';
  const broken = flags.replaceAll(/[^fsx]/g, '');
  if (broken) details['broken'] = broken;
  if (name.value.startsWith('.')) details['virtual'] = 'true';

  return {
    kind: 'package',
    type: 'apk',
    name: textOf(name.value),
    version: textOf(version.value),
    arch: arch?.value ? textOf(arch.value) : null,
    // Subpackages are built from one recipe and share its version.
    source: origin?.value ? { name: textOf(origin.value), version: textOf(version.value) } : null,
    state: 'installed',
    licence: licence?.value
      ? { text: textOf(licence.value), cited: cite(bytes, 'lines', [lineRange(licence.from, licence.to)]) }
      : null,
    details,
    files: filesOf(record, flags.includes('S')),
    cited: cite(bytes, 'lines', lines),
  };
}

/**
 * Files without directories. A symlink's checksum is that of its target text; the database does not say which files are symlinks.
 *
 * @param truncated flag `f:S`: a `Q1` value is a cut SHA-256 that no digest of the file can be compared with
 */
function filesOf({ files }: ApkRecord, truncated: boolean): OwnedFile[] {
  return files.map(({ path, checksum }) => {
    const digest = checksum === undefined || truncated ? undefined : parseApkChecksum(checksum);
    return digest ? { path, digest } : { path };
  });
}
