import { randomInt } from 'node:crypto';
import type { LayerIndex as LayerNumber } from '#shared/model/units.ts';

/** Number of a node. 0 is the root; nodes are never freed, only marked absent, so a path keeps its number for a whole replay. */
export type NodeId = number;

export const NO_NODE: NodeId = -1;
export const ROOT_NODE: NodeId = 0;

const PRESENT = 1;
const IMPLICIT = 2;
/** Was present at some time. */
const EVER = 4;

/**
 * Names and their per-path facts, in typed columns: a million nodes take some 50 MB, where Maps and objects would take 300.
 * Children are found by an open-addressing hash of (parent, name); names are bytes in one heap.
 */
export class NodeTable {
  /** Is told every name that comes to exist, changes or goes, after the fact. */
  onTouch: ((node: NodeId) => void) | undefined;
  #count = 0;
  #changes = 0;
  #capacity: number;
  #parent: Int32Array<ArrayBuffer>;
  #nameAt: Uint32Array<ArrayBuffer>;
  #nameLength: Uint8Array<ArrayBuffer>;
  #firstChild: Int32Array<ArrayBuffer>;
  #nextSibling: Int32Array<ArrayBuffer>;
  #previousSibling: Int32Array<ArrayBuffer>;
  #inode: Int32Array<ArrayBuffer>;
  #introduced: Uint16Array<ArrayBuffer>;
  #lastModified: Uint16Array<ArrayBuffer>;
  #contentSince: Uint16Array<ArrayBuffer>;
  #removed: Uint16Array<ArrayBuffer>;
  #state: Uint8Array<ArrayBuffer>;
  #names: Buffer<ArrayBuffer>;
  #namesUsed = 0;
  /** Node numbers + 1 by hash; 0 = free. Power of two, at most half full. */
  #slots: Int32Array<ArrayBuffer>;

  /** Against names made to collide, which would make two million lookups quadratic. Nothing that leaves this table depends on it. */
  readonly #seed = randomInt(2 ** 32);

  /**
   * @param expected room that is made at once; more is made when it is needed, by copying, which leaves garbage as large as the table
   */
  constructor(expected: Readonly<{ nodes: number; nameBytes: number }> = { nodes: 0, nameBytes: 0 }) {
    this.#capacity = Math.max(1024, expected.nodes);
    this.#parent = new Int32Array(this.#capacity);
    this.#nameAt = new Uint32Array(this.#capacity);
    this.#nameLength = new Uint8Array(this.#capacity);
    this.#firstChild = new Int32Array(this.#capacity);
    this.#nextSibling = new Int32Array(this.#capacity);
    this.#previousSibling = new Int32Array(this.#capacity);
    this.#inode = new Int32Array(this.#capacity);
    this.#introduced = new Uint16Array(this.#capacity);
    this.#lastModified = new Uint16Array(this.#capacity);
    this.#contentSince = new Uint16Array(this.#capacity);
    this.#removed = new Uint16Array(this.#capacity);
    this.#state = new Uint8Array(this.#capacity);
    this.#names = Buffer.alloc(Math.max(16 * 1024, expected.nameBytes));
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * this.#capacity + 1)));
    this.#new(ROOT_NODE, '');
    this.#state[ROOT_NODE] = PRESENT | EVER;
  }

  get count(): number {
    return this.#count;
  }

  /** Grows with every name that comes to exist, changes or goes. */
  get changes(): number {
    return this.#changes;
  }

