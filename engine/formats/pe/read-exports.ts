import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange } from '#shared/model/units.ts';
import type { PeFile } from './pe-file.ts';

/** What a library offers. Names are byte strings, in the order of the name table. */
export type PeExports = Readonly<{
  /** The library's own name for itself. */
  dll: string;
  /** Entries of the address table that are not empty, with or without a name. */
  functions: number;
  names: readonly string[];
  /** Entries that another library has: `name` (`#7` where it has none, by ordinal) is found as `to`, `LIBRARY.name`. */
  forwards: readonly Readonly<{ name: string; to: string }>[];
  /** The directory itself. */
  stated: readonly ByteRange[];
}>;

const WHAT = 'PE exports';

/**
 * Reads the export directory.
 *
 * @throws {ParseError} for tables or names that are not in the file, or more entries than there are ordinals
 * @see PE Format, "The .edata Section"
 */
export function readExports(file: PeFile): PeExports | undefined {
  const directory = file.directory('exports');
  if (directory === undefined) return undefined;
  const cursor = file.at(directory.rva, WHAT);
  const from = cursor.offset;
  cursor.take(12, WHAT); // flags, time, version
  const [nameAt, base] = [cursor.u32(WHAT), cursor.u32(WHAT)];
  const [functionCount, nameCount] = [bounded(cursor.u32(WHAT)), bounded(cursor.u32(WHAT))];
  const [functionsAt, namesAt, ordinalsAt] = [cursor.u32(WHAT), cursor.u32(WHAT), cursor.u32(WHAT)];
  const functions = table(file, functionsAt, functionCount, 4);
  const ordinals = table(file, ordinalsAt, nameCount, 2);
  const names = table(file, namesAt, nameCount, 4).map((rva) => file.name(rva, WHAT));
  const nameOf = new Map<number, string[]>();
  for (const [i, ordinal] of ordinals.entries()) {
    const same = nameOf.get(ordinal);
    if (same) same.push(names[i] ?? '');
    else nameOf.set(ordinal, [names[i] ?? '']);
  }
  // An address inside of the directory is that of a text which names another library's entry.
  const forwards = functions.flatMap((rva, ordinal) => {
    if (rva < directory.rva || rva >= directory.rva + directory.size) return [];
    return (nameOf.get(ordinal) ?? [`#${base + ordinal}`]).map((name) => ({ name, to: file.name(rva, WHAT) }));
  });
  return {
    dll: nameAt === 0 ? '' : file.name(nameAt, WHAT),
    functions: functions.filter((rva) => rva !== 0).length,
    names,
    forwards,
    stated: [{ from, to: cursor.offset }],
  };
}

function bounded(count: number): number {
  if (count > limits.peExports)
    throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit: limits.peExports, seen: count });
  return count;
}

function table(file: PeFile, rva: number, count: number, width: 2 | 4): number[] {
  if (count === 0) return [];
  const cursor = file.at(rva, WHAT);
  return Array.from({ length: count }, () => (width === 2 ? cursor.u16(WHAT) : cursor.u32(WHAT)));
}
