import { crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { readZipDirectory } from '#engine/formats/zip/read-directory.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { Bytes } from '#shared/model/units.ts';

/**
 * A file with one byte changed in the innermost bytes that container steps lead to, and everything around made to fit again: `zstd`
 * is compressed again, members of zips get their new CRC-32. So a reader sees another content, not a damaged file.
 *
 * @param container steps as evidence has them; members have to be stored, not deflated
 */
export function changeByte(
  file: Uint8Array,
  container: readonly string[],
  at: Bytes,
  change: (byte: number) => number,
): Uint8Array {
  const [step, ...inner] = container;
  if (step === undefined) {
    const bytes = new Uint8Array(file);
    const byte = bytes[at];
    if (byte === undefined) throw new Error(`no byte ${at} of ${bytes.byteLength}`);
    bytes[at] = change(byte);
    return bytes;
  }
  if (step === 'zstd') return zstdCompressSync(changeByte(zstdDecompressSync(file), inner, at, change));
  const bytes = Buffer.from(file);
  const entry = readZipDirectory(bytes).find(({ name }) => printPath(name) === step);
  if (entry?.method !== 0) throw new Error(`no stored member ${step}`);
  const { headerAt, size } = entry;
  const from = headerAt + 30 + bytes.readUInt16LE(headerAt + 26) + bytes.readUInt16LE(headerAt + 28);
  const content = changeByte(bytes.subarray(from, from + size), inner, at, change);
  bytes.set(content, from);
  const [old, sum] = [Buffer.alloc(4), crc32(content)];
  old.writeUInt32LE(entry.crc32);
  bytes.writeUInt32LE(sum, headerAt + 14);
  // The same sum stands in the directory, 16 bytes after the entry's magic.
  for (
    let place = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    place >= 0;
    place = bytes.indexOf('PK\x01\x02', place + 1, 'latin1')
  )
    if (bytes.readUInt32LE(place + 42) === headerAt && bytes.subarray(place + 16, place + 20).equals(old))
      bytes.writeUInt32LE(sum, place + 16);
  return bytes;
}
