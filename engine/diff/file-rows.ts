import { limits } from '#engine/bytes/limits.ts';
import type { DiffFile, DiffFileClass, DiffFileField, DiffFileSide } from '#shared/model/diff.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import type { LayerPairs } from './pair-layers.ts';
import { rowId } from './row-id.ts';
import type { DiffInput } from './sides.ts';

type Files = Pick<DiffInput, 'files' | 'removedBy'>;

export type FileRows = Readonly<{ files: DiffFile[]; counts: Record<DiffFileClass, number>; omitted: number }>;

/**
 * Compares two trees path by path, both in the order of raw bytes, without holding either. The first rows, up to
 * `limits.diffFiles`, are listed; all are counted.
 */
export function fileRows(before: Files, after: Files, pairs: LayerPairs): FileRows {
  const files: DiffFile[] = [];
  const counts = { added: 0, removed: 0, modified: 0, metadata_changed: 0, moved: 0 };
  let omitted = 0;
  for (const [old, now] of bySamePath(before.files, after.files)) {
    const also = old && now ? differences(old, now, pairs) : [];
    if (old && now && also.length === 0) continue;
    const kind = classOf(old, now, also);
    counts[kind] += 1;
    if (files.length < limits.diffFiles) files.push(rowOf(kind, also, old, now, after));
    else omitted += 1;
  }
  return { files, counts, omitted };
}

type Pair = readonly [old: TreeNode | undefined, now: TreeNode | undefined];

function* bySamePath(before: Iterable<TreeNode>, after: Iterable<TreeNode>): Generator<Pair> {
  const [olds, news] = [before[Symbol.iterator](), after[Symbol.iterator]()];
  const next = (nodes: Iterator<TreeNode>): TreeNode | undefined => {
    const { done, value } = nodes.next();
    return done === true ? undefined : value;
  };
  let [old, now] = [next(olds), next(news)];
  while (old || now) {
    if (!now || (old && old.path < now.path)) {
      yield [old, undefined];
      old = next(olds);
    } else if (!old || now.path < old.path) {
      yield [undefined, now];
      now = next(news);
    } else {
      yield [old, now];
      [old, now] = [next(olds), next(news)];
    }
  }
}

/** Sorted. Directories are made by every layer that puts something into them, so their layer tells nothing. */
function differences(a: TreeNode, b: TreeNode, pairs: LayerPairs): DiffFileField[] {
  const found: DiffFileField[] = [];
  if (a.sha256 !== b.sha256 || a.size !== b.size) found.push('content');
  const movable = a.type === b.type && a.type !== 'dir' && found.length === 0 && a.linkTarget === b.linkTarget;
  if (movable && !pairs.samePlace(a.contentSince, b.contentSince)) found.push('layer');
  if (a.linkTarget !== b.linkTarget) found.push('link');
  if (a.mode !== b.mode) found.push('mode');
  if (a.uid !== b.uid || a.gid !== b.gid) found.push('owner');
  if (a.type !== b.type) found.push('type');
  return found;
}

function classOf(old: TreeNode | undefined, now: TreeNode | undefined, also: readonly DiffFileField[]): DiffFileClass {
  if (!old) return 'added';
  if (!now) return 'removed';
  if (also.some((field) => field === 'content' || field === 'link' || field === 'type')) return 'modified';
  return also.includes('mode') || also.includes('owner') ? 'metadata_changed' : 'moved';
}

function rowOf(
  kind: DiffFileClass,
  also: readonly DiffFileField[],
  old: TreeNode | undefined,
  now: TreeNode | undefined,
  after: Files,
): DiffFile {
  const path = printPath((now ?? old)?.path ?? '');
  return {
    id: rowId('file', path),
    path,
    class: kind,
    also,
    old: old ? sideOf(old) : null,
    new: now ? sideOf(now) : null,
    layer: layerOf(old, now, after),
  };
}

/** The new image's layer that wrote or removed it; else the old image's that had it. */
function layerOf(old: TreeNode | undefined, now: TreeNode | undefined, after: Files): DiffFile['layer'] {
  if (now) return { role: 'new', index: now.lastModified };
  const removed = old && after.removedBy.get(old.path);
  return removed === undefined ? { role: 'old', index: old?.lastModified ?? 0 } : { role: 'new', index: removed };
}

function sideOf(node: TreeNode): DiffFileSide {
  return {
    type: node.type,
    mode: node.mode.toString(8).padStart(4, '0'),
    uid: node.uid,
    gid: node.gid,
    ...(node.type === 'file' && node.size !== undefined ? { size: node.size } : {}),
    ...(node.type === 'file' && node.sha256 !== undefined ? { sha256: node.sha256 } : {}),
    ...(node.linkTarget === undefined ? {} : { linkTarget: printPath(node.linkTarget) }),
    layer: node.contentSince,
  };
}
