import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { clip, fixedText, readWord } from '../executable/mapped-image.ts';

/**
 * A section. `rva` counts from the image's base; `at` is clipped to the file, without the filling behind its size in memory.
 * `stored`: its stated size in the file is not 0.
 */
export type PeSection = Readonly<{
  name: string;
  rva: number;
  memoryBytes: Bytes;
  stored: boolean;
  at: ByteRange;
  flags: number;
}>;

/** An entry of the data directory; `entryAt` is where in the file it stands. */
export type PeDirectory = Readonly<{ rva: number; size: Bytes; entryAt: Bytes }>;

/** COFF header, optional header, data directory and section table. Fields that a short optional header lacks are 0. */
export type PeHeaders = Readonly<{
  /** From the signature to the end of the section table. */
  at: ByteRange;
  machine: number;
  characteristics: number;
  /** Of the optional header: 0x10b PE32, 0x20b PE32+. */
  magic: number;
  wide: boolean;
  /** Above 2^53 it is not exact: such addresses are kernels'. */
  imageBase: number;
  /** Bytes from the file's start that are mapped as they are. */
  headerBytes: Bytes;
  checksumAt: Bytes;
  subsystem: number;
  dllCharacteristics: number;
  directories: readonly PeDirectory[];
  sections: readonly PeSection[];
}>;

const WHAT = 'PE header';
const PE32_PLUS = 0x20b;
/** Further entries of the data directory have no meaning. */
const MOST_DIRECTORIES = 16;

/**
 * Reads the headers of a PE file.
 *
 * @returns undefined for a DOS program
 * @throws {ParseError} when a header is cut, or has more sections than any linker writes
 * @see PE Format, "COFF File Header" and after
 */
export function readPeHeaders(bytes: Uint8Array): PeHeaders | undefined {
  const cursor = new ByteCursor(bytes, 'le');
  cursor.seek(0x3c, WHAT);
  const start = cursor.u32(WHAT);
  if (start + 24 > bytes.byteLength) return undefined;
  cursor.seek(start, WHAT);
  if (cursor.u32(WHAT) !== 0x0000_4550) return undefined;
  const [machine, count] = [cursor.u16(WHAT), cursor.u16(WHAT)];
  if (count > limits.peSections)
    throw new ParseError({ code: 'limit-exceeded', what: 'PE sections', limit: limits.peSections, seen: count });
  cursor.take(12, WHAT); // time, symbol table
  const [optionalSize, characteristics] = [cursor.u16(WHAT), cursor.u16(WHAT)];
  const optional = start + 24;
  const header = new ByteCursor(cursor.take(optionalSize, WHAT), 'le', optional);
  const field = <T>(at: Bytes, size: Bytes, none: T, read: () => T): T => {
    if (at + size > optionalSize) return none;
    header.seek(optional + at, WHAT);
    return read();
  };
  const u16 = (at: Bytes): number => field(at, 2, 0, () => header.u16(WHAT));
  const u32 = (at: Bytes): number => field(at, 4, 0, () => header.u32(WHAT));
  const magic = u16(0);
  const wide = magic === PE32_PLUS;
  const directoriesAt = wide ? 112 : 96;
  const directories: PeDirectory[] = [];
  for (let i = 0; i < Math.min(u32(directoriesAt - 4), MOST_DIRECTORIES); i++) {
    const at = directoriesAt + 8 * i;
    if (at + 8 > optionalSize) break;
    directories.push({ rva: u32(at), size: u32(at + 4), entryAt: optional + at });
  }
  const sections = Array.from({ length: count }, () => readSection(cursor, bytes.byteLength));
  return {
    at: { from: start, to: cursor.offset },
    machine,
    characteristics,
    magic,
    wide,
    imageBase: wide ? field(24, 8, 0, () => readWord(header, 8, 'le', WHAT)) : u32(28),
    headerBytes: u32(60),
    checksumAt: optional + 64,
    subsystem: u16(68),
    dllCharacteristics: u16(70),
    directories,
    sections,
  };
}

function readSection(cursor: ByteCursor, end: Bytes): PeSection {
  const name = fixedText(cursor.take(8, WHAT));
  const [inMemory, rva] = [cursor.u32(WHAT), cursor.u32(WHAT)];
  const [size, offset] = [cursor.u32(WHAT), cursor.u32(WHAT)];
  cursor.take(12, WHAT);
  const flags = cursor.u32(WHAT);
  // Sizes in the file are rounded up; what lies beyond the size in memory is filling.
  const used = inMemory === 0 ? size : Math.min(size, inMemory);
  return { name, rva, memoryBytes: inMemory, stored: size > 0, at: clip(offset, used, end), flags };
}
