import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { ByteRange } from '#shared/model/units.ts';

/** Where the programs of a file are: one that is all of it, or the slices of a universal file. */
export type MachoSlices = Readonly<{
  /** The universal header; null for a file that is one program. */
  universal: ByteRange | null;
  /** In the order of the header. They lie in the file and do not overlap; `cpu` is null where no universal header states one. */
  slices: readonly Readonly<{ cpu: number | null; at: ByteRange }>[];
  /** Slices that are left out, and why. */
  diagnostics: readonly Diagnostic[];
}>;

const WHAT = 'universal Mach-O header';
const FAT = 0xcafe_babe;
const FAT_64 = 0xcafe_babf;

/**
 * Reads the universal header, which is big endian whatever the slices are. Whether a slice is a Mach-O file is not looked at:
 * static libraries and bitcode may be in slices too.
 *
 * Slices that overlap are refused, as by Apple's tools: otherwise a small file could ask for all its bytes to be read many times.
 *
 * @throws {ParseError} when it has no slices or more than there are CPUs, as a Java class of the same magic seems to, or is cut
 * @see mach-o/fat.h
 */
export function readSlices(bytes: Uint8Array): MachoSlices {
  const cursor = new ByteCursor(bytes, 'be');
  const magic = cursor.u32(WHAT);
  if (magic !== FAT && magic !== FAT_64)
    return { universal: null, slices: [{ cpu: null, at: { from: 0, to: bytes.byteLength } }], diagnostics: [] };
  const count = cursor.u32(WHAT);
  if (count === 0) cursor.fail(WHAT, { from: 4, to: 8 }, 'no slices');
  if (count > limits.machoSlices)
    throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit: limits.machoSlices, seen: count });
  const rows = cursor.window(count * (magic === FAT ? 20 : 32), WHAT);
  const universal = { from: 0, to: cursor.offset };
  const taken: ByteRange[] = [universal];
  const slices: { cpu: number; at: ByteRange }[] = [];
  const diagnostics: Diagnostic[] = [];
  for (let i = 0; i < count; i++) {
    const row = rows.window(magic === FAT ? 20 : 32, WHAT);
    const cpu = row.u32(WHAT);
    row.u32(WHAT); // CPU subtype: the slice's own header has it too
    const word = (): number =>
      magic === FAT ? row.u32(WHAT) : Number(Buffer.from(row.take(8, WHAT)).readBigUInt64BE());
    const from = word();
    const at = { from, to: from + word() };
    const overlapping = taken.find((one) => at.from < one.to && one.from < at.to);
    if (at.to > bytes.byteLength)
      diagnostics.push({
        code: 'truncated',
        what: 'Mach-O slice',
        at,
        available: Math.max(0, bytes.byteLength - from),
      });
    else if (overlapping)
      diagnostics.push({
        code: 'malformed',
        what: 'Mach-O slice',
        at,
        found: `an overlap with bytes ${overlapping.from}-${overlapping.to}`,
      });
    else {
      slices.push({ cpu, at });
      taken.push(at);
    }
  }
  return { universal, slices, diagnostics };
}
