import type { Bytes } from '#shared/model/units.ts';
import { ByteCursor } from '#engine/bytes/cursor.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';

/** What a Berkeley DB hash file says of itself. */
export type BdbMeta = Readonly<{ order: 'le' | 'be'; pageSize: Bytes; lastPage: number }>;

const HASH_MAGIC = 0x06_15_61;
const BTREE_MAGIC = 0x05_31_62;
const HASH_META = 8;
const CHECKSUMMED = 1;

/**
 * Reads the first page of a Berkeley DB file, which must be a hash database.
 *
 * | offset | size | field                                                       |
 * | ------ | ---- | ----------------------------------------------------------- |
 * | 12     | 4    | magic 0x061561; it also tells the byte order of the file     |
 * | 20     | 4    | page size, a power of two from 512 to 65,536                 |
 * | 24     | 1    | encryption algorithm, 0 for none                             |
 * | 25     | 1    | page type, 8 for hash metadata                               |
 * | 26     | 1    | flags; bit 0: pages carry a checksum and begin elsewhere     |
 * | 32     | 4    | number of the last page                                      |
 *
 * @throws {ParseError} for anything that is not a plain hash database
 */
export function readMetaPage(file: Uint8Array): BdbMeta {
  const what = 'Berkeley DB metadata page';
  const little = new ByteCursor(file, 'le');
  little.seek(12, what);
  const order = [HASH_MAGIC, BTREE_MAGIC].includes(little.u32(what)) ? 'le' : 'be';
  const cursor = new ByteCursor(file, order);
  cursor.seek(12, what);
  const magic = cursor.u32(what);
  if (magic === BTREE_MAGIC) throw new ParseError({ code: 'unsupported', what, found: 'a b-tree database' });
  if (magic !== HASH_MAGIC) cursor.fail(what, { from: 12, to: 16 }, `magic ${magic.toString(16)}`);
  cursor.seek(20, what);
  const pageSize = cursor.u32(what);
  const encryption = cursor.u8(what);
  const type = cursor.u8(what);
  const flags = cursor.u8(what);
  cursor.seek(32, what);
  const lastPage = cursor.u32(what);
  if (!(pageSize >= 512 && pageSize <= 65_536 && (pageSize & (pageSize - 1)) === 0))
    cursor.fail(what, { from: 20, to: 24 }, `page size ${pageSize}`);
  if (encryption !== 0) throw new ParseError({ code: 'unsupported', what, found: `encryption ${encryption}` });
  if (type !== HASH_META) cursor.fail(what, { from: 25, to: 26 }, `page type ${type}`);
  if ((flags & CHECKSUMMED) !== 0) throw new ParseError({ code: 'unsupported', what, found: 'pages with checksums' });
  return { order, pageSize, lastPage };
}
