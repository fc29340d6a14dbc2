import { entryLink, entryPath, entryType, type LayerIndex } from '#engine/layers/layer-index.ts';
import { HOUSEKEEPING } from '#engine/layers/interpret-entry.ts';
import { limits } from '#engine/bytes/limits.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { LayerIndex as LayerNumber } from '#shared/model/units.ts';
import { InodeTable } from './inode-table.ts';
import { type NodeId, NodeTable, NO_NODE, ROOT_NODE } from './node-table.ts';
import type { ChangeRecorder } from './change-log.ts';
import { RootFs, type Walk } from './rootfs.ts';

export type Replay = Readonly<{ rootfs: RootFs; diagnostics: readonly Diagnostic[] }>;

/** A hostile layer could have one finding per entry. */
const MAX_DIAGNOSTICS = 1000;

/**
 * Applies layers, base first, and keeps for every path which layer did what.
 *
 * Inside a layer: whiteouts and opaque markers first, against the view below (OCI image-spec: their order does not matter), then the
 * entries in tar order. Parents of both are resolved inside the root in the tree as it then is, as an unpacking engine does:
 * `lib/x` lands in `usr/lib/x` where a lower layer made `lib` a symlink.
 *
 * @param indexes one per layer; null for a layer that could not be read
 * @param afterLayer sees the tree as it is after each layer (the same object every time)
 * @param recorder writes down what each layer did
 */
export function replayLayers(
  indexes: (LayerIndex | null)[],
  afterLayer?: (layer: LayerNumber, view: RootFs) => void,
  recorder?: ChangeRecorder,
): Replay {
  const replayer = new Replayer(indexes, recorder);
  recorder?.begin(replayer.rootfs);
  for (let layer = 0; layer < indexes.length; layer++) {
    replayer.apply(layer);
    recorder?.endLayer(layer);
    afterLayer?.(layer, replayer.rootfs);
  }
  replayer.finish();
  return { rootfs: replayer.rootfs, diagnostics: replayer.diagnostics };
}

class Replayer {
  readonly diagnostics: Diagnostic[] = [];
  readonly rootfs: RootFs;
  readonly #nodes: NodeTable;
  readonly #inodes: InodeTable;
  readonly #indexes: (LayerIndex | null)[];
  readonly #recorder: ChangeRecorder | undefined;
  /** AUFS housekeeping names: sources of hard links, not files. */
  readonly #linkSources = new Map<string, number>();
  #whitedOut = new Set<NodeId>();
  /** Directory of the entry before: neighbours mostly share it. Forgotten when anything may have moved. */
  #lastParent: { path: string; node: NodeId } | undefined;
  #layer: LayerNumber = 0;
  #dropped = 0;

