import { expect, it } from 'vitest';
import { diffSide, fileNode } from '#engine/testing/diff-sides.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { fileRows } from './file-rows.ts';
import { pairLayers } from './pair-layers.ts';

const { layers } = diffSide('any');
const pairs = pairLayers(layers, layers);
const compare = (old: readonly TreeNode[], now: readonly TreeNode[]) =>
  fileRows({ files: old, removedBy: new Map() }, { files: now, removedBy: new Map([['r' as RootPath, 2]]) }, pairs);

const other = 'b'.repeat(64) as NonNullable<TreeNode['sha256']>;
const link = (linkTarget: string): TreeNode => {
  const { size: _size, sha256: _sha256, ...node } = fileNode('f');
  return { ...node, type: 'symlink', mode: 0o777, linkTarget };
};

it.for<[string, TreeNode | null, TreeNode | null, string, readonly string[], string]>([
  ['added', null, fileNode('f', { layer: 1 }), 'added', [], 'new 1'],
  ['removed', fileNode('f', { layer: 1 }), null, 'removed', [], 'old 1'],
  ['removed by a layer of the new image', fileNode('r'), null, 'removed', [], 'new 2'],
  ['other content', fileNode('f'), fileNode('f', { sha256: other, layer: 1 }), 'modified', ['content'], 'new 1'],
  ['mode', fileNode('f'), fileNode('f', { mode: 0o755 }), 'metadata_changed', ['mode'], 'new 0'],
  ['owner', fileNode('f'), fileNode('f', { gid: 7 }), 'metadata_changed', ['owner'], 'new 0'],
  ['layer', fileNode('f'), fileNode('f', { layer: 2 }), 'moved', ['layer'], 'new 2'],
  [
    'layer and mode',
    fileNode('f'),
    fileNode('f', { layer: 2, mode: 0 }),
    'metadata_changed',
    ['layer', 'mode'],
    'new 2',
  ],
  ['link', link('a'), link('b'), 'modified', ['link'], 'new 0'],
  ['type', link('a'), fileNode('f'), 'modified', ['content', 'link', 'mode', 'type'], 'new 0'],
])('%s', ([, old, now, kind, also, layer]) => {
  const { files, counts } = compare(old ? [old] : [], now ? [now] : []);
  expect(files.map((one) => [one.class, one.also, `${one.layer.role} ${one.layer.index}`])).toEqual([
    [kind, also, layer],
  ]);
  expect(counts).toEqual({ added: 0, removed: 0, modified: 0, metadata_changed: 0, moved: 0, [kind]: 1 });
});

it('walks both trees in the order of bytes', () => {
  const names = (list: string): TreeNode[] => list.split('').map((name) => fileNode(name));
  const { files } = compare(names('aceg'), names('bcdg\xff'));
  expect(files.map(({ path, class: kind }) => `${path} ${kind}`)).toEqual([
    'a removed',
    'b added',
    'd added',
    'e removed',
    String.raw`\xff added`,
  ]);
});

it('a directory that another layer wrote again is the same', () => {
  const folder = (layer: number): TreeNode => {
    const { size: _size, sha256: _sha256, ...node } = fileNode('d', { layer });
    return { ...node, type: 'dir' };
  };
  expect(compare([folder(0)], [folder(2)]).files).toEqual([]);
});

it('is whole', () => {
  expect(
    compare([fileNode('f')], [fileNode('f', { mode: 0o4755, uid: 3, size: 9, sha256: other, layer: 1 })]).files,
  ).toEqual([
    {
      id: '89e25b48ef92606a',
      path: 'f',
      class: 'modified',
      also: ['content', 'mode', 'owner'],
      old: { type: 'file', mode: '0644', uid: 0, gid: 0, size: 1, sha256: 'a'.repeat(64), layer: 0 },
      new: { type: 'file', mode: '4755', uid: 3, gid: 0, size: 9, sha256: other, layer: 1 },
      layer: { role: 'new', index: 1 },
    },
  ]);
});
