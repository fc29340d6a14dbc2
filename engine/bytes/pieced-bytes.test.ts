import { describe, expect, it, test } from 'vitest';
import { citePieces } from './cite-pieces.ts';
import { type Piece, joinPieces, partOf } from './pieced-bytes.ts';
import { sha256 } from './sha256.ts';

const files = [Buffer.from('abcdefghij'), Buffer.from('0123456789')];
const piece = (file: number, from: number, to: number): Piece => ({ file, from, to });
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('joinPieces', () => {
  it.for([
    { name: 'nothing', pieces: [], want: '' },
    { name: 'one piece', pieces: [piece(1, 2, 4)], want: '23' },
    {
      name: 'two files, against the order of the file',
      pieces: [piece(0, 5, 8), piece(1, 0, 2), piece(0, 0, 1)],
      want: 'fgh01a',
    },
  ])('$name', ({ pieces, want }) => {
    expect(text(joinPieces(files, pieces).bytes)).toBe(want);
  });

  test('a file that is not in the set is a mistake', () => {
    expect(() => joinPieces(files, [piece(2, 0, 1)])).toThrow(RangeError);
  });
});

describe('partOf', () => {
  const value = joinPieces(files, [piece(0, 5, 8), piece(1, 0, 2), piece(0, 0, 1)]);

  it.for([
    { from: 0, to: 6, want: 'fgh01a', pieces: value.pieces },
    { from: 1, to: 2, want: 'g', pieces: [piece(0, 6, 7)] },
    { from: 2, to: 4, want: 'h0', pieces: [piece(0, 7, 8), piece(1, 0, 1)] },
    { from: 3, to: 3, want: '', pieces: [] },
    { from: 5, to: 6, want: 'a', pieces: [piece(0, 0, 1)] },
  ])('$from to $to', ({ from, to, want, pieces }) => {
    const part = partOf(value, from, to);
    expect({ text: text(part.bytes), pieces: part.pieces }).toEqual({ text: want, pieces });
    expect(part.bytes).toEqual(new Uint8Array(joinPieces(files, part.pieces).bytes));
  });

  it.for([
    [-1, 2],
    [3, 2],
    [0, 7],
  ] as const)('%i to %i is a mistake', ([from, to]) => {
    expect(() => partOf(value, from, to)).toThrow(RangeError);
  });
});

describe('citePieces', () => {
  const set = [{ bytes: files[0]! }, { name: 'log', bytes: files[1]! }];

  test('pieces of the first file: sorted, joined where they touch, no member', () => {
    expect(citePieces(set, 'row', [piece(0, 5, 8), piece(0, 0, 2), piece(0, 2, 3)])).toEqual({
      kind: 'row',
      container: [],
      segments: [
        { from: 0, to: 3 },
        { from: 5, to: 8 },
      ],
      sha256: sha256('abcfgh'),
    });
  });

  test('pieces in both files: the file of the first piece, then the other', () => {
    expect(citePieces(set, 'row', [piece(1, 4, 6), piece(0, 9, 10), piece(1, 0, 1)])).toEqual({
      kind: 'row',
      container: [],
      member: 'log',
      segments: [
        { from: 0, to: 1 },
        { from: 4, to: 6 },
      ],
      sha256: sha256('045'),
      continued: { kind: 'row', container: [], segments: [{ from: 9, to: 10 }], sha256: sha256('j') },
    });
  });

  test('no bytes cannot be cited', () => {
    expect(() => citePieces(set, 'row', [])).toThrow(RangeError);
  });
});
