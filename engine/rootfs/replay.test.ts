import { describe, expect, it, test } from 'vitest';
import { layerIndex } from '#engine/testing/layer.ts';
import { dir, file, hardlink, opaque, symlink, type TarEntry, whiteout } from '#engine/testing/tar.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import { replayLayers } from './replay.ts';

/** Replays and prints each path as `path type introduced/lastModified/contentSince …`. */
function apply(...layers: TarEntry[][]) {
  const { rootfs, diagnostics } = replayLayers(layers.map(layerIndex));
  const files = [...rootfs.files()].map((node) => {
    const more = [
      node.linkTarget && `-> ${node.linkTarget}`,
      node.hardlinkTo && `= ${node.hardlinkTo}`,
      node.implicit && 'implicit',
    ].filter(Boolean);
    return [node.path, node.type, `${node.introduced}/${node.lastModified}/${node.contentSince}`, ...more].join(' ');
  });
  const removed = rootfs
    .removedPaths()
    .map(({ path, type, introduced, removed }) => `${path} ${type} ${introduced}-${removed}`);
  return { files, removed, diagnostics: diagnostics.map((d) => d.what) };
}

type Row = { name: string; layers: TarEntry[][]; files: string[]; removed?: string[]; diagnostics?: string[] };
const cases: Row[] = [
  {
    name: 'a whiteout removes the whole directory, and not a sibling with the same prefix',
    layers: [[dir('d'), file('d/a'), file('d/b/c'), file('dir2')], [whiteout('d')]],
    files: ['dir2 file 0/0/0'],
    removed: ['d dir 0-1', 'd/a file 0-1', 'd/b dir 0-1', 'd/b/c file 0-1'],
  },
  {
    name: "a whiteout beside its own layer's copy deletes only what lies below, whatever the order in the tar",
    layers: [[file('d/old')], [file('d/new'), whiteout('d')]],
    files: ['d dir 1/1/1 implicit', 'd/new file 1/1/1'],
    removed: ['d/old file 0-1'],
    diagnostics: [],
  },
  {
    name: 'an opaque marker hides what lies below, whatever the order in the tar',
    layers: [
      [file('d/a'), file('d/b')],
      [file('d/b', 'same?'), opaque('d'), file('d/c')],
    ],
    files: ['d dir 0/0/0 implicit', 'd/b file 1/1/1', 'd/c file 1/1/1'],
    removed: ['d/a file 0-1'],
  },
  {
    name: 'an opaque marker on a symlink to a directory applies to that directory',
    layers: [[dir('real'), file('real/x'), symlink('link', 'real')], [opaque('link')]],
    files: ['link symlink 0/0/0 -> real', 'real dir 0/0/0'],
    removed: ['real/x file 0-1'],
  },
  {
    name: 'markers for what is not there do nothing',
    layers: [[whiteout('a/b'), opaque('c'), file('d')]],
    files: ['d file 0/0/0'],
  },
  {
    name: 'AUFS housekeeping is not listed, but its hard-link targets work',
    layers: [
      [
        file('.wh..wh.aufs'),
        dir('.wh..wh.plnk'),
        file('.wh..wh.plnk/1.2', 'x'),
        hardlink('a', '.wh..wh.plnk/1.2'),
        hardlink('b', '.wh..wh.plnk/1.2'),
      ],
    ],
    files: ['a file 0/0/0', 'b file 0/0/0 = a'],
  },
  {
    name: 'add, delete, add again: introduced by the last adding layer',
    layers: [[file('f')], [whiteout('f')], [file('f')]],
    files: ['f file 2/2/2'],
  },
  {
    name: 'the same layer deletes and adds: absence counts inside a layer too',
    layers: [[file('f', 'x')], [whiteout('f'), file('f', 'x')]],
    files: ['f file 1/1/1'],
    diagnostics: ['a path that its own layer also whites out'],
  },
  {
    name: 're-listed with the same bytes: modified, not changed',
    layers: [[file('f', 'x')], [file('f', 'x', { mode: 0o600 })], [file('f', 'y')], [file('f', 'y')]],
    files: ['f file 0/3/2'],
  },
  {
    name: 'a directory that is listed again keeps its children and its layer',
    layers: [[file('d/a')], [dir('d', { mode: 0o700 })]],
    files: ['d dir 0/1/0', 'd/a file 0/0/0'],
  },
  {
    name: 'a file over a directory, and a directory over a file, are new',
    layers: [
      [file('x/a'), file('y')],
      [file('x'), dir('y'), file('y/b')],
    ],
    files: ['x file 1/1/1', 'y dir 1/1/1', 'y/b file 1/1/1'],
    removed: ['x/a file 0-1'],
  },
  {
    name: 'a symlink over a directory hides its children; back again they are new',
    layers: [[file('d/a')], [symlink('d', 'e')], [dir('d')], [file('d/a')]],
    files: ['d dir 2/2/2', 'd/a file 3/3/3'],
    removed: [],
  },
  {
    name: 'entries and whiteouts go through a symlinked parent of a lower layer',
    layers: [
      [dir('usr/lib'), symlink('lib', 'usr/lib'), file('usr/lib/old')],
      [file('lib/new'), whiteout('lib/old')],
    ],
    files: ['lib symlink 0/0/0 -> usr/lib', 'usr dir 0/0/0 implicit', 'usr/lib dir 0/0/0', 'usr/lib/new file 1/1/1'],
    removed: ['usr/lib/old file 0-1'],
  },
  {
    name: 'absolute links and .. stay inside the root; a dangling parent link makes its directories',
    layers: [
      [symlink('a', '/../../b'), dir('b'), symlink('c', 'no/where')],
      [file('a/x'), file('c/y')],
    ],
    files: [
      'a symlink 0/0/0 -> /../../b',
      'b dir 0/0/0',
      'b/x file 1/1/1',
      'c symlink 0/0/0 -> no/where',
      'no dir 1/1/1 implicit',
      'no/where dir 1/1/1 implicit',
      'no/where/y file 1/1/1',
    ],
  },
  {
    name: 'a loop of parents is reported, and the entry is not placed',
    layers: [[symlink('a', 'b'), symlink('b', 'a'), file('a/x'), file('ok')]],
    files: ['a symlink 0/0/0 -> b', 'b symlink 0/0/0 -> a', 'ok file 0/0/0'],
    diagnostics: ['parent of an entry'],
  },
  {
    name: 'a hard link keeps the content when its target is deleted or replaced',
    layers: [
      [file('a', 'x'), hardlink('b', 'a'), hardlink('c', './a')],
      [whiteout('a'), file('b', 'y')],
    ],
    files: ['b file 0/1/1', 'c file 0/0/0'],
    removed: ['a file 0-1'],
  },
  {
    name: 'a hard link to the earlier of two entries of one name keeps that content',
    layers: [[file('a', 'first'), hardlink('l', 'a'), file('a', 'second!')]],
    files: ['a file 0/0/0', 'l file 0/0/0'],
  },
  {
    name: 'hard links into lower layers, through symlinks, to symlinks, and to nothing',
    layers: [
      [file('usr/f'), symlink('u', 'usr'), symlink('s', 'usr/f')],
      [hardlink('h', 'u/f'), hardlink('t', 's'), hardlink('n', 'none'), hardlink('d', 'usr')],
    ],
    files: [
      'h file 1/1/1',
      's symlink 0/0/0 -> usr/f',
      't symlink 1/1/1 -> usr/f = s',
      'u symlink 0/0/0 -> usr',
      'usr dir 0/0/0 implicit',
      'usr/f file 0/0/0 = h',
    ],
    diagnostics: ['hard link target none', 'hard link target usr'],
  },
  {
    name: 'a file where an entry needs a directory gives way',
    layers: [[file('a')], [file('a/b')]],
    files: ['a dir 1/1/1 implicit', 'a/b file 1/1/1'],
    diagnostics: ['a file where an entry needs a directory'],
  },
  {
    name: 'names sort as bytes of whole paths',
    layers: [[file('a/b'), file('a-b'), file('a'.repeat(3)), file('\xff'), file('~'), file('a/b.c')]],
    files: [
      'a dir 0/0/0 implicit',
      'a-b file 0/0/0',
      'a/b file 0/0/0',
      'a/b.c file 0/0/0',
      'aaa file 0/0/0',
      '~ file 0/0/0',
      '\xff file 0/0/0',
    ],
  },
  {
    name: 'removed twice: the last time counts',
    layers: [[file('f')], [whiteout('f')], [file('f')], [whiteout('f')]],
    files: [],
    removed: ['f file 2-3'],
  },
];

