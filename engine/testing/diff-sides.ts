import type { DiffInput } from '#engine/diff/sides.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { debComponent } from './graph.ts';
import { diffIdOf, imageIdOf } from './scan-commit.ts';
import type { Component } from '#shared/model/component.ts';

/** A deb of one version, from one layer, with one proof. */
export function deb(name: string, version: string, introduced = 0, more: Partial<Component> = {}): Component {
  return debComponent(name, version, {
    layers: { introduced, recordWritten: introduced, lastModified: introduced, removed: null },
    ...more,
  });
}

/** One side of a diff: layers `a`, `b`, `c` unless others are named, and nothing in them. */
export function diffSide(name: string, more: Partial<DiffInput> & { layerNames?: readonly string[] } = {}): DiffInput {
  const { layerNames = ['a', 'b', 'c'], ...rest } = more;
  return {
    imageId: imageIdOf(name),
    analyzerSet: 'set-1',
    complete: true,
    config: null,
    distro: null,
    layers: layerNames.map((layer, index) => ({ index, diffId: diffIdOf(layer), createdBy: null })),
    components: [],
    files: [],
    removedBy: new Map(),
    ...rest,
  };
}

/** A regular file of root, from one layer. */
export function fileNode(path: string, more: Partial<TreeNode> & { layer?: number } = {}): TreeNode {
  const { layer = 0, ...rest } = more;
  return {
    path: path as RootPath,
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: 1,
    sha256: 'a'.repeat(64) as NonNullable<TreeNode['sha256']>,
    introduced: layer,
    lastModified: layer,
    contentSince: layer,
    inode: 1,
    ...rest,
  };
}
