import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import type { Bytes } from '#shared/model/units.ts';
import { clip, fixedText, type MappedImage, type MappedRange, readWord } from './mapped-image.ts';

const WHAT = 'Mach-O header';
const FAT = 0xcafe_babe;
const LC_SEGMENT = 0x1;
const LC_SEGMENT_64 = 0x19;
/** Virtual memory protection of data: read and write. */
const READ_WRITE = 3;

const CPUS: Readonly<Record<number, string>> = {
  7: 'i386',
  12: 'arm',
  18: 'ppc',
  0x0100_0007: 'x86_64',
  0x0100_000c: 'arm64',
  0x0100_0012: 'ppc64',
};

/**
 * Sections and segments of a Mach-O file; of a universal one, those of each slice.
 *
 * @throws {ParseError} when a header is cut
 * @see mach-o/loader.h, mach-o/fat.h
 */
export function mapMachO(bytes: Uint8Array): MappedImage[] {
  const cursor = new ByteCursor(bytes, 'be');
  if (cursor.u32(WHAT) !== FAT) return [mapSlice(bytes, 0, null)].filter((image) => image !== undefined);
  const count = Math.min(cursor.u32(WHAT), limits.machoSlices);
  return Array.from({ length: count }, () => {
    const cpu = cursor.u32(WHAT);
    cursor.u32(WHAT); // CPU subtype
    const { from, to } = clip(cursor.u32(WHAT), cursor.u32(WHAT), bytes.byteLength);
    cursor.u32(WHAT); // alignment
    return mapSlice(bytes.subarray(from, to), from, CPUS[cpu] ?? `cpu-${cpu}`);
  }).filter((image) => image !== undefined);
}

/** @param start of the slice in the file; offsets inside count from there */
function mapSlice(bytes: Uint8Array, start: Bytes, slice: string | null): MappedImage | undefined {
  if (bytes.byteLength < 28) return undefined;
  const magic = new ByteCursor(bytes, 'be').u32(WHAT);
  const order = orderOf(magic);
  if (order === undefined) return undefined;
  const wide = magic === 0xfeed_facf || magic === 0xcffa_edfe;
  const pointerBytes = wide ? 8 : 4;
  const cursor = new ByteCursor(bytes, order);
  cursor.seek(16, WHAT);
  const commands = cursor.u32(WHAT);
  cursor.seek(wide ? 32 : 28, WHAT);
  const sections: MappedRange[] = [];
  const segments: MappedRange[] = [];
  const end = bytes.byteLength;
  const place = (offset: number, size: number) => {
    const { from, to } = clip(offset, size, end);
    return { from: start + from, to: start + to };
  };
  for (let i = 0; i < Math.min(commands, limits.machoCommands); i++) {
    const at = cursor.offset;
    const [command, size] = [cursor.u32(WHAT), cursor.u32(WHAT)];
    if (size < 8) break;
    if (command === LC_SEGMENT || command === LC_SEGMENT_64) {
      const word = (): number => readWord(cursor, command === LC_SEGMENT_64 ? 8 : 4, order, WHAT);
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
        cursor.take(command === LC_SEGMENT_64 ? 28 : 24, WHAT);
      }
    }
    cursor.seek(at + size, WHAT);
  }
  return { slice, order, pointerBytes, sections, segments };
}

function orderOf(magic: number): 'le' | 'be' | undefined {
  if (magic === 0xfeed_face || magic === 0xfeed_facf) return 'be';
  return magic === 0xcefa_edfe || magic === 0xcffa_edfe ? 'le' : undefined;
}
