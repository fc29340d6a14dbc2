import type { Bytes } from '#shared/model/units.ts';
import { ByteCursor } from '#engine/bytes/cursor.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';

export type SqliteEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** What a database states in the first 100 bytes of page 1. */
export type SqliteHeader = Readonly<{
  pageSize: Bytes;
  /** Page size without the bytes that extensions reserve at the end of each page. */
  usableSize: Bytes;
  /** Pages of the database, or undefined when a writer too old to keep it came last. */
  pageCount: number | undefined;
  encoding: SqliteEncoding;
}>;

export const HEADER_BYTES: Bytes = 100;
const MAGIC = 'SQLite format 3\0';
const ENCODINGS: Readonly<Record<number, SqliteEncoding>> = { 0: 'utf-8', 1: 'utf-8', 2: 'utf-16le', 3: 'utf-16be' };

/**
 * Reads the database header; numbers are big-endian.
 *
 * | offset | size | field                                                     |
 * | ------ | ---- | --------------------------------------------------------- |
 * | 0      | 16   | "SQLite format 3" and a NUL                               |
 * | 16     | 2    | page size, a power of two from 512 to 32,768; 1 is 65,536 |
 * | 20     | 1    | reserved bytes at the end of each page                    |
 * | 21     | 3    | payload fractions, always 64, 32, 32                      |
 * | 24     | 4    | change counter                                            |
 * | 28     | 4    | pages                                                     |
 * | 44     | 4    | schema format, 1 to 4                                     |
 * | 56     | 4    | text encoding                                             |
 * | 92     | 4    | change counter for which the count of pages is right      |
 *
 * @param pageOne at least the header's bytes of the version of page 1 that counts
 * @throws {ParseError}
 * @see https://www.sqlite.org/fileformat2.html#the_database_header
 */
export function readDatabaseHeader(pageOne: Uint8Array): SqliteHeader {
  const what = 'SQLite header';
  const cursor = new ByteCursor(pageOne, 'be');
  const magic = byteString(cursor.take(16, what));
  if (magic !== MAGIC) cursor.fail(what, { from: 0, to: 16 }, magic);
  const stated = cursor.u16(what);
  const pageSize = stated === 1 ? 65_536 : stated;
  if (!(pageSize >= 512 && (pageSize & (pageSize - 1)) === 0))
    cursor.fail(what, { from: 16, to: 18 }, `page size ${stated}`);
  cursor.take(2, what);
  const usableSize = pageSize - cursor.u8(what);
  // The rule of the format itself; below it the formula for what stays on a page has no sense.
  if (usableSize < 480) cursor.fail(what, { from: 20, to: 21 }, `usable size ${usableSize}`);
  const fractions = [...cursor.take(3, what)];
  if (fractions.join() !== '64,32,32') cursor.fail(what, { from: 21, to: 24 }, `payload fractions ${fractions.join()}`);
  const changes = cursor.u32(what);
  const pages = cursor.u32(what);
  cursor.seek(44, what);
  const schemaFormat = cursor.u32(what);
  if (schemaFormat > 4) throw new ParseError({ code: 'unsupported', what, found: `schema format ${schemaFormat}` });
  cursor.seek(56, what);
  const encodingNumber = cursor.u32(what);
  const encoding = ENCODINGS[encodingNumber];
  if (encoding === undefined) return cursor.fail(what, { from: 56, to: 60 }, `text encoding ${encodingNumber}`);
  cursor.seek(92, what);
  const validFor = cursor.u32(what);
  cursor.seek(HEADER_BYTES, what);
  return { pageSize, usableSize, pageCount: pages > 0 && validFor === changes ? pages : undefined, encoding };
}
