import type { LayerIndex as LayerNumber } from '#shared/model/units.ts';
import { type NodeId, ROOT_NODE } from './node-table.ts';
import type { RootFs } from './rootfs.ts';

/** Instead of a row: nothing is at the name. */
export const ABSENT = -2;
/** Instead of a row: a directory that no entry describes. */
export const IMPLICIT = -1;

/**
 * What one layer did: the names that it touched, each once, with the entry that describes it afterwards (`layer` and `row` of an
 * index; the row may be {@link ABSENT} or {@link IMPLICIT}). Hard links of each other have the same entry.
 */
export type LayerChanges = Readonly<{
  nodes: Int32Array;
  layer: Uint16Array;
  row: Int32Array;
  /** Names that a whiteout of this layer names. */
  whiteouts: ReadonlySet<NodeId>;
  /** Directories that this layer makes opaque, with the number of names that this hid. */
  opaque: ReadonlyMap<NodeId, number>;
}>;

/** One per layer, base first; empty for a layer that could not be read. */
export type ChangeLog = readonly LayerChanges[];

/** Writes the log while layers are replayed: ten bytes for a touched name. */
export class ChangeRecorder {
  readonly #log: LayerChanges[] = [];
  #rootfs: RootFs | undefined;
  #touched: Int32Array<ArrayBuffer> = new Int32Array(1024);
  #count = 0;
  /** By node: number of the layer that touched it last, plus one. */
  #mark: Uint16Array<ArrayBuffer> = new Uint16Array(1024);
  #layer = 1;
  #whiteouts = new Set<NodeId>();
  #opaque = new Map<NodeId, number>();

  get log(): ChangeLog {
    return this.#log;
  }

  begin(rootfs: RootFs): void {
    this.#rootfs = rootfs;
    rootfs.nodes.onTouch = (node) => this.#touch(node);
  }

  whiteout(node: NodeId): void {
    this.#whiteouts.add(node);
  }

  opaque(node: NodeId, hidden: number): void {
    // There may be two markers, the second of which finds nothing left.
    this.#opaque.set(node, (this.#opaque.get(node) ?? 0) + hidden);
  }

  endLayer(layer: LayerNumber): void {
    const { nodes, inodes } = this.#rootfs as RootFs;
    const touched = this.#touched.slice(0, this.#count);
    const layers = new Uint16Array(touched.length);
    const rows = new Int32Array(touched.length);
    for (const [i, node] of touched.entries()) {
      if (!nodes.isPresent(node)) {
        rows[i] = ABSENT;
        continue;
      }
      const origin = inodes.origin(nodes.inode(node));
      layers[i] = origin?.layer ?? layer;
      rows[i] = origin?.row ?? IMPLICIT;
    }
    this.#log.push({ nodes: touched, layer: layers, row: rows, whiteouts: this.#whiteouts, opaque: this.#opaque });
    this.#count = 0;
    this.#layer = layer + 2;
    this.#whiteouts = new Set();
    this.#opaque = new Map();
  }

  #touch(node: NodeId): void {
    if (node === ROOT_NODE) return;
    if (node >= this.#mark.length) this.#mark = grown(this.#mark, Uint16Array, node);
    if (this.#mark[node] === this.#layer) return;
    this.#mark[node] = this.#layer;
    if (this.#count === this.#touched.length) this.#touched = grown(this.#touched, Int32Array, this.#count);
    this.#touched[this.#count++] = node;
  }
}

function grown<T extends Int32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>>(
  column: T,
  make: new (size: number) => T,
  atLeast: number,
): T {
  const larger = new make(Math.max(column.length * 2, atLeast + 1));
  larger.set(column);
  return larger;
}
