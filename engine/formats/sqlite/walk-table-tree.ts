import type { Bytes } from '#shared/model/units.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type Piece, type PiecedBytes, joinPieces } from '#engine/bytes/pieced-bytes.ts';
import { type ReadResult, readResult } from '#engine/bytes/read-result.ts';
import type { SqlitePage, SqlitePages } from './open-pages.ts';
import { HEADER_BYTES } from './read-database-header.ts';
import { type SqliteInteger, readCount, readVarint } from './read-varint.ts';

/** A row of a table b-tree, still encoded. */
export type TableCell = Readonly<{ rowid: SqliteInteger; payload: PiecedBytes }>;

const INTERIOR = 5;
const LEAF = 13;
const INDEX_TYPES: readonly number[] = [2, 10];
const OVERFLOW_HEADER: Bytes = 4;

/** Pages of this walk, leaf, interior and overflow alike: none is used twice, so the walk ends and reads each byte once. */
type Walk = Readonly<{ pages: SqlitePages; visited: Set<number> }>;
type PageView = SqlitePage & Readonly<{ view: DataView; headerAt: Bytes; type: number; cells: readonly Bytes[] }>;

/**
 * All rows of a table b-tree in rowid order. A bad page or cell gives its diagnostic, and the walk goes on beside it.
 *
 * @param root page number
 * @throws {ParseError} when the root itself is not a page of a rowid table
 * @see https://www.sqlite.org/fileformat2.html#b_tree_pages
 */
export function* walkTableTree(pages: SqlitePages, root: number): Generator<ReadResult<TableCell>> {
  const walk: Walk = { pages, visited: new Set() };
  const stack = [{ number: root, depth: 1 }];
  let opened: ReadResult<PageView> = { row: openPage(walk, root) };
  let last: SqliteInteger | undefined;
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { number, depth } = top;
    if (depth > 1) opened = readResult(() => openPage(walk, number));
    if ('diagnostic' in opened) {
      yield opened;
      continue;
    }
    const page = opened.row;
    if (page.type === INTERIOR) {
      const children = readResult(() => childrenOf(page, depth));
      if ('diagnostic' in children) yield children;
      // The stack turns the order round.
      else for (const child of children.row.toReversed()) stack.push({ number: child, depth: depth + 1 });
      continue;
    }
    for (const cell of readLeaf(walk, page)) {
      if ('row' in cell) {
        const { rowid } = cell.row;
        // Rising rowids: two pointers to one cell would state a row twice.
        if (last !== undefined && rowid <= last) {
          yield readResult(() => malformed(page, page.headerAt, 8, `rowid ${rowid} after ${last}`));
          continue;
        }
        last = rowid;
      }
      yield cell;
    }
  }
}

function openPage({ pages, visited }: Walk, number: number): PageView {
  const page = pages.page(number, 'SQLite table page');
  if (visited.has(number)) malformed(page, 0, 1, 'a page that is used twice');
  visited.add(number);
  const view = new DataView(page.bytes.buffer, page.bytes.byteOffset, page.bytes.byteLength);
  // Page 1 begins with the header of the database.
  const headerAt = number === 1 ? HEADER_BYTES : 0;
  const type = view.getUint8(headerAt);
  if (INDEX_TYPES.includes(type))
    throw new ParseError({ code: 'unsupported', what: 'SQLite table page', found: 'a table without rowids' });
  if (type !== LEAF && type !== INTERIOR) malformed(page, headerAt, 1, `type ${type}`);
  return { ...page, view, headerAt, type, cells: cellPointers(pages, page, view, headerAt, type) };
}

