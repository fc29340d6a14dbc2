import { describe, expect, it, test } from 'vitest';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { ndb } from '#engine/testing/ndb.ts';
import { readNdbPackages } from './read-ndb-packages.ts';

const bytesOf = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => (i * seed) % 251);
const rows: [number, Uint8Array][] = [
  [1, bytesOf(100, 3)],
  [7, bytesOf(4, 5)],
  [3, bytesOf(1000, 7)],
];
const good = ndb(rows);

function read(file: Uint8Array) {
  const all = [...readNdbPackages(file)];
  return {
    rows: all.flatMap((one) => ('row' in one ? [[one.row.number, new Uint8Array(one.row.header.bytes)] as const] : [])),
    diagnostics: all.flatMap((one): Diagnostic[] => ('row' in one ? [] : [one.diagnostic])),
  };
}

function patched(at: number, value: number): Buffer {
  const file = Buffer.from(good);
  file.writeUInt32LE(value, at);
  return file;
}

describe('readNdbPackages', () => {
  test('gives every row, in slot order, and where its bytes are', () => {
    expect(read(good)).toEqual({ rows, diagnostics: [] });
    const [first] = readNdbPackages(good);
    expect(first).toMatchObject({ row: { number: 1, header: { pieces: [{ file: 0, from: 4112, to: 4212 }] } } });
  });

  test('free slots are passed over', () => {
    expect(read(patched(36 + 16, 0)).rows).toEqual([rows[0], rows[2]]);
    expect(read(patched(40 + 16, 0)).rows).toEqual([rows[0], rows[2]]);
  });

  const second = 4096 + 128;
  it.for([
    { name: 'slot without its magic', file: () => patched(32 + 16, 0) },
    { name: 'slot of another package', file: () => patched(36 + 16, 2) },
    { name: 'slot of a package that has one', file: () => patched(36 + 16, 1) },
    { name: 'blob among the slots', file: () => patched(40 + 16, 1) },
    { name: 'blob beyond the file', file: () => patched(40 + 16, 0x0f_ff_ff_ff) },
    { name: 'no blocks', file: () => patched(44 + 16, 0) },
    { name: 'more blocks than the file has', file: () => patched(44 + 16, 0xff_ff_ff_ff) },
    { name: 'more blocks than the length needs', file: () => patched(44 + 16, 3) },
    { name: 'blob without its magic', file: () => patched(second, 0) },
    { name: 'another length', file: () => patched(second + 12, 3) },
    { name: 'a changed byte', file: () => patched(second + 16, 0) },
    { name: 'a changed generation', file: () => patched(second + 8, 8) },
    { name: 'another checksum', file: () => patched(second + 20, 0) },
    { name: 'another length at the end', file: () => patched(second + 24, 5) },
    { name: 'no magic at the end', file: () => patched(second + 28, 0) },
  ])('$name: that row is lost and told, the others stay', ({ file }) => {
    const found = read(file());
    expect(found.rows).toEqual([rows[0], rows[2]]);
    expect(found.diagnostics).toHaveLength(1);
  });

  test('many slots cannot make one blob many', () => {
    const file = Buffer.from(good);
    for (let slot = 0; slot < 200; slot++) {
      file.writeUInt32LE(100 + slot, 32 + 16 * slot + 4);
      file.writeUInt32LE(256, 32 + 16 * slot + 8);
      file.writeUInt32LE((file.length - 4096) / 16, 32 + 16 * slot + 12);
    }
    expect(read(file).rows).toEqual([]);
    expect(read(file).diagnostics.some((one) => 'found' in one && one.found?.includes('more bytes in blobs'))).toBe(
      true,
    );
  });

  it.for([
    { name: 'another magic', file: () => patched(0, 1), code: 'malformed' },
    { name: 'another version', file: () => patched(4, 1), code: 'unsupported' },
    { name: 'no slots', file: () => patched(12, 0), code: 'malformed' },
    { name: 'more slots than the file has', file: () => patched(12, 0xff_ff_ff_ff), code: 'truncated' },
    { name: 'nothing', file: () => Buffer.alloc(0), code: 'truncated' },
  ])('is refused: $name', ({ file, code }) => {
    expect(() => read(file())).toThrow(expect.objectContaining({ diagnostic: expect.objectContaining({ code }) }));
  });

  test('every prefix', () => readsEveryPrefix(good, read));
  test('any byte of the header and the first slots', () =>
    readsFlippedBytes(good, read, { runs: 1000, within: [0, 96] }));
  test('any byte of the blobs', () => readsFlippedBytes(good, read, { runs: 1000, within: [4096, good.length - 1] }));
});
