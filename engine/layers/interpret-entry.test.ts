import { expect, it } from 'vitest';
import { TarReader } from '#engine/formats/tar/reader.ts';
import type { TarEntry as ReadEntry } from '#engine/formats/tar/entry.ts';
import { dir, file, hardlink, symlink, tar, type TarEntry } from '#engine/testing/tar.ts';
import { interpretEntry } from './interpret-entry.ts';

function readOne(entry: TarEntry): ReadEntry {
  const read: ReadEntry[] = [];
  const reader = new TarReader({
    entry: (one) => void read.push(one),
    content: () => undefined,
    contentEnd: () => undefined,
    anomaly: () => undefined,
  });
  reader.push(Buffer.from(tar([entry])));
  const [first] = read;
  if (!first) throw new Error('no entry');
  return first;
}

const rows: [TarEntry, { type: string; path: string; link?: string }][] = [
  [file('./usr//bin/./x'), { type: 'file', path: 'usr/bin/x' }],
  [file('/etc/x'), { type: 'file', path: 'etc/x' }],
  [dir('./'), { type: 'dir', path: '' }],
  [file('a', '', { pax: { path: 'b\0c' } }), { type: 'file', path: 'b' }],
  [symlink('l', '../../etc//x'), { type: 'symlink', path: 'l', link: '../../etc//x' }],
  [hardlink('h', './a//b'), { type: 'hardlink', path: 'h', link: 'a/b' }],
  [file('d/.wh.x'), { type: 'whiteout', path: 'd/x' }],
  [file('.wh.x'), { type: 'whiteout', path: 'x' }],
  [hardlink('d/.wh.x', 'd/y'), { type: 'whiteout', path: 'd/x', link: '' }],
  [
    { name: 'd/.wh.x', type: '3' },
    { type: 'whiteout', path: 'd/x', link: '' },
  ],
  [file('d/.wh..wh..opq'), { type: 'opaque', path: 'd' }],
  [file('.wh..wh..opq'), { type: 'opaque', path: '' }],
  [file('.wh..wh.plnk/7.9'), { type: 'file', path: '.wh..wh.plnk/7.9' }],
  [
    { name: 'dev/null', type: '3', devmajor: 1, devminor: 3 },
    { type: 'char', path: 'dev/null', link: '1,3' },
  ],
  [file('n', '', { uid: 2 ** 32 + 5 }), { type: 'file', path: 'n' }],
];

it.for(rows)('%o', ([entry, expected]) => {
  const { row, diagnostic } = interpretEntry(readOne(entry));
  expect(row).toMatchObject(expected);
  expect(diagnostic).toBeUndefined();
});

const rejected: [string, TarEntry, object][] = [
  ['a name above the root', file('a/../../x'), { code: 'malformed', what: 'entry name' }],
  ['a name with .. that stays inside', file('a/../x'), { code: 'malformed', what: 'entry name' }],
  ['a link above the root', hardlink('h', '../x'), { code: 'malformed', what: 'hard link target' }],
  ['a long path', file('a/'.repeat(2049)), { code: 'limit-exceeded', what: 'path length', limit: 4096 }],
  ['a long name', file(`a/${'n'.repeat(256)}`), { code: 'limit-exceeded', what: 'file name length', limit: 255 }],
  ['a long link', symlink('l', 'x'.repeat(4097)), { code: 'limit-exceeded', what: 'link target length', seen: 4097 }],
  ['a whiteout of nothing', file('d/.wh.'), { code: 'anomaly', what: 'a whiteout without a name, which is ignored' }],
  ['an entry below a whiteout', file('.wh.d/x'), { code: 'anomaly', what: 'an entry below a whiteout name' }],
];

it.for(rejected)('%s is none, and it is told', ([, entry, expected]) => {
  const { row, diagnostic } = interpretEntry(readOne(entry));
  expect(row).toBeUndefined();
  expect(diagnostic).toMatchObject(expected);
});

it('housekeeping markers are nothing, silently', () => {
  expect(interpretEntry(readOne(file('.wh..wh.aufs')))).toEqual({ row: undefined, diagnostic: undefined });
});

it('ids are what a kernel makes of them', () => {
  expect(interpretEntry(readOne(file('n', '', { uid: 2 ** 32 + 5 }))).row?.uid).toBe(5);
});
