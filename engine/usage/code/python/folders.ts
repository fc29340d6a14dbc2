import { printPath, type RootPath } from '#shared/model/root-path.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';

/** Names in folders of one tree, each folder listed once however often a closure is made again. */
const listings = new WeakMap<RootView, Map<string, ReadonlySet<string>>>();

/** Names in a folder, whether it is there or not. */
export function namesIn(tree: RootView, folder: RootPath): ReadonlySet<string> {
  let ofTree = listings.get(tree);
  if (ofTree === undefined) listings.set(tree, (ofTree = new Map()));
  let names = ofTree.get(folder);
  if (names === undefined) ofTree.set(folder, (names = new Set(tree.list(folder))));
  return names;
}

/** `folder/name` resolved, if it is of this type. */
export function nodeAt(tree: RootView, path: string, type: 'file' | 'dir'): TreeNode | undefined {
  const node = tree.resolve(path as RootPath);
  return node?.type === type ? node : undefined;
}

/** A path as a program writes it: relative ones begin at `base`; dots are resolved by name, as `os.path.abspath` does. */
export function pathFrom(base: RootPath, written: string): RootPath {
  const parts: string[] = [];
  for (const part of (written.startsWith('/') ? written : `${base}/${written}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/') as RootPath;
}

export function parentOf(path: RootPath): RootPath {
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) as RootPath;
}

export function joined(folder: RootPath, name: string): RootPath {
  return (folder === '' ? name : `${folder}/${name}`) as RootPath;
}

export function shown(path: RootPath): string {
  return `/${printPath(path)}`;
}
