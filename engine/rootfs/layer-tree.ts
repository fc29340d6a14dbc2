import type { ChangeField, ChangeState, Later, LayerSummary, StateCounts, TreeMode } from '#shared/model/layer-tree.ts';
import type { LayerIndex } from '#engine/layers/layer-index.ts';
import { ABSENT, type ChangeLog } from './change-log.ts';
import { EntryFacts } from './entry-facts.ts';
import { type NodeId, ROOT_NODE } from './node-table.ts';
import type { RootFs } from './rootfs.ts';

/** States as they are stored: 0 is not in this tree, CONTEXT a folder that is only on the way to something. */
export const NONE = 0;
export const CODES = ['added', 'modified', 'removed', 'same'] as const satisfies ChangeState[];
const SAME = 4;
export const CONTEXT = 5;

/** An image with its log, all trees of it are made from. */
export type LoggedImage = Readonly<{ indexes: readonly (LayerIndex | null)[]; tree: RootFs; log: ChangeLog }>;

export type TreeSpec = Readonly<{ mode: TreeMode; layer: number }>;

/**
 * The names of an image as one mode of the layers view sees them: a column per fact, a row per node of the tree. A million names take
 * some 50 MB and are gone through in a fraction of a second; nothing is made per name.
 */
export class LayerTree {
  readonly facts: EntryFacts;
  readonly rootfs: RootFs;
  readonly log: ChangeLog;
  readonly spec: TreeSpec;
  readonly size: number;
  readonly state: Uint8Array;
  readonly beforeLayer: Uint16Array;
  readonly beforeRow: Int32Array;
  readonly afterLayer: Uint16Array;
  readonly afterRow: Int32Array;
  /** The first later layer, plus one, that writes a name anew, and the first that removes it; 0 for none. */
  readonly overwrittenBy: Uint16Array;
  readonly removedBy: Uint16Array;
  /** Below a directory, by code. */
  readonly below: readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  readonly bytes: Float64Array;

  constructor({ indexes, tree, log }: LoggedImage, spec: TreeSpec) {
    const n = tree.nodes.count;
    this.facts = new EntryFacts(indexes);
    this.rootfs = tree;
    this.log = log;
    this.spec = spec;
    this.size = n;
    this.state = new Uint8Array(n);
    this.beforeLayer = new Uint16Array(n);
    this.beforeRow = new Int32Array(n).fill(ABSENT);
    this.afterLayer = new Uint16Array(n);
    this.afterRow = new Int32Array(n).fill(ABSENT);
    this.overwrittenBy = new Uint16Array(n);
    this.removedBy = new Uint16Array(n);
    this.below = [new Uint32Array(n), new Uint32Array(n), new Uint32Array(n), new Uint32Array(n)];
    this.bytes = new Float64Array(n);
    if (spec.mode === 'final') this.#replayAll();
    else this.#replayUpTo(spec.layer);
    this.#sum(indexes);
  }

  /** The entry that describes a node: as it is, or as it was before it was removed. */
  entry(node: NodeId): readonly [layer: number, row: number] {
    return this.afterRow[node] === ABSENT
      ? [this.beforeLayer[node] as number, this.beforeRow[node] as number]
      : [this.afterLayer[node] as number, this.afterRow[node] as number];
  }

  stateOf(node: NodeId): ChangeState {
    return CODES[(this.state[node] as number) - 1] ?? 'same';
  }

  changed(node: NodeId): ChangeField[] {
    if (this.state[node] !== 2) return [];
    return this.facts.changed(
      this.beforeLayer[node] as number,
      this.beforeRow[node] as number,
      this.afterLayer[node] as number,
      this.afterRow[node] as number,
    );
  }

  /** By layer. What was written anew above may be gone further up: its first copy ships all the same. */
  later(node: NodeId): Readonly<{ what: Later; layer: number }>[] {
    const [overwritten, removed] = [this.overwrittenBy[node] as number, this.removedBy[node] as number];
    return [
      ...(overwritten > 0 ? [{ what: 'overwritten' as const, layer: overwritten - 1 }] : []),
      ...(removed > 0 ? [{ what: 'removed' as const, layer: removed - 1 }] : []),
    ];
  }

  counts(node: NodeId): StateCounts {
    const [added, modified, removed, same] = this.below.map((column) => column[node] as number);
    return { added: added ?? 0, modified: modified ?? 0, removed: removed ?? 0, same: same ?? 0 };
  }

  /** The tree after a layer, and what that layer did to it. */
  #replayUpTo(top: number): void {
    for (let layer = 0; layer < top; layer++) this.#apply(layer, this.beforeLayer, this.beforeRow);
    this.afterLayer.set(this.beforeLayer);
    this.afterRow.set(this.beforeRow);
    this.#apply(top, this.afterLayer, this.afterRow);
    if (this.spec.mode === 'upTo')
      for (let node = 1; node < this.size; node++) if (this.afterRow[node] !== ABSENT) this.state[node] = SAME;
    const touched = this.log[top]?.nodes ?? new Int32Array();
    for (const node of touched) this.state[node] = this.#compare(node);
    for (let layer = top + 1; layer < this.log.length; layer++) {
      const { nodes, layer: to, row } = this.log[layer] ?? { nodes: [], layer: [], row: [] };
      for (let i = 0; i < nodes.length; i++) {
        const node = nodes[i] as number;
        // What comes back after it was removed is another one.
        if (this.removedBy[node] !== 0 || this.afterRow[node] === ABSENT) continue;
        if (row[i] === ABSENT) this.removedBy[node] = layer + 1;
        else if (this.overwrittenBy[node] === 0 && this.#isWritten(node, to[i] as number, row[i] as number))
          this.overwrittenBy[node] = layer + 1;
      }
    }
  }

