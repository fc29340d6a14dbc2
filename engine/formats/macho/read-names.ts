import type { ByteCursor } from '#engine/bytes/cursor.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Bytes } from '#shared/model/units.ts';
import { packedVersion } from './versions.ts';

/** A library as its user or the library itself names it. `path` is a byte string. */
export type MachoLibrary = Readonly<{ path: string; current: string; compatibility: string }>;

const WHAT = 'Mach-O load command';
/** Size of the command word and the size in front of every command. */
const HEAD: Bytes = 8;

/**
 * A text at the end of a command, whose offset is the command's next field (`union lc_str`).
 *
 * @param cursor over the whole command, behind its head
 * @throws {ParseError} when it begins in the command's fields or does not end in the command
 */
export function readText(cursor: ByteCursor): string {
  const start = cursor.offset - HEAD;
  return textAt(cursor, start, cursor.u32(WHAT));
}

/** `struct dylib_command`. @throws {ParseError} as {@link readText} */
export function readLibrary(cursor: ByteCursor): MachoLibrary {
  const start = cursor.offset - HEAD;
  const offset = cursor.u32(WHAT);
  cursor.u32(WHAT); // time stamp
  const [current, compatibility] = [packedVersion(cursor.u32(WHAT)), packedVersion(cursor.u32(WHAT))];
  return { path: textAt(cursor, start, offset), current, compatibility };
}

function textAt(cursor: ByteCursor, start: Bytes, offset: Bytes): string {
  if (start + offset < cursor.offset) cursor.fail(WHAT, { from: start, to: cursor.offset }, `a text at ${offset}`);
  cursor.seek(start + offset, WHAT);
  const from = cursor.offset;
  const rest = cursor.take(cursor.remaining, WHAT);
  const length = rest.indexOf(0);
  if (length < 0)
    return cursor.fail(WHAT, { from, to: from + rest.byteLength }, `a text of ${rest.byteLength} bytes without end`);
  if (length > limits.pathBytes)
    throw new ParseError({ code: 'limit-exceeded', what: 'Mach-O path', limit: limits.pathBytes, seen: length });
  return byteString(rest.subarray(0, length));
}
