import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readElf } from '../elf/read-elf.ts';
import { clip, fixedText, type MappedImage, type MappedRange, readWord } from './mapped-image.ts';

const WHAT = 'ELF header';
const PT_LOAD = 1;
const SHT_NOBITS = 8;
const EXECUTE = 1;
const WRITE = 2;

/**
 * Sections and loaded segments of an ELF file. A table of sections that lies outside the file counts as absent: the loader never
 * reads it.
 *
 * @throws {ParseError} when the header itself is cut
 * @see System V ABI, chapter 4
 */
export function mapElf(bytes: Uint8Array): MappedImage {
  const { class: bits, order, segments } = readElf(bytes);
  const wide = bits === 64;
  const pointerBytes = wide ? 8 : 4;
  const cursor = new ByteCursor(bytes, order);
  const word = (): number => readWord(cursor, pointerBytes, order, WHAT);
  cursor.seek(wide ? 40 : 32, WHAT);
  const at = word();
  cursor.seek(wide ? 58 : 46, WHAT);
  const [size, count, nameIndex] = [cursor.u16(WHAT), cursor.u16(WHAT), cursor.u16(WHAT)];
  return {
    slice: null,
    order,
    pointerBytes,
    segments: segments
      .filter(({ type }) => type === PT_LOAD)
      .map(({ flags, ...segment }) => ({
        ...segment,
        name: '',
        isData: (flags & WRITE) !== 0 && (flags & EXECUTE) === 0,
      })),
    sections: readSections({ bytes, cursor, word, wide }, { at, size, count }, nameIndex),
  };
}

type File = Readonly<{ bytes: Uint8Array; cursor: ByteCursor; word: () => number; wide: boolean }>;
type Table = Readonly<{ at: number; size: number; count: number }>;

/** Are entries of this size, that many of them, in the file? */
function isThere({ bytes }: File, { at, size, count }: Table, least: number): boolean {
  return at > 0 && size >= least && at + size * count <= bytes.byteLength;
}

/** One row of the section table, names not yet looked up. */
type Row = Readonly<{ name: number; type: number; flags: number; address: number; offset: number; size: number }>;

function readSections(file: File, table: Table, nameIndex: number): MappedRange[] {
  const { bytes } = file;
  if (!isThere(file, { ...table, count: 1 }, file.wide ? 64 : 40)) return [];
  // Counts that do not fit into 16 bits stand in the first row (gABI, "Extended numbering").
  const first = readRow(file, table, 0);
  const count = Math.min(table.count === 0 ? first.size : table.count, limits.executableSections);
  if (!isThere(file, { ...table, count }, 1)) return [];
  const rows = Array.from({ length: count }, (_, i) => readRow(file, table, i));
  const names = rows[nameIndex === 0xffff ? first.link : nameIndex];
  if (names === undefined) return [];
  const { from, to } = clip(names.offset, names.size, bytes.byteLength);
  const texts = bytes.subarray(from, to);
  return rows
    .filter(({ type }) => type !== 0 && type !== SHT_NOBITS)
    .map(({ name, flags, address, offset, size }) => ({
      name: fixedText(texts.subarray(name, name + limits.sectionNameBytes)),
      address,
      at: clip(offset, size, bytes.byteLength),
      isData: (flags & 1) !== 0 && (flags & 2) !== 0 && (flags & 4) === 0,
    }));
}

function readRow({ cursor, word }: File, { at, size }: Table, index: number): Row & { link: number } {
  cursor.seek(at + index * size, WHAT);
  const [name, type] = [cursor.u32(WHAT), cursor.u32(WHAT)];
  const [flags, address, offset, bytes] = [word(), word(), word(), word()];
  return { name, type, flags: flags % 8, address, offset, size: bytes, link: cursor.u32(WHAT) };
}
