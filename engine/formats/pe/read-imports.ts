import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { readWord } from '../executable/mapped-image.ts';
import type { PeFile } from './pe-file.ts';

/** What a file takes from one library, in file order. Names are byte strings. */
export type PeImport = Readonly<{ dll: string; names: readonly string[]; ordinals: readonly number[] }>;

/** Imports, and where the descriptors that state them stand. */
export type PeImports = Readonly<{ libraries: readonly PeImport[]; stated: readonly ByteRange[] }>;

const WHAT = 'PE imports';
const DELAYED = 'PE delay imports';
const NONE: PeImports = { libraries: [], stated: [] };

/**
 * Libraries that the loader maps before the program starts. The list ends with an empty descriptor, whatever size the directory
 * states: the loader does not look at that.
 *
 * @throws {ParseError} for tables or names that are not in the file, or too many
 * @see PE Format, "The .idata Section"
 */
export function readImports(file: PeFile): PeImports {
  const directory = file.directory('imports');
  if (directory === undefined) return NONE;
  return readDescriptors(file, directory.rva, WHAT, 20, (fields) => {
    const [lookup = 0, , , name = 0, addresses = 0] = fields;
    if (name === 0 || addresses === 0) return undefined;
    // Some linkers leave the lookup table out; before binding the address table has the same content.
    return { name, thunks: lookup !== 0 && file.range(lookup) !== undefined ? lookup : addresses };
  });
}

/**
 * Libraries that the program's own code loads when it first calls them.
 *
 * @throws {ParseError} for tables or names that are not in the file, or too many
 * @see PE Format, "Delay-Load Import Tables"
 */
export function readDelayImports(file: PeFile): PeImports {
  const directory = file.directory('delayImports');
  if (directory === undefined) return NONE;
  return readDescriptors(file, directory.rva, DELAYED, 32, (fields) => {
    const [attributes = 0, name = 0, , , lookup = 0] = fields;
    if (name === 0) return undefined;
    // Before Visual C++ 7 these were addresses of the preferred base, not relative to it.
    const base = (attributes & 1) === 0 ? file.headers.imageBase : 0;
    return { name: name - base, thunks: lookup === 0 ? undefined : lookup - base };
  });
}

type Descriptor = Readonly<{ name: number; thunks: number | undefined }>;

function readDescriptors(
  file: PeFile,
  rva: number,
  what: string,
  size: number,
  meaning: (fields: readonly number[]) => Descriptor | undefined,
): PeImports {
  const cursor = file.at(rva, what);
  const from = cursor.offset;
  const libraries: PeImport[] = [];
  let left = limits.peImports;
  for (;;) {
    const descriptor = meaning(Array.from({ length: size / 4 }, () => cursor.u32(what)));
    if (descriptor === undefined) break;
    if (libraries.length >= limits.peLibraries) throw tooMany(what, limits.peLibraries);
    const thunks = descriptor.thunks === undefined ? [] : readThunks(file, descriptor.thunks, what, left);
    left -= thunks.length;
    libraries.push({
      dll: file.name(descriptor.name, what),
      names: thunks.filter((one) => typeof one === 'string'),
      ordinals: thunks.filter((one) => typeof one === 'number'),
    });
  }
  return { libraries, stated: [{ from, to: cursor.offset }] };
}

/** Names and ordinals of one lookup table, which ends with a zero. */
function readThunks(file: PeFile, rva: number, what: string, most: number): (string | number)[] {
  const cursor = file.at(rva, what);
  const { wide } = file.headers;
  const thunks: (string | number)[] = [];
  for (;;) {
    const value = readWord(cursor, wide ? 8 : 4, 'le', what);
    if (value === 0) return thunks;
    if (thunks.length >= most) throw tooMany(what, limits.peImports);
    if (value >= (wide ? 2 ** 63 : 2 ** 31)) thunks.push(ordinalOf(cursor.offset - (wide ? 8 : 4), file.bytes));
    // Two bytes of hint are in front of the name.
    else thunks.push(file.name(value + 2, what));
  }
}

/** The low 16 bits; the whole word is not exact as a number. */
function ordinalOf(at: number, bytes: Uint8Array): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

function tooMany(what: string, limit: number): ParseError {
  return new ParseError({ code: 'limit-exceeded', what, limit, seen: limit + 1 });
}
