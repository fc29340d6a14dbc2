import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';

/** A program header. `at` is clipped to the file. */
export type ElfSegment = Readonly<{ type: number; flags: number; at: ByteRange; address: number }>;

/** Header and program headers: what the loader reads. The section table is not looked at, it may be stripped or lie. */
export type ElfFile = Readonly<{
  class: 32 | 64;
  order: 'le' | 'be';
  osAbi: number;
  type: number;
  machine: number;
  flags: number;
  segments: readonly ElfSegment[];
  bytes: Uint8Array;
}>;

const WHAT = 'ELF';

/**
 * Reads an ELF header and its program headers.
 *
 * @throws {ParseError} for what is no ELF file, of an unknown class or byte order, or cut inside these headers
 * @see System V ABI (gABI), chapters 4 and 5
 */
export function readElf(bytes: Uint8Array): ElfFile {
  const ident = bytes.subarray(0, 16);
  if (ident.byteLength < 16 || Buffer.from(ident).readUInt32BE(0) !== 0x7f454c46)
    throw new ParseError({ code: 'malformed', what: WHAT, found: 'no ELF magic' });
  const [wide, order] = [ident[4] === 2, ident[5] === 2 ? 'be' : 'le'] as const;
  if ((ident[4] !== 1 && !wide) || (ident[5] !== 1 && ident[5] !== 2))
    throw new ParseError({ code: 'malformed', what: WHAT, found: `class ${ident[4]}, byte order ${ident[5]}` });
  const cursor = new ByteCursor(bytes, order);
  const word = (): number => (wide ? word64(cursor) : cursor.u32(WHAT));
  cursor.seek(16, WHAT);
  const [type, machine] = [cursor.u16(WHAT), cursor.u16(WHAT)];
  cursor.u32(WHAT);
  word(); // entry
  const programsAt = word();
  const sectionsAt = word();
  const flags = cursor.u32(WHAT);
  cursor.u16(WHAT); // size of this header
  const [size, stated] = [cursor.u16(WHAT), cursor.u16(WHAT)];
  const count = stated === 0xffff ? extendedCount(cursor, sectionsAt, wide) : stated;
  if (count > limits.elfSegments)
    throw new ParseError({ code: 'limit-exceeded', what: 'ELF segments', limit: limits.elfSegments, seen: count });
  const segments: ElfSegment[] = [];
  for (let i = 0; i < count && programsAt > 0; i++) {
    cursor.seek(programsAt + i * size, WHAT);
    const kind = cursor.u32(WHAT);
    const early = wide ? cursor.u32(WHAT) : 0;
    const [offset, address] = [word(), word()];
    word(); // physical address
    const length = word();
    word(); // size in memory
    const at = { from: Math.min(offset, bytes.byteLength), to: Math.min(offset + length, bytes.byteLength) };
    segments.push({ type: kind, flags: wide ? early : cursor.u32(WHAT), at, address });
  }
  return { class: wide ? 64 : 32, order, osAbi: ident[7] ?? 0, type, machine, flags, segments, bytes };
}

/** Addresses beyond 2^53 occur (the kernel's): they are kept apart from all others by a value that no file has. */
function word64(cursor: ByteCursor): number {
  const bytes = Buffer.from(cursor.take(8, WHAT));
  const value = cursor.order === 'be' ? bytes.readBigUInt64BE(0) : bytes.readBigUInt64LE(0);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value);
}

/** More than 65,534 program headers: the count is in the first section header (gABI, `PN_XNUM`). */
function extendedCount(cursor: ByteCursor, sectionsAt: Bytes, wide: boolean): number {
  cursor.seek(sectionsAt + (wide ? 44 : 28), WHAT);
  return cursor.u32(WHAT);
}

/** Where an address lies in the file, up to the end of its segment; undefined where no loaded segment has it. */
export function elfRange({ segments }: ElfFile, address: number): ByteRange | undefined {
  for (const { type, at, address: start } of segments) {
    if (type !== 1 || address < start || address >= start + (at.to - at.from)) continue;
    return { from: at.from + (address - start), to: at.to };
  }
  return undefined;
}
