import { limits } from '#engine/bytes/limits.ts';
import type { ByteRange } from '#shared/model/units.ts';

/**
 * Compact JSON with NULs behind it, as builders put it into a program; members that are no text are left out.
 *
 * @returns null for anything else: a note of another tool under the same number or name
 * @see UAPI.8, "Package Metadata for Executable Files"
 */
export function packageNote(bytes: Uint8Array, { from, to }: ByteRange): Record<string, string> | null {
  if (to - from > limits.sourceBytes) return null;
  const note = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  let end = note.length;
  while (end > 0 && note[end - 1] === 0) end--;
  const text = note.toString('utf8', 0, end);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const members = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return Object.fromEntries(members);
  } catch {
    return null;
  }
}