/** Offsets in the page. */
function cellPointers(
  pages: SqlitePages,
  page: SqlitePage,
  view: DataView,
  headerAt: Bytes,
  type: number,
): readonly Bytes[] {
  const count = view.getUint16(headerAt + 3);
  const from = headerAt + (type === LEAF ? 8 : 12);
  const to = from + 2 * count;
  const { usableSize } = pages.header;
  if (to > usableSize) malformed(page, headerAt + 3, 2, `${count} cells`);
  return Array.from({ length: count }, (_, i) => {
    const pointer = view.getUint16(from + 2 * i);
    // The smallest cell has four bytes.
    if (!(pointer >= to && pointer + 4 <= usableSize)) malformed(page, from + 2 * i, 2, `a cell at ${pointer}`);
    return pointer;
  });
}

function childrenOf(page: PageView, depth: number): readonly number[] {
  if (depth >= limits.sqliteDepth)
    throw new ParseError({ code: 'limit-exceeded', what: 'SQLite table', limit: limits.sqliteDepth, seen: depth + 1 });
  return [...page.cells.map((at) => page.view.getUint32(at)), page.view.getUint32(page.headerAt + 8)];
}

function* readLeaf(walk: Walk, page: PageView): Generator<ReadResult<TableCell>> {
  const { usableSize } = walk.pages.header;
  let left = usableSize;
  for (const at of page.cells) {
    const cell = readResult(() => {
      const local = localPart(page, at, usableSize);
      left -= local.end - at;
      // Cells that overlap could state the same bytes as many rows.
      if (left < 0) malformed(page, at, local.end - at, 'cells that overlap');
      return { rowid: local.rowid, payload: readPayload(walk, page, local) };
    });
    yield cell;
  }
}

type LocalPart = Readonly<{ rowid: SqliteInteger; from: Bytes; to: Bytes; end: Bytes; total: Bytes; overflow: number }>;

/** The part of a cell that is on its own page. Offsets in the page; `overflow` 0 for none. */
function localPart(page: PageView, at: Bytes, usable: Bytes): LocalPart {
  const { value: total, next } = readCount(page.bytes, at, usable, 'SQLite payload length');
  const { value: rowid, next: from } = readVarint(page.bytes, next, usable, 'SQLite rowid');
  const most = usable - 35;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((total - least) % (usable - OVERFLOW_HEADER));
  const length = total <= most ? total : fitting <= most ? fitting : least;
  const to = from + length;
  const end = total <= most ? to : to + OVERFLOW_HEADER;
  if (end > usable) malformed(page, at, usable - at, `a cell of ${end - at} bytes`);
  return { rowid, from, to, end, total, overflow: total <= most ? 0 : page.view.getUint32(to) };
}

/** @see https://www.sqlite.org/fileformat2.html#cell_payload_overflow_pages */
function readPayload({ pages, visited }: Walk, page: PageView, local: LocalPart): PiecedBytes {
  const perPage = pages.header.usableSize - OVERFLOW_HEADER;
  if (local.total > pages.pageCount * pages.header.usableSize)
    malformed(page, local.from, 1, `a payload of ${local.total} bytes in ${pages.pageCount} pages`);
  const pieces: Piece[] = [];
  if (local.from < local.to) pieces.push({ file: page.file, from: page.at + local.from, to: page.at + local.to });
  let left = local.total - (local.to - local.from);
  for (let number = local.overflow; left > 0;) {
    const next = pages.page(number, 'SQLite overflow page');
    if (visited.has(number)) malformed(next, 0, OVERFLOW_HEADER, 'a page that is used twice');
    visited.add(number);
    const length = Math.min(left, perPage);
    const from = next.at + OVERFLOW_HEADER;
    pieces.push({ file: next.file, from, to: from + length });
    left -= length;
    number = new DataView(next.bytes.buffer, next.bytes.byteOffset, OVERFLOW_HEADER).getUint32(0);
  }
  return joinPieces(pages.files, pieces);
}

/** @param offset of the bad field in the page */
function malformed(page: SqlitePage, offset: Bytes, size: Bytes, found: string): never {
  const from = page.at + offset;
  throw new ParseError({ code: 'malformed', what: `SQLite page ${page.number}`, at: { from, to: from + size }, found });
}