describe('replayLayers', () => {
  it.for(cases)('$name', ({ layers, files, removed, diagnostics }) => {
    const result = apply(...layers);
    expect(result.files).toEqual(files);
    if (removed) expect(result.removed).toEqual(removed);
    expect(result.diagnostics).toEqual(diagnostics ?? []);
  });

  it('takes attributes from the entry, sizes and hashes from the content', () => {
    const { rootfs } = replayLayers([
      layerIndex([file('f', 'hello', { mode: 0o4755, uid: 5, gid: 6 }), hardlink('l', 'f', { mode: 0o700, uid: 9 })]),
    ]);
    expect(rootfs.lookup('l' as RootPath)).toMatchObject({
      type: 'file',
      mode: 0o4755,
      uid: 5,
      gid: 6,
      size: 5,
      sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    });
  });

  it('skips a layer that could not be read', () => {
    const { rootfs } = replayLayers([layerIndex([file('a')]), null, layerIndex([file('b')])]);
    expect([...rootfs.files()].map((node) => [node.path, node.introduced])).toEqual([
      ['a', 0],
      ['b', 2],
    ]);
  });

  it('resolves inside the root, at most 40 links deep', () => {
    const chain = Array.from({ length: 60 }, (_, i) => symlink(`l${i}`, `l${i + 1}`));
    const { rootfs } = replayLayers([
      layerIndex([...chain, file('l60'), file('d/f'), symlink('up', '../../../d/../d/f'), symlink('x', '/d')]),
    ]);
    const at = (path: string) => rootfs.resolve(path as RootPath)?.path;
    expect([at('l20'), at('l19'), at('up'), at('x/f'), at('x/f/g'), at('none'), at('')]).toEqual([
      'l60',
      undefined,
      'd/f',
      'd/f',
      undefined,
      undefined,
      '',
    ]);
    expect(rootfs.list('x' as RootPath)).toEqual(['f']);
  });

  it('shows the tree after each layer', () => {
    const seen: unknown[] = [];
    replayLayers([[file('db', '1')], [file('db', '2')], [whiteout('db')]].map(layerIndex), (layer, view) =>
      seen.push([layer, view.lookup('db' as RootPath)?.size]),
    );
    expect(seen).toEqual([
      [0, 1],
      [1, 1],
      [2, undefined],
    ]);
  });

  test('a directory of 30,000 names that goes and comes back 30,000 times is not looked through each time', () => {
    const names = Array.from({ length: 30_000 }, (_, i) => file(`d/${i}`));
    const swaps = Array.from({ length: 30_000 }, () => [file('d'), file('d/x'), file('d')]).flat();
    const opaques = Array.from({ length: 30_000 }, () => opaque('d'));
    const layers = [names, swaps, [...names, whiteout('none')], [...opaques, file('d/last')]].map(layerIndex);
    const start = performance.now();
    const { rootfs, diagnostics } = replayLayers(layers);
    // Looking through all names would be three thousand million steps.
    expect(performance.now() - start).toBeLessThan(10_000);
    expect([...rootfs.files()].map(({ path }) => path)).toEqual(['d', 'd/last']);
    expect(diagnostics.at(-1)).toMatchObject({ code: 'limit-exceeded', what: 'diagnostics of the root file system' });
  });

  test('50,000 entries, half of them in one directory that is then removed', () => {
    const many = Array.from({ length: 50_000 }, (_, i) => file(i % 2 === 0 ? `d/${i}` : `deep/${i % 100}/${i}`));
    const { rootfs } = replayLayers([layerIndex(many), layerIndex([whiteout('d')])]);
    expect([...rootfs.files()].length).toBe(25_000 + 50 + 1);
  });
});
