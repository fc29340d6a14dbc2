import { ByteCursor } from '#engine/bytes/cursor.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { fileRange, fixedText, type MappedImage } from '../executable/mapped-image.ts';
import { columnWidths, LAST_TABLE } from './metadata-tables.ts';

const WHAT = 'CLI metadata';
const SIGNATURE = 0x424a_5342;

/** A table of metadata: where it is, and how its rows are laid out. */
type Table = Readonly<{ at: Bytes; rows: number; widths: readonly number[]; rowBytes: Bytes }>;

/** Heaps and tables of an assembly, as places in the whole file. */
export type Metadata = Readonly<{
  strings: ByteRange;
  blobs: ByteRange;
  tables: readonly Table[];
}>;

/**
 * Finds the metadata of a .NET assembly.
 *
 * @returns undefined for a program without
 * @throws {ParseError} for metadata that are cut or lead outside the file
 * @see ECMA-335, II.24 and II.25.3.3
 */
export function readMetadata(bytes: Uint8Array, image: MappedImage): Metadata | undefined {
  if (image.cliHeader === undefined || image.cliHeader.to - image.cliHeader.from < 16) return undefined;
  const cursor = new ByteCursor(bytes, 'le');
  cursor.seek(image.cliHeader.from + 8, WHAT);
  // Addresses in the header count from the image's base, as the first section's does.
  const [rva, size] = [cursor.u32(WHAT), cursor.u32(WHAT)];
  const place = fileRange(image, (image.base ?? 0) + rva);
  if (place === undefined) return cursor.fail(WHAT, image.cliHeader, `metadata at ${rva}`);
  const end = Math.min(place.to, place.from + size);
  const start = place.from;
  cursor.seek(start, WHAT);
  if (cursor.u32(WHAT) !== SIGNATURE) cursor.fail(WHAT, { from: start, to: start + 4 }, 'no signature BSJB');
  cursor.take(8, WHAT);
  cursor.take(cursor.u32(WHAT), WHAT);
  cursor.u16(WHAT); // flags
  const streams = new Map<string, ByteRange>();
  for (let left = cursor.u16(WHAT); left > 0; left--) {
    const [offset, length] = [cursor.u32(WHAT), cursor.u32(WHAT)];
    const from = Math.min(start + offset, end);
    streams.set(name(cursor), { from, to: Math.min(from + length, end) });
  }
  const tables = streams.get('#~') ?? streams.get('#-');
  if (tables === undefined) return undefined;
  const none = { from: end, to: end };
  return {
    strings: streams.get('#Strings') ?? none,
    blobs: streams.get('#Blob') ?? none,
    tables: readTables(bytes, tables),
  };
}

/** Up to 32 bytes, filled up with NULs to a multiple of four. */
function name(cursor: ByteCursor): string {
  let text = '';
  for (let i = 0; i < 8; i++) {
    const part = cursor.take(4, WHAT);
    text += fixedText(part);
    if (part.includes(0)) return text;
  }
  return text;
}

function readTables(bytes: Uint8Array, { from, to }: ByteRange): Table[] {
  const cursor = new ByteCursor(bytes.subarray(from, to), 'le', from);
  cursor.take(6, WHAT);
  const heapSizes = cursor.u8(WHAT);
  cursor.u8(WHAT);
  const valid = [cursor.u32(WHAT), cursor.u32(WHAT)];
  cursor.take(8, WHAT); // which tables are sorted
  const rows = Array.from({ length: 64 }, (_, table) =>
    (((valid[table >> 5] ?? 0) >>> (table & 31)) & 1) === 0 ? 0 : cursor.u32(WHAT),
  );
  // An undocumented bit of the "minimal delta" format: four more bytes.
  if ((heapSizes & 0x40) !== 0) cursor.u32(WHAT);
  const tables: Table[] = [];
  for (let table = 0; table <= LAST_TABLE; table++) {
    const widths = columnWidths(table, rows, heapSizes);
    const rowBytes = widths.reduce((sum, width) => sum + width, 0);
    const count = rows[table] ?? 0;
    const at = cursor.offset;
    cursor.take(count * rowBytes, WHAT);
    tables.push({ at, rows: count, widths, rowBytes });
  }
  return tables;
}

/** Values of one row, and where each is. @param row from 1, as references count */
export function readRow(
  bytes: Uint8Array,
  table: Table | undefined,
  row: number,
): readonly Readonly<{ value: number; at: ByteRange }>[] {
  if (table === undefined || row < 1 || row > table.rows) return [];
  const cursor = new ByteCursor(bytes, 'le');
  cursor.seek(table.at + (row - 1) * table.rowBytes, WHAT);
  return table.widths.map((width) => {
    const from = cursor.offset;
    const value = width === 1 ? cursor.u8(WHAT) : width === 2 ? cursor.u16(WHAT) : cursor.u32(WHAT);
    return { value, at: { from, to: from + width } };
  });
}

/** Longest name that is read; real ones are below 200 bytes. */
const NAME_BYTES: Bytes = 1024;

/** Place of a text in the heap of strings, up to its NUL. */
export function stringAt(bytes: Uint8Array, { strings }: Metadata, index: number): ByteRange {
  const from = Math.min(strings.from + index, strings.to);
  const most = Math.min(from + NAME_BYTES, strings.to);
  const end = bytes.subarray(from, most).indexOf(0);
  return { from, to: end < 0 ? most : from + end };
}

/** Place of a value in the heap of blobs, without its length (ECMA-335, II.24.2.4). */
export function blobAt(bytes: Uint8Array, { blobs }: Metadata, index: number): ByteRange {
  const cursor = new ByteCursor(bytes.subarray(blobs.from, blobs.to), 'le', blobs.from);
  cursor.seek(blobs.from + index, WHAT);
  const length = compressed(cursor);
  const from = cursor.offset;
  cursor.take(length, WHAT);
  return { from, to: from + length };
}

/** A number of 1, 2 or 4 bytes, high ones first; the first bits say how many. */
export function compressed(cursor: ByteCursor): number {
  const first = cursor.u8(WHAT);
  if (first < 0x80) return first;
  if (first < 0xc0) return (first & 0x3f) * 256 + cursor.u8(WHAT);
  return (((first & 0x1f) * 256 + cursor.u8(WHAT)) * 256 + cursor.u8(WHAT)) * 256 + cursor.u8(WHAT);
}
