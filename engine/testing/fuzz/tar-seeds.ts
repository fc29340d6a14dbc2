import { dir, file, hardlink, symlink, tar } from '../tar.ts';

const BLOCK = 512;

/** Tars with every kind of entry, and with sparse files of both ways of writing them. */
export function tars(): Uint8Array[] {
  const sparse = {
    'GNU.sparse.major': '1',
    'GNU.sparse.minor': '0',
    'GNU.sparse.name': 's',
    'GNU.sparse.realsize': '2000',
  };
  const map = Buffer.concat([Buffer.from('2\n0\n3\n1000\n3\n'), Buffer.alloc(BLOCK - 13), Buffer.from('abcdef')]);
  return [
    tar([
      dir('d', { uid: 1000 }),
      file('d/f', 'hello', { mode: 0o4755, mtime: 1_700_000_000 }),
      symlink('d/s', 'f'),
      hardlink('d/h', 'd/f'),
      file(`long/${'n'.repeat(150)}`, 'by pax'),
      file(`gnu/${'g'.repeat(150)}`, 'by gnu', { format: 'gnu' }),
      file('x', 'attr', { pax: { 'SCHILY.xattr.user.a': 'b\0c', mtime: '12.5', size: '4' } }),
      { name: 'dev', type: '3', devmajor: 1, devminor: 3 },
    ]),
    tar([file('GNUSparseFile.0/s', map, { pax: sparse })]),
    tar([
      file('s', 'abc', {
        pax: { 'GNU.sparse.map': '0,3', 'GNU.sparse.size': '99', 'GNU.sparse.numblocks': '1', 'GNU.sparse.name': 's' },
      }),
    ]),
    oldSparse(),
  ];
}

/** GNU's first way: the map is in the header itself. */
function oldSparse(): Uint8Array {
  const bytes = Buffer.from(tar([file('old', 'abc', { type: 'S', format: 'gnu' })]));
  for (const [at, value] of [
    [386, 0],
    [398, 3],
    [483, 99],
  ] as const)
    bytes.write(`${value.toString(8).padStart(11, '0')}\0`, at, 'latin1');
  return fixChecksums(bytes);
}

/** Makes the checksum of each block right that looks like a header, so that changed headers are read and not refused at once. */
export function fixChecksums(tarBytes: Uint8Array): Uint8Array {
  const bytes = Buffer.from(tarBytes);
  for (let at = 0; at + BLOCK <= bytes.length; at += BLOCK) {
    if (bytes.toString('latin1', at + 257, at + 262) !== 'ustar') continue;
    bytes.fill(' ', at + 148, at + 156);
    let sum = 0;
    for (const byte of bytes.subarray(at, at + BLOCK)) sum += byte;
    bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148, 'latin1');
  }
  return bytes;
}
