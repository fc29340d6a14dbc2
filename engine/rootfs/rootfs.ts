import { limits } from '#engine/bytes/limits.ts';
import { type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { ContentKind, FileType, RemovedPath, RootView, TreeNode } from '#shared/model/tree.ts';
import type { LayerIndex as LayerNumber } from '#shared/model/units.ts';
import type { InodeTable } from './inode-table.ts';
import { type NodeId, type NodeTable, NO_NODE, ROOT_NODE } from './node-table.ts';
import { SortedWalk } from './sorted-walk.ts';

/** Where a walk ended. `missing`: everything before `name` exists. `loop`: more than 40 symlinks. */
export type Walk = Readonly<{ end: 'found'; node: NodeId }> | Readonly<{ end: 'missing' | 'not-a-directory' | 'loop' }>;

/** The root file system: names and inodes as they are after the layers applied so far. */
export class RootFs implements RootView {
  readonly nodes: NodeTable;
  readonly inodes: InodeTable;
  #lastFound: { path: string; changes: number; node: NodeId } | undefined;

  constructor(nodes: NodeTable, inodes: InodeTable) {
    this.nodes = nodes;
    this.inodes = inodes;
  }

  resolve(path: RootPath): TreeNode | undefined {
    const walk = this.walk(path, 'follow');
    return walk.end === 'found' ? this.describe(walk.node) : undefined;
  }

  lookup(path: RootPath): TreeNode | undefined {
    const walk = this.walk(path, 'keep');
    return walk.end === 'found' ? this.describe(walk.node) : undefined;
  }

  list(path: RootPath): readonly string[] {
    const walk = this.walk(path, 'follow');
    if (walk.end !== 'found') return [];
    const names: string[] = [];
    for (const child of this.nodes.children(walk.node)) names.push(this.nodes.name(child));
    return names.sort(compareBytes);
  }

  find(path: RootPath): { inode: number; type: FileType } | undefined {
    const [parentPath, name] = splitPath(path);
    // File lists name neighbours one after the other: the directory is mostly the one of the line before.
    if (this.#lastFound?.path !== parentPath || this.#lastFound.changes !== this.nodes.changes) {
      const walk = this.walk(parentPath, 'follow');
      this.#lastFound = {
        path: parentPath,
        changes: this.nodes.changes,
        node: walk.end === 'found' ? walk.node : NO_NODE,
      };
    }
    const parent = this.#lastFound.node;
    const node = parent === NO_NODE ? NO_NODE : name === '' ? parent : this.nodes.find(parent, name);
    if (node === NO_NODE || !this.nodes.isPresent(node)) return undefined;
    const inode = this.nodes.inode(node);
    return { inode, type: this.inodes.type(inode) };
  }

  /** Layer and row that brought a node's content. */
  origin(node: TreeNode): { layer: LayerNumber; row: number } | undefined {
    return this.inodes.origin(node.inode);
  }

  *files(select?: (type: FileType, kind: ContentKind, path: () => RootPath) => boolean): Generator<TreeNode> {
    /** First name of each inode that has several. */
    const first = new Map<number, RootPath>();
    const walk = new SortedWalk(this.nodes, this.inodes);
    const path = (): RootPath => walk.path();
    for (let node = walk.next(); node !== NO_NODE; node = walk.next()) {
      const inode = this.nodes.inode(node);
      const type = this.inodes.type(inode);
      let hardlinkTo: RootPath | undefined;
      if (type !== 'dir' && this.inodes.links(inode) > 1) {
        hardlinkTo = first.get(inode);
        if (hardlinkTo === undefined) first.set(inode, walk.path());
      }
      if (select && !select(type, this.inodes.kind(inode), path)) continue;
      const described = this.describe(node, walk.path());
      yield hardlinkTo === undefined ? described : { ...described, hardlinkTo };
    }
  }

  /** Paths that were there after some layer and are not in the final tree, by path. */
  removedPaths(): RemovedPath[] {
    const removed: RemovedPath[] = [];
    for (let node = 1; node < this.nodes.count; node++) {
      if (this.nodes.isPresent(node) || !this.nodes.wasEverPresent(node)) continue;
      removed.push({
        path: this.nodes.path(node) as RootPath,
        type: this.inodes.type(this.nodes.inode(node)),
        introduced: this.nodes.introduced(node),
        removed: this.nodes.removed(node),
      });
    }
    return removed.sort((a, b) => compareBytes(a.path, b.path));
  }

  /** The type of a present node. */
  type(node: NodeId): FileType {
    return this.inodes.type(this.nodes.inode(node));
  }

  describe(node: NodeId, path = this.nodes.path(node)): TreeNode {
    return {
      path: path as RootPath,
      ...this.inodes.describe(this.nodes.inode(node)),
      introduced: this.nodes.introduced(node),
      lastModified: this.nodes.lastModified(node),
      contentSince: this.nodes.contentSince(node),
      ...(this.nodes.isImplicit(node) ? { implicit: true as const } : {}),
    };
  }

  /**
   * Walks a path from the root, following symlinks inside the root only: an absolute target starts at the root again, and `..` at
   * the root stays there.
   *
   * @param last what to do when the last part is a symlink
   */
  walk(
    path: string,
    last: 'follow' | 'keep',
    obtainDirectory?: (parent: NodeId, name: string, found: NodeId) => NodeId,
  ): Walk {
    let parts = path === '' ? [] : path.split('/');
    let hops = 0;
    let at: NodeId = ROOT_NODE;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as string;
      if (part === '' || part === '.') continue;
      if (this.type(at) !== 'dir') return { end: 'not-a-directory' };
      if (part === '..') {
        at = this.nodes.parent(at);
        continue;
      }
      let child = this.nodes.find(at, part);
      const absent = child === NO_NODE || !this.nodes.isPresent(child);
      if (absent || (obtainDirectory && isLeaf(this.type(child)))) {
        if (!obtainDirectory) return { end: 'missing' };
        child = obtainDirectory(at, part, absent ? NO_NODE : child);
      } else if (this.type(child) === 'symlink' && (last === 'follow' || i < parts.length - 1)) {
        if (++hops > limits.symlinkHops) return { end: 'loop' };
        const target = this.inodes.symlinkTarget(this.nodes.inode(child));
        if (target.startsWith('/')) at = ROOT_NODE;
        parts = [...target.split('/'), ...parts.slice(i + 1)];
        // A target of nothing but slashes is the root itself; each target is at most a path long, so this ends.
        i = -1;
        continue;
      }
      at = child;
    }
    return { end: 'found', node: at };
  }
}

function isLeaf(type: FileType): boolean {
  return type !== 'dir' && type !== 'symlink';
}

/** Byte strings compare as their bytes do. */
function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
