import type { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import type { Bytes } from '#shared/model/units.ts';
import { cpuName } from '../macho/cpu-name.ts';
import { LC } from '../macho/load-commands.ts';
import { commandCursor, type MachoHeader, readMachoHeader } from '../macho/read-header.ts';
import { readSlices } from '../macho/read-slices.ts';
import { clip, fixedText, type MappedImage, type MappedRange, readWord } from './mapped-image.ts';

const WHAT = 'Mach-O segment';
/** Virtual memory protection of data: read and write. */
const READ_WRITE = 3;

/**
 * Sections and segments of a Mach-O file; of a universal one, those of each slice.
 *
 * @throws {ParseError} when a header or a segment is cut
 * @see mach-o/loader.h
 */
export function mapMachO(bytes: Uint8Array): MappedImage[] {
  return readSlices(bytes).slices.flatMap(({ cpu, at }) => {
    const header = readMachoHeader(bytes, at);
    return header === undefined ? [] : [mapSlice(bytes, header, cpu === null ? null : cpuName(cpu))];
  });
}

function mapSlice(bytes: Uint8Array, header: MachoHeader, slice: string | null): MappedImage {
  const sections: MappedRange[] = [];
  const segments: MappedRange[] = [];
  // Offsets in a slice count from its start.
  const { from: start, to: end } = header.slice;
  const place = (offset: Bytes, size: Bytes) => clip(start + offset, size, end);
  for (const command of header.commands) {
    if (command.command !== LC.segment && command.command !== LC.segment64) continue;
    const wide = command.command === LC.segment64;
    readSegment(commandCursor(bytes, header, command), wide, place, segments, sections);
  }
  return { slice, order: header.order, pointerBytes: header.class === 64 ? 8 : 4, sections, segments };
}

function readSegment(
  cursor: ByteCursor,
  wide: boolean,
  place: (offset: Bytes, size: Bytes) => MappedRange['at'],
  segments: MappedRange[],
  sections: MappedRange[],
): void {
  const word = (): number => readWord(cursor, wide ? 8 : 4, cursor.order, WHAT);
  const name = fixedText(cursor.take(16, WHAT));
  const address = word();
  word(); // size in memory
  const range = place(word(), word());
  cursor.u32(WHAT); // most protection
  const isData = cursor.u32(WHAT) === READ_WRITE;
  const count = cursor.u32(WHAT);
  cursor.u32(WHAT); // flags
  segments.push({ name, address, at: range, isData });
  for (let n = 0; n < Math.min(count, limits.executableSections); n++) {
    const section = fixedText(cursor.take(16, WHAT));
    cursor.take(16, WHAT); // segment name
    const first = word();
    const length = word();
    const offset = cursor.u32(WHAT);
    sections.push({ name: section, address: first, at: place(offset, offset === 0 ? 0 : length), isData });
    cursor.take(wide ? 28 : 24, WHAT);
  }
}