  /** Every name that ever was: `before` is its first entry, or its last one where it is gone. */
  #replayAll(): void {
    for (let layer = 0; layer < this.log.length; layer++) {
      const { nodes, layer: to, row } = this.log[layer] ?? { nodes: [], layer: [], row: [] };
      for (let i = 0; i < nodes.length; i++) {
        const node = nodes[i] as number;
        if (row[i] === ABSENT) {
          if (this.afterRow[node] === ABSENT) continue;
          this.beforeLayer[node] = this.afterLayer[node] as number;
          this.beforeRow[node] = this.afterRow[node] as number;
        } else if (this.afterRow[node] === ABSENT) {
          this.beforeLayer[node] = to[i] as number;
          this.beforeRow[node] = row[i] as number;
        }
        this.afterLayer[node] = to[i] as number;
        this.afterRow[node] = row[i] as number;
      }
    }
    const { nodes } = this.rootfs;
    for (let node = 1; node < this.size; node++) {
      if (this.afterRow[node] === ABSENT) {
        if (this.beforeRow[node] === ABSENT) continue;
        this.state[node] = 3;
        this.removedBy[node] = nodes.removed(node) + 1;
      } else {
        const changed = this.#compare(node);
        this.state[node] = changed === SAME ? 1 : changed;
      }
    }
  }

  #apply(layer: number, toLayer: Uint16Array, toRow: Int32Array): void {
    const changes = this.log[layer];
    if (!changes) return;
    for (let i = 0; i < changes.nodes.length; i++) {
      const node = changes.nodes[i] as number;
      toLayer[node] = changes.layer[i] as number;
      toRow[node] = changes.row[i] as number;
    }
  }

  /** Layers list the folders above what they change: a directory that stays as it was is not written. */
  #isWritten(node: NodeId, layer: number, row: number): boolean {
    const [before, at] = [this.afterLayer[node] as number, this.afterRow[node] as number];
    return this.facts.type(layer, row) !== 'dir' || this.facts.changed(before, at, layer, row).length > 0;
  }

  #compare(node: NodeId): number {
    const [before, after] = [this.beforeRow[node] as number, this.afterRow[node] as number];
    if (before === ABSENT) return after === ABSENT ? NONE : 1;
    if (after === ABSENT) return 3;
    const [from, to] = [this.beforeLayer[node] as number, this.afterLayer[node] as number];
    return this.facts.changed(from, before, to, after).length > 0 ? 2 : SAME;
  }

  /** Sums into the folders above. A parent has a lower number than what is in it. */
  #sum(indexes: readonly (LayerIndex | null)[]): void {
    const { nodes } = this.rootfs;
    /** Hard links are one content: the first name has it. */
    const counted = indexes.map((index) => new Uint8Array(index?.count ?? 0));
    for (let node = 1; node < this.size; node++) {
      const row = this.afterRow[node] as number;
      const layer = this.afterLayer[node] as number;
      const seen = counted[layer];
      if (this.state[node] === NONE || row < 0 || !seen || seen[row] === 1) continue;
      // A layer carries what lies in it; that it gave another name to a lower file costs nothing.
      if (this.spec.mode === 'layer' && layer !== this.spec.layer) continue;
      seen[row] = 1;
      this.bytes[node] = this.facts.size(layer, row);
    }
    for (let node = this.size - 1; node > ROOT_NODE; node--) {
      const state = this.state[node] as number;
      if (state === NONE) continue;
      const parent = nodes.parent(node);
      if (this.state[parent] === NONE) this.state[parent] = CONTEXT;
      this.bytes[parent] = (this.bytes[parent] as number) + (this.bytes[node] as number);
      const [layer, row] = this.entry(node);
      const leaf = row === ABSENT || this.facts.type(layer, row) !== 'dir';
      for (const [k, column] of this.below.entries()) {
        const own = leaf && state === k + 1 ? 1 : 0;
        column[parent] = (column[parent] as number) + (column[node] as number) + own;
      }
    }
    if (this.state[ROOT_NODE] === NONE) this.state[ROOT_NODE] = CONTEXT;
  }
}

/** What each layer did, in one walk over the log. */
export function summariseLayers({ indexes, tree, log }: LoggedImage): LayerSummary[] {
  const facts = new EntryFacts(indexes);
  const atLayer = new Uint16Array(tree.nodes.count);
  const atRow = new Int32Array(tree.nodes.count).fill(ABSENT);
  return log.map(({ nodes, layer: toLayer, row: toRow }, index) => {
    const counts = { added: 0, modified: 0, removed: 0, same: 0 };
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i] as number;
      const [layer, row] = [atLayer[node] as number, atRow[node] as number];
      const [newLayer, newRow] = [toLayer[i] as number, toRow[i] as number];
      atLayer[node] = newLayer;
      atRow[node] = newRow;
      if (row === ABSENT && newRow === ABSENT) continue;
      const type = newRow === ABSENT ? facts.type(layer, row) : facts.type(newLayer, newRow);
      if (type === 'dir') continue;
      if (row === ABSENT) counts.added += 1;
      else if (newRow === ABSENT) counts.removed += 1;
      else if (facts.changed(layer, row, newLayer, newRow).length > 0) counts.modified += 1;
      else counts.same += 1;
    }
    let bytes = 0;
    const own = indexes[index];
    for (let row = 0; row < (own?.count ?? 0); row++) bytes += facts.size(index, row);
    return { index, counts, bytes, readable: own !== null };
  });
}
