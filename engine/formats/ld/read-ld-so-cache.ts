import type { Bytes } from '#shared/model/units.ts';
import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';

/** One library of the cache. Names are byte strings. */
export type CacheEntry = Readonly<{
  name: string;
  path: string;
  /** Low byte 3: a library of glibc 2; high byte: architecture, e.g. 0x0300 x86-64, 0x0a00 AArch64. */
  flags: number;
  /** In a glibc-hwcaps folder: only processors with more than the base have it. */
  isHwcap: boolean;
}>;

const OLD = 'ld.so-1.7.0';
const NEW = 'glibc-ld.so.cache1.1';
const HEADER_BYTES = 48;
const ENTRY_BYTES = 24;
const WHAT = 'ld.so.cache';

/**
 * Reads the new form of `/etc/ld.so.cache`, which an old one may precede. Order is that of the file.
 *
 * @throws {ParseError} for another form, or when entries or names lie outside
 * @see glibc, sysdeps/generic/dl-cache.h
 */
export function readLdSoCache(bytes: Uint8Array): CacheEntry[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = newFormAt(text);
  // Byte order is a flag since 2.33; before, and in flag 0, it is that of the machine: little-endian but for a few.
  const order = text[start + 28] === 3 ? 'be' : 'le';
  const cursor = new ByteCursor(bytes, order);
  cursor.seek(start + NEW.length, WHAT);
  const count = cursor.u32(WHAT);
  if (count > limits.cacheEntries)
    throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit: limits.cacheEntries, seen: count });
  let nameBytes = 0;
  const nameAt = (offset: Bytes): string => {
    const from = start + offset;
    const end = text.indexOf(0, from);
    if (from >= text.length || end < 0 || end - from > limits.pathBytes)
      throw new ParseError({ code: 'malformed', what: WHAT, found: `a name at ${offset} that does not end` });
    nameBytes += end - from;
    const { cacheNameBytes: limit } = limits;
    if (nameBytes > limit) throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit, seen: nameBytes });
    return text.toString('latin1', from, end);
  };
  return Array.from({ length: count }, (_, i) => {
    cursor.seek(start + HEADER_BYTES + i * ENTRY_BYTES, WHAT);
    const [flags, key, value] = [cursor.u32(WHAT), cursor.u32(WHAT), cursor.u32(WHAT)];
    cursor.u32(WHAT); // OS version
    const [low, high] = [cursor.u32(WHAT), cursor.u32(WHAT)];
    return { name: nameAt(key), path: nameAt(value), flags, isHwcap: low !== 0 || high !== 0 };
  });
}

function newFormAt(text: Buffer): Bytes {
  if (text.toString('latin1', 0, NEW.length) === NEW) return 0;
  if (text.toString('latin1', 0, OLD.length) === OLD && text.length >= 16) {
    const end = 16 + text.readUInt32LE(12) * 12;
    const start = Math.ceil(end / 8) * 8;
    if (text.toString('latin1', start, start + NEW.length) === NEW) return start;
  }
  throw new ParseError({ code: 'malformed', what: WHAT, found: 'no cache of form 1.1' });
}
