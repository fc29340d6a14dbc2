import type { Bytes } from '#shared/model/units.ts';

/** Half-open run of bytes in one of several files read together; `file` is its place in their list, 0 where there is one. */
export type Piece = Readonly<{ file: number; from: Bytes; to: Bytes }>;

/**
 * A value that a database keeps in pieces: its bytes joined, and where each piece lies. The pieces are in the value's order,
 * which need not be the order in the file.
 */
export type PiecedBytes = Readonly<{ bytes: Uint8Array; pieces: readonly Piece[] }>;

/**
 * Joins pieces to a value. A single piece is borrowed from its file, several are copied.
 *
 * @param pieces each inside its file: the caller has checked it
 */
export function joinPieces(files: readonly Uint8Array[], pieces: readonly Piece[]): PiecedBytes {
  const [first] = pieces;
  if (first === undefined) return { bytes: new Uint8Array(), pieces };
  if (pieces.length === 1) return { bytes: bytesOf(files, first), pieces };
  const bytes = new Uint8Array(pieces.reduce((sum, { from, to }) => sum + to - from, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(bytesOf(files, piece), at);
    at += piece.to - piece.from;
  }
  return { bytes, pieces };
}

/**
 * Part of a value, counted from the value's start. Borrows.
 *
 * @throws RangeError when the part is not inside the value: a mistake of the caller, not of the input
 */
export function partOf(value: PiecedBytes, from: Bytes, to: Bytes): PiecedBytes {
  if (!(from >= 0 && from <= to && to <= value.bytes.byteLength))
    throw new RangeError(`no bytes ${from}-${to} in a value of ${value.bytes.byteLength}`);
  const pieces: Piece[] = [];
  let start = 0;
  for (const piece of value.pieces) {
    const end = start + piece.to - piece.from;
    const low = Math.max(from, start);
    const high = Math.min(to, end);
    if (low < high) pieces.push({ file: piece.file, from: piece.from + low - start, to: piece.from + high - start });
    start = end;
  }
  return { bytes: value.bytes.subarray(from, to), pieces };
}

function bytesOf(files: readonly Uint8Array[], { file, from, to }: Piece): Uint8Array {
  const bytes = files[file];
  if (bytes === undefined) throw new RangeError(`no file ${file} in a set of ${files.length}`);
  return bytes.subarray(from, to);
}
