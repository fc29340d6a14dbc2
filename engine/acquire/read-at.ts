import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Bytes } from '#shared/model/units.ts';
import type { BlobRegion } from './types.ts';

/** Reads until `length` bytes or the end of the file: one read may give fewer. */
export async function readAt(handle: FileHandle, offset: Bytes, length: Bytes): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/**
 * All bytes of a small region.
 *
 * @param limit largest size that is read
 * @throws {ParseError} `limit-exceeded`; `truncated` when the file has become shorter
 */
export async function readRegion(region: BlobRegion, limit: Bytes, what: string): Promise<Buffer> {
  if (region.size > limit) throw new ParseError({ code: 'limit-exceeded', what, limit, seen: region.size });
  await using handle = await open(region.file, 'r');
  const bytes = await readAt(handle, region.offset, region.size);
  if (bytes.byteLength < region.size) {
    const at = { from: region.offset, to: region.offset + region.size };
    throw new ParseError({ code: 'truncated', what, at, available: bytes.byteLength });
  }
  return bytes;
}
