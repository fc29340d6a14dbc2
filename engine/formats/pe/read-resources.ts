import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange } from '#shared/model/units.ts';
import type { PeFile } from './pe-file.ts';

/** Data of one resource; `language` is a Windows language identifier, e.g. 0x409. */
export type PeResource = Readonly<{ language: number; at: ByteRange }>;

type Entry = Readonly<{ id: number; isDirectory: boolean; offset: number }>;

const WHAT = 'PE resources';
const IS_DIRECTORY = 0x8000_0000;

/**
 * All resources of one type, in file order. The tree has three levels by its definition (type, name, language), so a directory
 * that leads back to itself is a malformed leaf, and no loop.
 *
 * @param type e.g. 16, RT_VERSION
 * @throws {ParseError} for tables or data that are not in the file, or too many resources of that type
 * @see PE Format, "The .rsrc Section"
 */
export function readResources(file: PeFile, type: number): PeResource[] {
  const directory = file.directory('resources');
  if (directory === undefined) return [];
  const tree = file.at(directory.rva, WHAT);
  const section = { from: tree.offset, to: tree.offset + tree.remaining };
  const found: PeResource[] = [];
  let size = 0;
  const ofType = entriesOf(file, section, 0).find(({ id }) => id === type);
  if (ofType === undefined) return [];
  for (const name of entriesOf(file, section, directoryAt(ofType)))
    for (const language of entriesOf(file, section, directoryAt(name))) {
      if (found.length >= limits.peResources)
        throw new ParseError({
          code: 'limit-exceeded',
          what: WHAT,
          limit: limits.peResources,
          seen: found.length + 1,
        });
      const at = dataOf(file, section, language);
      // Data do not overlap in real files, so that all together are smaller than the file.
      size += at.to - at.from;
      const limit = file.bytes.byteLength;
      if (size > limit) throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit, seen: size });
      found.push({ language: language.id, at });
    }
  return found;
}

/** Entries of the directory at `offset` of the tree. Those with a name have its offset, and the top bit, as their id. */
function entriesOf(file: PeFile, { from, to }: ByteRange, offset: number): Entry[] {
  const cursor = new ByteCursor(file.bytes.subarray(from, to), 'le', from);
  cursor.seek(from + offset, WHAT);
  cursor.take(12, WHAT); // characteristics, time, version
  const count = cursor.u16(WHAT) + cursor.u16(WHAT);
  return Array.from({ length: count }, () => {
    const [id, place] = [cursor.u32(WHAT), cursor.u32(WHAT)];
    return { id, isDirectory: place >= IS_DIRECTORY, offset: place % IS_DIRECTORY };
  });
}

function directoryAt({ isDirectory, offset }: Entry): number {
  if (!isDirectory) throw malformed(`data at ${offset}, where a directory has to be`);
  return offset;
}

function dataOf(file: PeFile, { from, to }: ByteRange, { isDirectory, offset }: Entry): ByteRange {
  if (isDirectory) throw malformed(`a directory at ${offset}, where data have to be`);
  const cursor = new ByteCursor(file.bytes.subarray(from, to), 'le', from);
  cursor.seek(from + offset, WHAT);
  const [rva, size] = [cursor.u32(WHAT), cursor.u32(WHAT)];
  const data = file.at(rva, WHAT);
  const start = data.offset;
  data.take(size, WHAT);
  return { from: start, to: start + size };
}

function malformed(found: string): ParseError {
  return new ParseError({ code: 'malformed', what: WHAT, found });
}
