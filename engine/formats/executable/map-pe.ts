import { ByteCursor } from '#engine/bytes/cursor.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { clip, fileRange, fixedText, type MappedImage, type MappedRange, readWord } from './mapped-image.ts';

const WHAT = 'PE header';
const PE32_PLUS = 0x20b;
const CLI_HEADER = 14;
/** Initialised data that may be read and written (IMAGE_SCN_CNT_INITIALIZED_DATA, MEM_READ, MEM_WRITE). */
const DATA = 0xc000_0040;

/**
 * Sections of a PE file, and where its CLI header is.
 *
 * @returns undefined for a DOS program
 * @throws {ParseError} when a header is cut
 * @see PE Format, "COFF File Header" and after
 */
export function mapPe(bytes: Uint8Array): MappedImage | undefined {
  const cursor = new ByteCursor(bytes, 'le');
  cursor.seek(0x3c, WHAT);
  const start = cursor.u32(WHAT);
  if (start + 24 > bytes.byteLength) return undefined;
  cursor.seek(start, WHAT);
  if (cursor.u32(WHAT) !== 0x0000_4550) return undefined;
  cursor.u16(WHAT); // machine
  const count = cursor.u16(WHAT);
  cursor.seek(start + 20, WHAT);
  const optionalSize = cursor.u16(WHAT);
  const optional = start + 24;
  cursor.seek(optional, WHAT);
  const wide = optionalSize > 0 && cursor.u16(WHAT) === PE32_PLUS;
  cursor.seek(optional + (wide ? 24 : 28), WHAT);
  const base = readWord(cursor, wide ? 8 : 4, 'le', WHAT);
  cursor.seek(optional + optionalSize, WHAT);
  const segments = Array.from({ length: count }, () => readSection(cursor, base, bytes.byteLength));
  const image: MappedImage = {
    slice: null,
    order: 'le',
    pointerBytes: wide ? 8 : 4,
    base,
    sections: segments,
    segments,
  };
  const cliHeader = directory(cursor, { optional, optionalSize, wide }, base, image);
  return cliHeader === undefined ? image : { ...image, cliHeader };
}

function readSection(cursor: ByteCursor, base: number, end: number): MappedRange {
  const name = fixedText(cursor.take(8, WHAT));
  const inMemory = cursor.u32(WHAT);
  const address = base + cursor.u32(WHAT);
  const [size, offset] = [cursor.u32(WHAT), cursor.u32(WHAT)];
  cursor.take(12, WHAT);
  const flags = cursor.u32(WHAT);
  // Sizes in the file are rounded up; what lies beyond the size in memory is filling.
  const used = inMemory === 0 ? size : Math.min(size, inMemory);
  return { name, address, at: clip(offset, used, end), isData: (flags & DATA) >>> 0 === DATA };
}

type Optional = Readonly<{ optional: number; optionalSize: number; wide: boolean }>;

function directory(cursor: ByteCursor, { optional, optionalSize, wide }: Optional, base: number, image: MappedImage) {
  const at = optional + (wide ? 112 : 96);
  if (at + 8 * (CLI_HEADER + 1) > optional + optionalSize) return undefined;
  cursor.seek(at - 4, WHAT);
  if (cursor.u32(WHAT) <= CLI_HEADER) return undefined;
  cursor.seek(at + 8 * CLI_HEADER, WHAT);
  const [rva, size] = [cursor.u32(WHAT), cursor.u32(WHAT)];
  const mapped = rva === 0 || size === 0 ? undefined : fileRange(image, base + rva);
  return mapped && ({ from: mapped.from, to: Math.min(mapped.to, mapped.from + size) } satisfies ByteRange);
}
