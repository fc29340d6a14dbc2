import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sha256 } from '#shared/model/digest.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { LayerIndexBuilder } from './layer-index-builder.ts';
import { entryKind, entryLink, entryPath, entrySha256, entryType, sameSha256 } from './layer-index.ts';
import { decodeLayerIndex, encodeLayerIndex } from './stored-index.ts';

const hex = 'ab'.repeat(32) as Sha256;

function build(rows: number) {
  const builder = new LayerIndexBuilder();
  for (let i = 0; i < rows; i++) {
    const row = builder.add({
      type: i % 3 === 0 ? 'symlink' : 'file',
      path: `dir/caf\xe9-${i}`,
      link: i % 3 === 0 ? `to-${i}` : '',
      mode: 0o4755,
      uid: 4_000_000_000,
      gid: i,
      size: 2 ** 40 + i,
      mtime: 1.5,
      headerOffset: i * 512,
      dataOffset: i * 512 + 512,
    });
    if (i % 3 !== 0) builder.setContent(row, hex, 'elf');
  }
  builder.addXattr(0, 'user.a', 'b\xff');
  return builder.finish();
}

test('columns keep what was added, past several growths', () => {
  const index = build(5000);
  expect(index.count).toBe(5000);
  expect([entryPath(index, 4999), entryType(index, 4999), entryLink(index, 4998)]).toEqual([
    'dir/caf\xe9-4999',
    'file',
    'to-4998',
  ]);
  expect([entrySha256(index, 1), entryKind(index, 1), index.size[4999], index.uid[7]]).toEqual([
    hex,
    'elf',
    2 ** 40 + 4999,
    4_000_000_000,
  ]);
  expect([sameSha256(index, 1, index, 2), sameSha256(index, 1, index, 3)]).toEqual([true, false]);
});

test.for([0, 1, 5000])('%d rows come back from their stored form', (rows) => {
  const index = build(rows);
  const stored = Buffer.concat([...encodeLayerIndex(index)]);
  const back = decodeLayerIndex(stored);
  expect(back).toEqual(index);
  expect(Buffer.concat([...encodeLayerIndex(back)])).toEqual(stored);
});

test('a damaged stored index is refused or read, never anything else', () => {
  const stored = Buffer.concat([...encodeLayerIndex(build(20))]);
  readsEveryPrefix(stored, decodeLayerIndex);
  fc.assert(
    fc.property(fc.nat(stored.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bad = Buffer.from(stored);
      bad[at] = (bad[at] ?? 0) ^ flip;
      readsOrRefuses(bad, decodeLayerIndex, `byte ${at} ^ ${flip}`);
    }),
  );
});
