import { crc32, inflateRawSync } from 'node:zlib';
import type { Bytes } from '#shared/model/units.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ZipEntry } from './read-directory.ts';

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
/** zlib refuses a smaller one. */
const SMALLEST_CHUNK = 64;

/**
 * The content of one member, checked against the directory's size and CRC-32. A member that says it is small and is not ends at
 * its stated size.
 *
 * @param most largest content that is wanted
 * @throws {ParseError} for what cannot be read: encrypted, another method, damaged, or larger than `most`
 * @see APPNOTE.TXT 6.3.10, 4.3.7
 */
export function readZipEntry(bytes: Uint8Array, entry: ZipEntry, most: Bytes): Uint8Array {
  const { name, method, encrypted, size, compressedSize, headerAt } = entry;
  const bad = (found: string): ParseError =>
    new ParseError({ code: 'malformed', what: 'zip member', found: `${name.slice(0, 200)}: ${found}` });
  if (encrypted) throw bad('encrypted');
  if (method !== 0 && method !== 8) throw bad(`compression method ${method}`);
  if (size > most) throw new ParseError({ code: 'limit-exceeded', what: 'zip member', limit: most, seen: size });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (headerAt + LOCAL_BYTES > bytes.byteLength || view.getUint32(headerAt, true) !== LOCAL)
    throw bad(`no local header at byte ${headerAt}`);
  const from = headerAt + LOCAL_BYTES + view.getUint16(headerAt + 26, true) + view.getUint16(headerAt + 28, true);
  if (from + compressedSize > bytes.byteLength) throw bad(`${compressedSize} bytes at ${from} of ${bytes.byteLength}`);
  const stored = bytes.subarray(from, from + compressedSize);
  const content = method === 0 ? stored : inflated(stored, size, bad);
  if (content.byteLength !== size) throw bad(`${content.byteLength} bytes, ${size} stated`);
  if (crc32(content) !== entry.crc32) throw bad('another CRC-32');
  return content;
}

function inflated(stored: Uint8Array, size: Bytes, bad: (found: string) => ParseError): Uint8Array {
  try {
    // One more than stated: a longer stream is an error, not a cut. In one piece, as joining pieces takes the memory twice.
    return inflateRawSync(stored, { maxOutputLength: size + 1, chunkSize: Math.max(SMALLEST_CHUNK, size + 1) });
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
}
