import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { ByteRange } from '#shared/model/units.ts';

/** A load command; `at` is the whole of it, its command word and size included. */
export type MachoCommand = Readonly<{ command: number; at: ByteRange }>;

/** A Mach-O header with the places of its load commands. All places count in the file, not in the slice. */
export type MachoHeader = Readonly<{
  /** The program: the slice of a universal file, else the file. */
  slice: ByteRange;
  class: 32 | 64;
  order: 'le' | 'be';
  cpu: number;
  cpuSubtype: number;
  type: number;
  flags: number;
  /** The header without its load commands. */
  at: ByteRange;
  /** In file order, up to the first one that is wrong. */
  commands: readonly MachoCommand[];
  /** Why there are no further commands, where not all could be read. */
  problem: Diagnostic | null;
}>;

const WHAT = 'Mach-O load commands';
const MAGIC: ReadonlyMap<number, readonly ['le' | 'be', 32 | 64]> = new Map([
  [0xfeed_face, ['be', 32]],
  [0xfeed_facf, ['be', 64]],
  [0xcefa_edfe, ['le', 32]],
  [0xcffa_edfe, ['le', 64]],
]);

/**
 * Reads the header of one program.
 *
 * @returns undefined for bytes without the magic of a Mach-O file
 * @throws {ParseError} when the header itself is cut
 * @see mach-o/loader.h
 */
export function readMachoHeader(bytes: Uint8Array, slice: ByteRange): MachoHeader | undefined {
  const own = bytes.subarray(slice.from, slice.to);
  const magic = own.byteLength < 4 ? undefined : MAGIC.get(new ByteCursor(own, 'be').u32(WHAT));
  if (magic === undefined) return undefined;
  const [order, width] = magic;
  const cursor = new ByteCursor(own, order, slice.from);
  const header = cursor.window(width === 64 ? 32 : 28, 'Mach-O header');
  header.u32(WHAT); // magic
  const [cpu, cpuSubtype, type] = [header.u32(WHAT), header.u32(WHAT), header.u32(WHAT)];
  const [count, size, flags] = [header.u32(WHAT), header.u32(WHAT), header.u32(WHAT)];
  const at = { from: slice.from, to: cursor.offset };
  return { slice, class: width, order, cpu, cpuSubtype, type, flags, at, ...commandsOf(cursor, count, size) };
}

/** @param size of all commands together, as the header states it */
function commandsOf(cursor: ByteCursor, count: number, size: number): Pick<MachoHeader, 'commands' | 'problem'> {
  const commands: MachoCommand[] = [];
  const end = cursor.offset + Math.min(size, cursor.remaining);
  while (commands.length < count) {
    const from = cursor.offset;
    if (commands.length >= limits.machoCommands) {
      const limit = limits.machoCommands;
      return { commands, problem: { code: 'limit-exceeded', what: WHAT, limit, seen: count } };
    }
    const cut = (to: number): Diagnostic => ({
      code: 'truncated',
      what: WHAT,
      at: { from, to },
      available: end - from,
    });
    if (end - from < 8) return { commands, problem: cut(from + 8) };
    const [command, length] = [cursor.u32(WHAT), cursor.u32(WHAT)];
    // Anything smaller than these two words would be the next command again, without an end.
    if (length < 8) {
      const found = `a load command of ${length} bytes`;
      return { commands, problem: { code: 'malformed', what: WHAT, at: { from, to: from + 8 }, found } };
    }
    if (length > end - from) return { commands, problem: cut(from + length) };
    commands.push({ command, at: { from, to: from + length } });
    cursor.seek(from + length, WHAT);
  }
  return { commands, problem: null };
}

/** Reads the fields of a command, behind its command word and size. */
export function commandCursor(bytes: Uint8Array, { order }: MachoHeader, { at }: MachoCommand): ByteCursor {
  const cursor = new ByteCursor(bytes.subarray(at.from, at.to), order, at.from);
  cursor.seek(at.from + 8, WHAT);
  return cursor;
}
