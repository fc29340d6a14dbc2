import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type Piece, type PiecedBytes, joinPieces } from '#engine/bytes/pieced-bytes.ts';
import { type ReadResult, readResult } from '#engine/bytes/read-result.ts';
import type { RpmPackageRow } from '../package-row.ts';
import { type BdbPage, BdbPages, PAGE_HEADER, PAGE_TYPES, malformed } from './page.ts';
import { readMetaPage } from './read-meta-page.ts';

const INLINE = 1;
const OFF_PAGE = 3;
const KEY_BYTES = 4;

/**
 * The rows of an rpm database in a Berkeley DB hash file (`Packages`), in page order. Every page is looked at once instead of
 * following the hash: no bucket array is needed, and nothing can loop. A bad page or row gives its diagnostic, the others stay.
 *
 * @throws {ParseError} when the first page is not that of a hash database
 */
export function* readBdbPackages(file: Uint8Array): Generator<ReadResult<RpmPackageRow>> {
  const meta = readMetaPage(file);
  const pages = new BdbPages(file, meta);
  const visited = new Set<number>();
  for (let number = 1; number <= meta.lastPage; number++) {
    const read = readResult(() => pages.page(number));
    if ('diagnostic' in read) {
      yield read;
      // The pages after a missing one are missing too.
      if (read.diagnostic.code === 'truncated') return;
      continue;
    }
    const page = read.row;
    if (page.type === PAGE_TYPES.hash || page.type === PAGE_TYPES.unsortedHash)
      yield* readHashPage(pages, page, visited);
    else if (page.type !== PAGE_TYPES.free && page.type !== PAGE_TYPES.overflow && page.type !== PAGE_TYPES.hashMeta)
      yield readResult(() => malformed(page, 25, 1, `page type ${page.type}`));
  }
}

/** Entries are offsets, in pairs of key and value; items grow from the end of the page, so each ends where the one before begins. */
function* readHashPage(pages: BdbPages, page: BdbPage, visited: Set<number>): Generator<ReadResult<RpmPackageRow>> {
  const items = readResult(() => itemRanges(pages, page));
  if ('diagnostic' in items) {
    yield items;
    return;
  }
  for (let i = 0; i + 1 < items.row.length; i += 2) {
    const [key, value] = [items.row[i], items.row[i + 1]];
    if (key === undefined || value === undefined) return;
    const row = readResult(() => {
      const number = readKey(page, key);
      // The row of key 0 is rpm's counter, not a package.
      return number === 0 ? undefined : { number, header: readValue(pages, page, value, visited) };
    });
    if ('diagnostic' in row) yield row;
    else if (row.row !== undefined) yield { row: row.row };
  }
}

/** Offsets in the page. */
function itemRanges(pages: BdbPages, page: BdbPage): readonly ByteRange[] {
  const first = PAGE_HEADER + 2 * page.entries;
  if (first > pages.pageSize || page.entries % 2 !== 0) malformed(page, 20, 2, `${page.entries} entries`);
  let to = pages.pageSize;
  return Array.from({ length: page.entries }, (_, i) => {
    const at = PAGE_HEADER + 2 * i;
    const from = page.u16(at);
    // Strictly falling: items that overlap could state the same bytes many times.
    if (!(from >= first && from < to)) malformed(page, at, 2, `item at ${from}, before the one at ${to}`);
    const range = { from, to };
    to = from;
    return range;
  });
}

function readKey(page: BdbPage, key: ByteRange): number {
  const type = page.u8(key.from);
  if (type !== INLINE || key.to - key.from !== 1 + KEY_BYTES)
    malformed(page, key.from, key.to - key.from, `a key of type ${type} and ${key.to - key.from - 1} bytes`);
  return page.u32(key.from + 1);
}

function readValue(pages: BdbPages, page: BdbPage, value: ByteRange, visited: Set<number>): PiecedBytes {
  const type = page.u8(value.from);
  switch (type) {
    case INLINE:
      return joinPieces([pages.file], [{ file: 0, from: page.at + value.from + 1, to: page.at + value.to }]);
    case OFF_PAGE:
      if (value.to - value.from < 12) malformed(page, value.from, value.to - value.from, 'a short off-page item');
      return joinPieces(
        [pages.file],
        overflowPieces(pages, page.u32(value.from + 4), page.u32(value.from + 8), visited),
      );
    default:
      throw new ParseError({
        code: 'unsupported',
        what: `Berkeley DB page ${page.number}`,
        found: `item type ${type}`,
      });
  }
}

/**
 * @param total length of the value in bytes
 * @param visited overflow pages of all values so far: no page belongs to two, and a chain that meets itself ends
 */
function overflowPieces(pages: BdbPages, start: number, total: Bytes, visited: Set<number>): readonly Piece[] {
  const pieces: Piece[] = [];
  let left = total;
  for (let number = start; left > 0;) {
    const page = pages.page(number);
    if (number === 0 || page.type !== PAGE_TYPES.overflow)
      malformed(page, 25, 1, `page type ${page.type} in an overflow chain, ${left} bytes before its end`);
    if (visited.has(number)) malformed(page, 0, PAGE_HEADER, 'an overflow page that another chain has');
    visited.add(number);
    if (!(page.length > 0 && page.length <= pages.pageSize - PAGE_HEADER))
      malformed(page, 22, 2, `${page.length} bytes of data`);
    const from = page.at + PAGE_HEADER;
    const length = Math.min(page.length, left);
    pieces.push({ file: 0, from, to: from + length });
    left -= length;
    number = page.next;
  }
  return pieces;
}
