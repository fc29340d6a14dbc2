import {
  entryKind,
  entryLink,
  entrySha256,
  entryType,
  type LayerIndex,
  sameSha256,
} from '#engine/layers/layer-index.ts';
import type { ContentKind, FileType, TreeNode } from '#shared/model/tree.ts';
import type { LayerIndex as LayerNumber } from '#shared/model/units.ts';

const IMPLICIT_ROW = -1;

/**
 * Inodes: each points at the layer entry that its attributes and content come from. Two names with the same inode are hard links.
 */
export class InodeTable {
  readonly #indexes: (LayerIndex | null)[];
  #count = 0;
  #layer: Uint16Array<ArrayBuffer>;
  #row: Int32Array<ArrayBuffer>;
  #links: Int32Array<ArrayBuffer>;

  /**
   * @param indexes one per layer; null for a layer that could not be read
   * @param expected room that is made at once
   */
  constructor(indexes: (LayerIndex | null)[], expected = 0) {
    this.#indexes = indexes;
    const capacity = Math.max(1024, expected);
    this.#layer = new Uint16Array(capacity);
    this.#row = new Int32Array(capacity);
    this.#links = new Int32Array(capacity);
  }

  /** A new inode without a name yet. */
  add(layer: LayerNumber, row: number): number {
    if (this.#count === this.#layer.length) this.#grow();
    const inode = this.#count++;
    this.#layer[inode] = layer;
    this.#row[inode] = row;
    return inode;
  }

  /** A directory that no entry describes: 0755, root's. */
  addImplicit(layer: LayerNumber): number {
    return this.add(layer, IMPLICIT_ROW);
  }

  /** A directory listed again takes its attributes from the new entry. */
  redescribe(inode: number, layer: LayerNumber, row: number): void {
    this.#layer[inode] = layer;
    this.#row[inode] = row;
  }

  link(inode: number): void {
    this.#links[inode] = (this.#links[inode] as number) + 1;
  }

  unlink(inode: number): void {
    this.#links[inode] = (this.#links[inode] as number) - 1;
  }

  links(inode: number): number {
    return this.#links[inode] as number;
  }

  type(inode: number): FileType {
    const row = this.#row[inode] as number;
    const index = this.#index(inode);
    // An inode is never made from a hard link or a marker.
    return row === IMPLICIT_ROW || !index ? 'dir' : (entryType(index, row) as FileType);
  }

  /** `none` for everything but regular files. */
  kind(inode: number): ContentKind {
    const row = this.#row[inode] as number;
    const index = this.#index(inode);
    return row === IMPLICIT_ROW || !index ? 'none' : entryKind(index, row);
  }

  symlinkTarget(inode: number): string {
    const index = this.#index(inode);
    return index ? entryLink(index, this.#row[inode] as number) : '';
  }

  /** Same type, and the same bytes, link text or device number. Directories have no content to compare. */
  sameContent(a: number, b: number): boolean {
    if (a === b) return true;
    const [indexA, indexB] = [this.#index(a), this.#index(b)];
    const [rowA, rowB] = [this.#row[a] as number, this.#row[b] as number];
    const type = this.type(a);
    if (type !== this.type(b)) return false;
    if (type === 'dir' || type === 'fifo' || !indexA || !indexB) return true;
    if (type === 'file') return sameSha256(indexA, rowA, indexB, rowB);
    return entryLink(indexA, rowA) === entryLink(indexB, rowB);
  }

  /** Where the content lies: the layer and row that brought it. undefined for implicit directories. */
  origin(inode: number): { layer: LayerNumber; row: number } | undefined {
    const row = this.#row[inode] as number;
    return row === IMPLICIT_ROW ? undefined : { layer: this.#layer[inode] as number, row };
  }

  /** The inode's facts as part of a node. */
  describe(
    inode: number,
  ): Pick<TreeNode, 'type' | 'mode' | 'uid' | 'gid' | 'size' | 'sha256' | 'contentKind' | 'linkTarget' | 'inode'> {
    const row = this.#row[inode] as number;
    const index = this.#index(inode);
    if (row === IMPLICIT_ROW || !index) return { type: 'dir', mode: 0o755, uid: 0, gid: 0, inode };
    const type = this.type(inode);
    const common = {
      type,
      mode: type === 'symlink' ? 0o777 : (index.mode[row] as number),
      uid: index.uid[row] as number,
      gid: index.gid[row] as number,
      inode,
    };
    switch (type) {
      case 'file':
        return {
          ...common,
          size: index.size[row] as number,
          sha256: entrySha256(index, row),
          contentKind: entryKind(index, row),
        };
      case 'symlink':
        return { ...common, linkTarget: entryLink(index, row) };
      case 'dir':
      case 'char':
      case 'block':
      case 'fifo':
        return common;
      default:
        return type satisfies never;
    }
  }

  #index(inode: number): LayerIndex | null {
    return this.#indexes[this.#layer[inode] as number] ?? null;
  }

  #grow(): void {
    const size = this.#layer.length * 2;
    const layer = new Uint16Array(size);
    layer.set(this.#layer);
    this.#layer = layer;
    const row = new Int32Array(size);
    row.set(this.#row);
    this.#row = row;
    const links = new Int32Array(size);
    links.set(this.#links);
    this.#links = links;
  }
}
