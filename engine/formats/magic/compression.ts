/** How a blob is compressed, by its first bytes; media types lie. `none` covers everything that is not a known compression. */
export type Compression = 'none' | 'gzip' | 'zstd' | 'xz' | 'bzip2';

/** First bytes that {@link detectCompression} looks at. */
export const COMPRESSION_MAGIC_BYTES = 10;

/** Decimals of pi, which begin a bzip2 block. */
const BZIP2_BLOCK = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];

export function detectCompression(head: Uint8Array): Compression {
  const [a, b, c, d, e, f] = head;
  if (a === 0x1f && b === 0x8b) return 'gzip';
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return 'zstd';
  // A skippable frame (RFC 8878 §3.1.2): zstd:chunked and pzstd begin with one.
  if (a !== undefined && (a & 0xf0) === 0x50 && b === 0x2a && c === 0x4d && d === 0x18) return 'zstd';
  if (a === 0xfd && b === 0x37 && c === 0x7a && d === 0x58 && e === 0x5a && f === 0x00) return 'xz';
  // "BZh" could begin a file name in a plain tar; the magic of the first block could not.
  if (a === 0x42 && b === 0x5a && c === 0x68 && BZIP2_BLOCK.every((byte, i) => head[4 + i] === byte)) return 'bzip2';
  return 'none';
}