  /** The node of a name, present or not. */
  find(parent: NodeId, name: string): NodeId {
    const mask = this.#slots.length - 1;
    for (let slot = this.#hash(parent, name) & mask; ; slot = (slot + 1) & mask) {
      const node = (this.#slots[slot] as number) - 1;
      if (node < 0) return NO_NODE;
      if (this.#parent[node] === parent && this.#nameIs(node, name)) return node;
    }
  }

  /** The node of a name; made, absent, if there was none. */
  obtain(parent: NodeId, name: string): NodeId {
    const known = this.find(parent, name);
    if (known !== NO_NODE) return known;
    if (this.#count * 2 >= this.#slots.length) this.#rehash();
    const node = this.#new(parent, name);
    this.#insert(node, name);
    return node;
  }

  /**
   * Numbers of the children that are present, in no useful order. Absent ones are not even passed over: a layer may remove a
   * directory of half a million names as many times. The child at hand may be removed meanwhile.
   */
  *children(parent: NodeId): Generator<NodeId> {
    let node = this.#firstChild[parent] as number;
    while (node !== NO_NODE) {
      const next = this.#nextSibling[node] as number;
      yield node;
      node = next;
    }
  }

  name(node: NodeId): string {
    const at = this.#nameAt[node] as number;
    return this.#names.toString('latin1', at, at + (this.#nameLength[node] as number));
  }

  path(node: NodeId): string {
    const parts: string[] = [];
    for (let at = node; at !== ROOT_NODE; at = this.#parent[at] as number) parts.push(this.name(at));
    return parts.reverse().join('/');
  }

  /**
   * Orders names as their bytes are ordered, each with one byte more after it, if that is not 0.
   *
   * @returns below 0, 0 or above 0
   */
  compareNames(a: NodeId, afterA: number, b: NodeId, afterB: number): number {
    const [atA, atB] = [this.#nameAt[a] as number, this.#nameAt[b] as number];
    const [lengthA, lengthB] = [this.#nameLength[a] as number, this.#nameLength[b] as number];
    const common = Math.min(lengthA, lengthB);
    for (let i = 0; i < common; i++) {
      const difference = (this.#names[atA + i] as number) - (this.#names[atB + i] as number);
      if (difference !== 0) return difference;
    }
    // No name has a byte 0, so the end of one sorts before whatever the other has there.
    const nextA = common < lengthA ? (this.#names[atA + common] as number) : afterA;
    const nextB = common < lengthB ? (this.#names[atB + common] as number) : afterB;
    return nextA - nextB || lengthA - lengthB;
  }

  parent(node: NodeId): NodeId {
    return this.#parent[node] as number;
  }

  isPresent(node: NodeId): boolean {
    return ((this.#state[node] as number) & PRESENT) !== 0;
  }

  wasEverPresent(node: NodeId): boolean {
    return ((this.#state[node] as number) & EVER) !== 0;
  }

  isImplicit(node: NodeId): boolean {
    return ((this.#state[node] as number) & IMPLICIT) !== 0;
  }

  inode(node: NodeId): number {
    return this.#inode[node] as number;
  }

  introduced(node: NodeId): LayerNumber {
    return this.#introduced[node] as number;
  }

  lastModified(node: NodeId): LayerNumber {
    return this.#lastModified[node] as number;
  }

  contentSince(node: NodeId): LayerNumber {
    return this.#contentSince[node] as number;
  }

  /** Of an absent node: the layer that removed it last. */
  removed(node: NodeId): LayerNumber {
    return this.#removed[node] as number;
  }

  /** Makes an absent name exist. */
  create(node: NodeId, inode: number, layer: LayerNumber, implicit: boolean): void {
    this.#changes += 1;
    if (!this.isPresent(node)) this.#attach(node);
    this.#state[node] = PRESENT | EVER | (implicit ? IMPLICIT : 0);
    this.#inode[node] = inode;
    this.#introduced[node] = layer;
    this.#lastModified[node] = layer;
    this.#contentSince[node] = layer;
    this.onTouch?.(node);
  }

  /** Gives a present name another inode, or lists it again. */
  update(node: NodeId, inode: number, layer: LayerNumber, sameContent: boolean): void {
    this.#changes += 1;
    this.#state[node] = PRESENT | EVER;
    this.#inode[node] = inode;
    this.#lastModified[node] = layer;
    if (!sameContent) this.#contentSince[node] = layer;
    this.onTouch?.(node);
  }

  /** Marks one name absent; children are the caller's concern. */
  remove(node: NodeId, layer: LayerNumber): void {
    this.#changes += 1;
    if (this.isPresent(node)) this.#detach(node);
    this.#state[node] = EVER;
    this.#removed[node] = layer;
    this.onTouch?.(node);
  }

  #attach(node: NodeId): void {
    const parent = this.#parent[node] as number;
    // The root is nobody's child.
    if (node === ROOT_NODE) return;
    const first = this.#firstChild[parent] as number;
    this.#nextSibling[node] = first;
    this.#previousSibling[node] = NO_NODE;
    if (first !== NO_NODE) this.#previousSibling[first] = node;
    this.#firstChild[parent] = node;
  }

  #detach(node: NodeId): void {
    const next = this.#nextSibling[node] as number;
    const previous = this.#previousSibling[node] as number;
    if (previous === NO_NODE) this.#firstChild[this.#parent[node] as number] = next;
    else this.#nextSibling[previous] = next;
    if (next !== NO_NODE) this.#previousSibling[next] = previous;
  }

  #new(parent: NodeId, name: string): NodeId {
    if (this.#count === this.#capacity) this.#grow();
    const node = this.#count++;
    if (this.#namesUsed + name.length > this.#names.length) {
      const bigger = Buffer.alloc(this.#names.length * 2);
      this.#names.copy(bigger);
      this.#names = bigger;
    }
    this.#parent[node] = parent;
    this.#nameAt[node] = this.#namesUsed;
    this.#nameLength[node] = this.#names.write(name, this.#namesUsed, 'latin1');
    this.#namesUsed += name.length;
    this.#firstChild[node] = NO_NODE;
    this.#nextSibling[node] = NO_NODE;
    this.#previousSibling[node] = NO_NODE;
    return node;
  }

  #nameIs(node: NodeId, name: string): boolean {
    if (this.#nameLength[node] !== name.length) return false;
    const at = this.#nameAt[node] as number;
    for (let i = 0; i < name.length; i++) if (this.#names[at + i] !== name.charCodeAt(i)) return false;
    return true;
  }

  #insert(node: NodeId, name: string): void {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(this.#parent[node] as number, name) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = node + 1;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let node = 1; node < this.#count; node++) this.#insert(node, this.name(node));
  }

  /** FNV-1a over the name, seeded with the parent and a number that an image's maker cannot know. */
  #hash(parent: NodeId, name: string): number {
    let h = Math.imul(parent + 1, 0x9e3779b1) ^ this.#seed;
    for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
    return (h ^ (h >>> 15)) >>> 0;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#parent = bigger(this.#parent, new Int32Array(this.#capacity));
    this.#nameAt = bigger(this.#nameAt, new Uint32Array(this.#capacity));
    this.#nameLength = bigger(this.#nameLength, new Uint8Array(this.#capacity));
    this.#firstChild = bigger(this.#firstChild, new Int32Array(this.#capacity));
    this.#nextSibling = bigger(this.#nextSibling, new Int32Array(this.#capacity));
    this.#previousSibling = bigger(this.#previousSibling, new Int32Array(this.#capacity));
    this.#inode = bigger(this.#inode, new Int32Array(this.#capacity));
    this.#introduced = bigger(this.#introduced, new Uint16Array(this.#capacity));
    this.#lastModified = bigger(this.#lastModified, new Uint16Array(this.#capacity));
    this.#contentSince = bigger(this.#contentSince, new Uint16Array(this.#capacity));
    this.#removed = bigger(this.#removed, new Uint16Array(this.#capacity));
    this.#state = bigger(this.#state, new Uint8Array(this.#capacity));
  }
}

function bigger<T extends { set(old: T): void }>(old: T, fresh: T): T {
  fresh.set(old);
  return fresh;
}
