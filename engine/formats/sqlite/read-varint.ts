import type { Bytes } from '#shared/model/units.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';

/** A signed 64-bit integer: a number where that is exact, else a bigint. */
export type SqliteInteger = number | bigint;

/** Where the next byte after what was read is. */
export type Varint<T> = Readonly<{ value: T; next: Bytes }>;

const LONGEST = 9;

/**
 * Reads a varint: seven bits a byte, most significant first, the high bit says that more follow; a ninth byte gives all eight.
 *
 * @param end first byte that may not be read
 * @throws {ParseError} `truncated`
 * @see https://www.sqlite.org/fileformat2.html#varint
 */
export function readVarint(bytes: Uint8Array, at: Bytes, end: Bytes, what: string): Varint<SqliteInteger> {
  let value = 0;
  let next = at;
  for (; next - at < 7; next++) {
    const byte = byteAt(bytes, next, end, what);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: next + 1 };
  }
  let big = BigInt(value);
  for (; next - at < LONGEST; next++) {
    const byte = byteAt(bytes, next, end, what);
    const last = next - at === LONGEST - 1;
    big = last ? (big << 8n) | BigInt(byte) : (big << 7n) | BigInt(byte & 0x7f);
    if (last || byte < 0x80) return { value: exactInteger(BigInt.asIntN(64, big)), next: next + 1 };
  }
  throw new RangeError('a varint has at most nine bytes');
}

/** A varint that counts something. @throws {ParseError} also `malformed`, when it is negative or above 2^53 - 1 */
export function readCount(bytes: Uint8Array, at: Bytes, end: Bytes, what: string): Varint<number> {
  const { value, next } = readVarint(bytes, at, end, what);
  if (typeof value === 'bigint' || value < 0)
    throw new ParseError({ code: 'malformed', what, at: { from: at, to: next }, found: `${value}` });
  return { value, next };
}

/** A number where that is exact. */
export function exactInteger(value: bigint): SqliteInteger {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function byteAt(bytes: Uint8Array, at: Bytes, end: Bytes, what: string): number {
  const byte = at < end ? bytes[at] : undefined;
  if (byte === undefined) throw new ParseError({ code: 'truncated', what, at: { from: at, to: at + 1 }, available: 0 });
  return byte;
}
