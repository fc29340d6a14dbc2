import { describe, expect, it, test } from 'vitest';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { bdb } from '#engine/testing/bdb.ts';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { readBdbPackages } from './read-bdb-packages.ts';

const PAGE = 512;
const bytesOf = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => (i * seed) % 251);
/** Pages: 1 the counter, 2 an inline value, 3 and 4 values on pages 5 to 7 and 8 to 9. */
const rows: [number, Uint8Array][] = [
  [1, bytesOf(40, 3)],
  [2, bytesOf(1200, 7)],
  [0x01_02_03_04, bytesOf(972, 11)],
];

function read(file: Uint8Array) {
  const all = [...readBdbPackages(file)];
  return {
    rows: all.flatMap((one) => ('row' in one ? [[one.row.number, new Uint8Array(one.row.header.bytes)] as const] : [])),
    pieces: all.flatMap((one) => ('row' in one ? [one.row.header.pieces] : [])),
    diagnostics: all.flatMap((one): Diagnostic[] => ('row' in one ? [] : [one.diagnostic])),
  };
}

describe.for(['le', 'be'] as const)('a file in %s', (order) => {
  const good = bdb({ order, rows });
  const patched = (page: number, offset: number, ...bytes: number[]) => {
    const file = Buffer.from(good);
    file.set(order === 'le' ? bytes : bytes.toReversed(), page * PAGE + offset);
    return file;
  };

  test('gives every row and where its bytes are', () => {
    const found = read(good);
    expect(found.rows).toEqual(rows);
    expect(found.diagnostics).toEqual([]);
    for (const [i, [, value]] of rows.entries()) {
      const joined = Buffer.concat(found.pieces[i]!.map(({ from, to }) => good.subarray(from, to)));
      expect(new Uint8Array(joined)).toEqual(value);
    }
    expect(found.pieces.map((pieces) => pieces.length)).toEqual([1, 3, 2]);
  });

  test('of the largest page size', () => {
    expect(read(bdb({ order, pageSize: 65_536, rows: [[9, bytesOf(200_000, 13)]] })).rows).toEqual([
      [9, bytesOf(200_000, 13)],
    ]);
  });

  it.for([
    { name: 'a chain that meets itself', file: () => patched(6, 16, 5, 0, 0, 0), lost: [2] },
    { name: 'a chain that is the other row’s', file: () => patched(4, 508 - 5 - 4, 5, 0, 0, 0), lost: [0x01_02_03_04] },
    { name: 'a chain that ends early', file: () => patched(5, 16, 0, 0, 0, 0), lost: [2] },
    { name: 'a chain that leaves the file', file: () => patched(5, 16, 0xff, 0xff, 0xff, 0x7f), lost: [2] },
    { name: 'an overflow page of another type', file: () => patched(6, 25, 13), lost: [2] },
    { name: 'an overflow page without data', file: () => patched(6, 22, 0, 0), lost: [2] },
    { name: 'an overflow page with more than a page of data', file: () => patched(6, 22, 0xff, 0xff), lost: [2] },
    { name: 'a page with another number', file: () => patched(3, 8, 7, 0, 0, 0), lost: [2] },
    { name: 'a page of an unknown type', file: () => patched(3, 25, 99), lost: [2] },
    { name: 'an odd count of entries', file: () => patched(3, 20, 1, 0), lost: [2] },
    { name: 'more entries than fit', file: () => patched(3, 20, 0, 0xff), lost: [2] },
    { name: 'an item in the header', file: () => patched(3, 26, 3, 0), lost: [2] },
    { name: 'items in the wrong order', file: () => patched(3, 28, 0xff, 1), lost: [2] },
    { name: 'a duplicates item', file: () => patched(3, 512 - 5 - 12, 2), lost: [2] },
    { name: 'a key off its page', file: () => patched(3, 512 - 5, 3), lost: [2] },
  ])('$name: that row is lost and told, the others stay', ({ file, lost }) => {
    const found = read(file());
    expect(found.rows).toEqual(rows.filter(([number]) => !lost.includes(number)));
    expect(found.diagnostics.length).toBeGreaterThan(0);
  });

  it.for([
    { name: 'b-tree', file: () => patched(0, 12, 0x62, 0x31, 0x05, 0), code: 'unsupported' },
    { name: 'encrypted', file: () => patched(0, 24, 1), code: 'unsupported' },
    { name: 'checksummed', file: () => patched(0, 26, 1), code: 'unsupported' },
    { name: 'odd page size', file: () => patched(0, 20, 1, 2, 0, 0), code: 'malformed' },
    { name: 'other metadata', file: () => patched(0, 25, 9), code: 'malformed' },
    { name: 'other magic', file: () => patched(0, 12, 1, 2, 3, 4), code: 'malformed' },
    { name: 'short', file: () => good.subarray(0, 34), code: 'truncated' },
  ])('is refused: $name', ({ file, code }) => {
    expect(() => read(file())).toThrow(expect.objectContaining({ diagnostic: expect.objectContaining({ code }) }));
  });

  test('a cut file gives what is whole', () => {
    const found = read(good.subarray(0, 8 * PAGE));
    expect(found.rows).toEqual(rows.slice(0, 2));
    expect(found.diagnostics.map((one) => one.code)).toEqual(['truncated', 'truncated']);
  });

  test('every prefix', () => readsEveryPrefix(good, read));
  test('any byte', () => readsFlippedBytes(good, read, { runs: 2000 }));
});
