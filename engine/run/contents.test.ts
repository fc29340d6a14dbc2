import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { layerIndex } from '#engine/testing/layer.ts';
import { file, tar, type TarEntry } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { BlobStore } from '#engine/store/index.ts';
import { Contents } from './contents.ts';

/** `ab`, four zeros, `cd`: a GNU sparse file has less bytes in the tar than it is long. */
const SPARSE = file('GNUSparseFile.0/s', `2\n0\n2\n6\n2\n`.padEnd(512, '\0') + 'abcd', {
  pax: { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 's', 'GNU.sparse.realsize': '8' },
});
const ENTRIES: readonly TarEntry[] = [file('a', 'first'), file('b', 'x'.repeat(3000)), SPARSE, file('c', 'last')];

it.for([
  ['plain', (bytes: Uint8Array) => bytes],
  ['gzip', (bytes: Uint8Array) => gzipSync(bytes)],
  ['zstd', (bytes: Uint8Array) => zstdCompressSync(bytes)],
] as const)('files of a %s layer that nobody kept', async ([name, compress]) => {
  await using folder = await tempFolder();
  const path = join(folder.path, name);
  const blob = compress(tar(ENTRIES));
  // In an archive a layer begins somewhere, and something follows.
  writeFileSync(path, Buffer.concat([Buffer.alloc(700, 'x'), blob, Buffer.alloc(700, 'x')]));
  const source = {
    index: layerIndex(ENTRIES),
    packSha256: null,
    blob: { kind: 'region', region: { file: path, offset: 700, size: blob.byteLength } },
  } as const;
  await using contents = new Contents([source], {} as BlobStore);
  const read = await contents.read([3, 0, 2, 1, 0].map((row) => ({ layer: 0, row })));
  expect(read.map((bytes) => bytes && Buffer.from(bytes).toString())).toEqual([
    'last',
    'first',
    'ab\0\0\0\0cd',
    'x'.repeat(3000),
    'first',
  ]);
});

it('a content that is not the one of the index is not told', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'changed');
  const bytes = tar([file('a', 'other'), file('b', 'same')]);
  writeFileSync(path, bytes);
  const index = layerIndex([file('a', 'first'), file('b', 'same')]);
  const region = { file: path, offset: 0, size: bytes.byteLength };
  await using contents = new Contents([{ index, packSha256: null, blob: { kind: 'region', region } }], {} as BlobStore);
  const read = await contents.read([0, 1].map((row) => ({ layer: 0, row })));
  expect(read.map((bytes) => bytes && Buffer.from(bytes).toString())).toEqual([undefined, 'same']);
});