  constructor(indexes: (LayerIndex | null)[], recorder: ChangeRecorder | undefined) {
    this.#indexes = indexes;
    this.#recorder = recorder;
    // Memory that is never touched costs nothing: enough for every entry to be another name, within reason.
    const rows = Math.min(
      indexes.reduce((sum, index) => sum + (index?.count ?? 0), 1),
      limits.layerEntries,
    );
    const nameBytes = indexes.reduce((sum, index) => sum + (index?.heap.byteLength ?? 0), 0);
    this.#nodes = new NodeTable({ nodes: rows, nameBytes: Math.min(nameBytes, limits.layerNameBytes) });
    this.#inodes = new InodeTable(indexes, rows);
    this.#nodes.create(ROOT_NODE, this.#inodes.addImplicit(0), 0, true);
    this.rootfs = new RootFs(this.#nodes, this.#inodes);
  }

  apply(layer: LayerNumber): void {
    const index = this.#indexes[layer];
    if (!index) return;
    this.#layer = layer;
    this.#whitedOut = new Set();
    this.#lastParent = undefined;
    for (let row = 0; row < index.count; row++) {
      const type = entryType(index, row);
      if (type === 'whiteout') this.#whiteout(entryPath(index, row));
      else if (type === 'opaque') this.#opaque(entryPath(index, row));
    }
    for (let row = 0; row < index.count; row++) {
      const type = entryType(index, row);
      if (type !== 'whiteout' && type !== 'opaque') this.#entry(index, row);
    }
  }

  #whiteout(path: string): void {
    const [parent, name] = splitPath(path as RootPath);
    const walk = this.rootfs.walk(parent, 'follow');
    if (walk.end !== 'found') return;
    const node = this.#nodes.find(walk.node, name);
    if (node === NO_NODE || !this.#nodes.isPresent(node)) return;
    this.#removeTree(node);
    this.#whitedOut.add(node);
    this.#recorder?.whiteout(node);
  }

  #opaque(path: string): void {
    const walk = this.rootfs.walk(path, 'follow');
    if (walk.end !== 'found' || this.rootfs.type(walk.node) !== 'dir') return;
    const before = this.#nodes.changes;
    for (const child of this.#nodes.children(walk.node)) this.#removeTree(child);
    this.#recorder?.opaque(walk.node, this.#nodes.changes - before);
  }

  #entry(index: LayerIndex, row: number): void {
    const path = entryPath(index, row);
    const type = entryType(index, row);
    if (path.startsWith(HOUSEKEEPING)) {
      if (type === 'file') this.#linkSources.set(path, this.#inodes.add(this.#layer, row));
      return;
    }
    if (path === '') {
      // An entry for the root itself can only describe it.
      if (type === 'dir') this.#inodes.redescribe(this.#nodes.inode(ROOT_NODE), this.#layer, row);
      return;
    }
    const inode = type === 'hardlink' ? this.#linkTarget(index, row, path) : undefined;
    if (type === 'hardlink' && inode === undefined) return;
    const [parentPath, name] = splitPath(path as RootPath);
    const parent = this.#parentOf(parentPath, path);
    if (parent === NO_NODE) return;
    const node = this.#nodes.obtain(parent, name);
    if (this.#whitedOut.has(node)) {
      this.#whitedOut.delete(node);
      this.#diagnose({
        code: 'anomaly',
        what: 'a path that its own layer also whites out',
        found: printPath(path),
        where: { layer: this.#layer },
      });
    }
    this.#place(node, inode, row);
  }

  /** Puts an entry at a name that may exist. */
  #place(node: NodeId, linked: number | undefined, row: number): void {
    const layer = this.#layer;
    if (!this.#nodes.isPresent(node)) {
      this.#create(node, linked ?? this.#inodes.add(layer, row));
      return;
    }
    const old = this.#nodes.inode(node);
    const fresh = linked ?? this.#inodes.add(layer, row);
    if (this.#inodes.type(old) !== this.#inodes.type(fresh)) {
      this.#removeTree(node);
      this.#create(node, fresh);
    } else if (this.#inodes.type(old) === 'dir') {
      this.#inodes.redescribe(old, layer, row);
      this.#nodes.update(node, old, layer, true);
    } else {
      this.#inodes.link(fresh);
      this.#inodes.unlink(old);
      this.#nodes.update(node, fresh, layer, this.#inodes.sameContent(old, fresh));
      this.#lastParent = undefined;
    }
  }

  #create(node: NodeId, inode: number): void {
    this.#inodes.link(inode);
    this.#nodes.create(node, inode, this.#layer, false);
  }

  #linkTarget(index: LayerIndex, row: number, path: string): number | undefined {
    const target = entryLink(index, row);
    const source = this.#linkSources.get(target);
    if (source !== undefined) return source;
    // The last part is not followed: a symlink can be linked to.
    const walk = this.rootfs.walk(target, 'keep');
    const found = walk.end === 'found' ? this.rootfs.type(walk.node) : walk.end;
    if (walk.end === 'found' && found !== 'dir') return this.#nodes.inode(walk.node);
    this.#diagnose({
      code: 'missing',
      what: `hard link target ${printPath(target)}`,
      found,
      where: { layer: this.#layer, path: printPath(path) },
    });
    return undefined;
  }

  #parentOf(parentPath: string, path: string): NodeId {
    if (this.#lastParent?.path === parentPath) return this.#lastParent.node;
    const walk: Walk = this.rootfs.walk(parentPath, 'follow', (parent, name, leaf) =>
      this.#implyDirectory(parent, name, leaf),
    );
    if (walk.end !== 'found') {
      this.#diagnose({
        code: 'malformed',
        what: 'parent of an entry',
        found: walk.end,
        expected: 'a directory',
        where: { layer: this.#layer, path: printPath(path) },
      });
      return NO_NODE;
    }
    this.#lastParent = { path: parentPath, node: walk.node };
    return walk.node;
  }

  /** Makes a directory that entries need and none describes. A file in its place is hidden by it, as an overlay mount would. */
  #implyDirectory(parent: NodeId, name: string, leaf: NodeId): NodeId {
    const node = this.#nodes.obtain(parent, name);
    if (leaf !== NO_NODE) {
      this.#diagnose({
        code: 'anomaly',
        what: 'a file where an entry needs a directory',
        found: printPath(this.#nodes.path(node)),
        where: { layer: this.#layer },
      });
      this.#removeTree(leaf);
    }
    const inode = this.#inodes.addImplicit(this.#layer);
    this.#inodes.link(inode);
    this.#nodes.create(node, inode, this.#layer, true);
    return node;
  }

  #removeTree(top: NodeId): void {
    this.#lastParent = undefined;
    const pending = [top];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      this.#inodes.unlink(this.#nodes.inode(node));
      for (const child of this.#nodes.children(node)) pending.push(child);
      this.#nodes.remove(node, this.#layer);
    }
  }

  #diagnose(diagnostic: Diagnostic): void {
    if (this.diagnostics.length < MAX_DIAGNOSTICS) this.diagnostics.push(diagnostic);
    else this.#dropped += 1;
  }

  /** What was not told may be a loss, and then the image is not complete. */
  finish(): void {
    if (this.#dropped === 0) return;
    this.diagnostics.push({
      code: 'limit-exceeded',
      what: 'diagnostics of the root file system',
      limit: MAX_DIAGNOSTICS,
      seen: MAX_DIAGNOSTICS + this.#dropped,
    });
  }
}
