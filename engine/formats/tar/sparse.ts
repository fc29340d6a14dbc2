import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Bytes } from '#shared/model/units.ts';
import { malformed, number } from './header.ts';

/** Where the stored data of a sparse file lies in the expanded file; ascending, without overlap. */
export type SparsePiece = Readonly<{ offset: Bytes; length: Bytes }>;
export type SparseMap = Readonly<{ pieces: readonly SparsePiece[]; realSize: Bytes }>;

/** Pairs of an old GNU sparse header (at 386, four) or extension block (at 0, twenty-one). @see GNU tar manual, "Old GNU Format" */
export function readGnuPieces(block: Buffer, at: number, count: number, offset: Bytes): SparsePiece[] {
  const pieces: SparsePiece[] = [];
  for (let i = 0; i < count; i++) {
    const from = at + i * 24;
    if (block[from] === 0 || block[from + 12] === 0) break;
    pieces.push({
      offset: number(block, from, 12, 'sparse offset', offset),
      length: number(block, from + 12, 12, 'sparse numbytes', offset),
    });
  }
  return pieces;
}

/**
 * Pieces of PAX formats 0.0 and 0.1 (`GNU.sparse.map`: comma-separated offset,length …).
 * Format 0.0 repeats `GNU.sparse.offset` and `.numbytes`, which a map of records cannot hold: the reader joins them before.
 */
export function readPaxPieces(map: string, offset: Bytes): SparsePiece[] {
  if (map === '') return [];
  return pairs(map.split(','), offset);
}

/**
 * PAX format 1.0: decimal lines at the start of the data, the first the number of pieces, padded to a block.
 *
 * @returns the pieces and the length of the map with its padding; while `data` does not hold the whole map, how many bytes are
 *   missing at least
 */
export function readMapBlock(
  data: Buffer,
  offset: Bytes,
): { pieces: SparsePiece[]; length: Bytes } | { missing: Bytes } {
  const numbers: string[] = [];
  let expected = 1;
  let at = 0;
  while (numbers.length < expected) {
    const feed = data.indexOf(0x0a, at);
    // A line has a digit and its end; of the one that is cut, the digit may be there.
    if (feed < 0) return { missing: 2 * (expected - numbers.length) - 1 };
    numbers.push(data.toString('latin1', at, feed));
    at = feed + 1;
    if (numbers.length === 1) {
      const count = Number(numbers[0]);
      if (!/^[0-9]{1,9}$/.test(numbers[0] ?? ''))
        throw malformed('sparse map', offset, numbers[0] ?? '', 'a number of pieces');
      checkCount(count);
      expected = 1 + 2 * count;
    }
  }
  return { pieces: pairs(numbers.slice(1), offset), length: Math.ceil(at / 512) * 512 };
}

/** Refuses maps that overlap, run backwards, leave the file, or do not fit the stored data. */
export function checkSparseMap(
  pieces: readonly SparsePiece[],
  realSize: Bytes,
  storedSize: Bytes,
  offset: Bytes,
): SparseMap {
  checkCount(pieces.length);
  let end = 0;
  let stored = 0;
  for (const piece of pieces) {
    if (!(piece.offset >= end && piece.length >= 0))
      throw malformed('sparse map', offset, `${piece.offset}+${piece.length}`, 'ascending pieces');
    end = piece.offset + piece.length;
    stored += piece.length;
  }
  if (!(end <= realSize)) throw malformed('sparse map', offset, `${end}`, `at most the real size ${realSize}`);
  if (stored !== storedSize) throw malformed('sparse map', offset, `${stored} bytes`, `${storedSize} stored bytes`);
  return { pieces, realSize };
}

function pairs(numbers: readonly string[], offset: Bytes): SparsePiece[] {
  checkCount(numbers.length / 2);
  const pieces: SparsePiece[] = [];
  for (let i = 0; i < numbers.length; i += 2) {
    const [from, length] = [numbers[i] ?? '', numbers[i + 1] ?? ''];
    if (!/^[0-9]{1,16}$/.test(from) || !/^[0-9]{1,16}$/.test(length))
      throw malformed('sparse map', offset, `${from},${length}`, 'decimal pairs');
    pieces.push({ offset: Number(from), length: Number(length) });
  }
  return pieces;
}

function checkCount(count: number): void {
  if (count > limits.sparsePieces)
    throw new ParseError({ code: 'limit-exceeded', what: 'sparse map', limit: limits.sparsePieces, seen: count });
}
