import { expect, it } from 'vitest';
import type { FileListFact, PackageFact } from '#shared/model/fact.ts';
import { defineFileAnalyzer, defineSetAnalyzer, type FilePattern } from './analyzer.ts';
import { Dispatch } from './dispatch.ts';

const plugIn = (id: string, ...wants: FilePattern[]) =>
  defineFileAnalyzer<FileListFact>({
    id: `os/${id}`,
    version: 1,
    role: 'file',
    wants,
    emits: ['file-list'],
    maxBytes: 1,
    analyze: () => ({ status: 'complete', facts: [] }),
  });

const dispatch = new Dispatch([
  plugIn('path', { path: 'etc/os-release' }, { path: 'top' }),
  plugIn('basename', { basename: 'package.json' }),
  plugIn('suffix', { suffix: '.list' }),
  plugIn('directory', { directory: 'var/lib/dpkg/status.d' }),
  plugIn('both', { directory: 'var/lib/dpkg/info', suffix: '.list' }, { suffix: '.list' }),
  plugIn('magic', { magic: 'elf' }, { magic: 'script' }),
  defineSetAnalyzer<PackageFact>({
    id: 'os/set',
    version: 1,
    directories: ['var/lib/rpm', 'usr/lib/sysimage/rpm'],
    members: ['db', 'db-wal'],
    emits: ['package'],
    maxBytes: 1,
    analyze: () => ({ status: 'complete', facts: [] }),
  }),
]);

it.for([
  ['etc/os-release', ['path']],
  ['x/etc/os-release', []],
  ['top', ['path']],
  ['package.json', ['basename']],
  ['a/b/package.json', ['basename']],
  ['a/xpackage.json', []],
  ['a/x.list', ['both', 'suffix']],
  ['x.list', ['both', 'suffix']],
  // A plug-in that wants a file for two reasons is named once.
  ['var/lib/dpkg/info/x.list', ['both', 'suffix']],
  ['var/lib/dpkg/info/x.md5sums', []],
  ['var/lib/dpkg/status.d/anything', ['directory']],
  ['var/lib/dpkg/status.d/x.y', ['directory']],
  ['var/lib/dpkg/status.d/deeper/x', []],
  ['var/lib/dpkg/status.d', []],
  ['.list', ['both', 'suffix']],
  ['a.list/x', []],
  ['', []],
] as const)('%s', ([path, expected]) => {
  const found = dispatch.byPath(path).map(({ id }) => id.slice(3));
  expect(found.toSorted()).toEqual(expected);
});

it('by magic, and members of sets', () => {
  expect(dispatch.byMagic('elf').map(({ id }) => id)).toEqual(['os/magic']);
  expect(dispatch.byMagic('none')).toEqual([]);
  const paths = ['var/lib/rpm/db', 'usr/lib/sysimage/rpm/db-wal', 'var/lib/rpm/other', 'db'];
  expect(paths.map((path) => dispatch.isSetMember(path))).toEqual([true, true, false, false]);
});
