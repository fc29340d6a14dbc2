import type { ByteRange, Bytes } from '#shared/model/units.ts';
import type { ByteCursor } from '#engine/bytes/cursor.ts';

/** A part of the file that a loader maps, or that a table of sections names. `at` counts in the whole file and ends within it. */
export type MappedRange = Readonly<{
  /** Of a section; the segment's in Mach-O; empty for an ELF segment. */
  name: string;
  /** Virtual address of the first byte. Above 2^53 it is not exact: such addresses are kernels', and nobody maps them back. */
  address: number;
  at: ByteRange;
  /** Initialised data that the program may change. */
  isData: boolean;
}>;

/** One program or library as its loader sees it: where bytes are, and nothing of what they mean. */
export type MappedImage = Readonly<{
  /** Name of the slice in a universal Mach-O file, else null. */
  slice: string | null;
  order: 'le' | 'be';
  pointerBytes: 4 | 8;
  sections: readonly MappedRange[];
  /** What addresses are looked up in: ELF and Mach-O segments, PE sections. */
  segments: readonly MappedRange[];
  /** PE: what relative addresses count from. */
  base?: number;
  /** PE: file range of the data directory's CLI header, where there is one. */
  cliHeader?: ByteRange;
}>;

/** Bytes of the file from `address` on, at most to the end of their segment; undefined where nothing is mapped. */
export function fileRange(image: Pick<MappedImage, 'segments'>, address: number): ByteRange | undefined {
  for (const { address: start, at } of image.segments) {
    const from = at.from + (address - start);
    if (address >= start && from < at.to) return { from, to: at.to };
  }
  return undefined;
}

/** The section of that name; the first one, if several are. */
export function sectionNamed(image: MappedImage, ...names: readonly string[]): MappedRange | undefined {
  return image.sections.find(({ name, at }) => names.includes(name) && at.to > at.from);
}

/** The first range of initialised, writable data: where linkers put variables with a value. */
export function firstData(image: MappedImage): MappedRange | undefined {
  return image.segments.find(({ isData, at }) => isData && at.to > at.from);
}

/** `size` bytes from `offset` on, as far as the file goes. */
export function clip(offset: Bytes, size: Bytes, end: Bytes): ByteRange {
  const from = Math.min(offset, end);
  return { from, to: Math.min(from + size, end) };
}

/** A pointer or size of 4 or 8 bytes. Above 2^53 it is rounded, and lies outside any file. */
export function readWord(cursor: ByteCursor, pointerBytes: 4 | 8, order: 'le' | 'be', what: string): number {
  const first = cursor.u32(what);
  if (pointerBytes === 4) return first;
  const second = cursor.u32(what);
  return order === 'le' ? second * 2 ** 32 + first : first * 2 ** 32 + second;
}

/** Text of a field of fixed width, up to the first NUL. */
export function fixedText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
