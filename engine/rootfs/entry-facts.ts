import { entryLink, entrySha256, entryType, type LayerIndex, sameSha256 } from '#engine/layers/layer-index.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { ChangeField, TreeType } from '#shared/model/layer-tree.ts';
import type { FileType } from '#shared/model/tree.ts';
import type { Bytes } from '#shared/model/units.ts';
import { IMPLICIT } from './change-log.ts';

/** Facts of layer entries by layer and row, where the row may be IMPLICIT; never ABSENT. */
export class EntryFacts {
  readonly #indexes: readonly (LayerIndex | null)[];

  constructor(indexes: readonly (LayerIndex | null)[]) {
    this.#indexes = indexes;
  }

  type(layer: number, row: number): FileType {
    const index = this.#index(layer, row);
    return index ? (entryType(index, row) as FileType) : 'dir';
  }

  /** Of a regular file; 0 of everything else. */
  size(layer: number, row: number): Bytes {
    const index = this.#index(layer, row);
    return index && entryType(index, row) === 'file' ? (index.size[row] as number) : 0;
  }

  sha256(layer: number, row: number): Sha256 | null {
    const index = this.#index(layer, row);
    return index && entryType(index, row) === 'file' ? entrySha256(index, row) : null;
  }

  mode(layer: number, row: number): number {
    const index = this.#index(layer, row);
    if (!index) return 0o755;
    return entryType(index, row) === 'symlink' ? 0o777 : (index.mode[row] as number);
  }

  uid(layer: number, row: number): number {
    return this.#index(layer, row)?.uid[row] ?? 0;
  }

  gid(layer: number, row: number): number {
    return this.#index(layer, row)?.gid[row] ?? 0;
  }

  /** A byte string; null for what is no symlink. */
  linkTarget(layer: number, row: number): string | null {
    const index = this.#index(layer, row);
    return index && entryType(index, row) === 'symlink' ? entryLink(index, row) : null;
  }

  treeType(layer: number, row: number): TreeType {
    const type = this.type(layer, row);
    if (type === 'file') return (this.mode(layer, row) & 0o111) === 0 ? 'file' : 'executable';
    if (type === 'dir') return 'dir';
    return type === 'symlink' ? 'link' : 'special';
  }

  /** What differs between two entries of one name. Another type is said alone: nothing else can be compared. */
  changed(layerA: number, rowA: number, layerB: number, rowB: number): ChangeField[] {
    if (layerA === layerB && rowA === rowB) return [];
    const type = this.type(layerA, rowA);
    if (type !== this.type(layerB, rowB)) return ['type'];
    const fields: ChangeField[] = [];
    if (!this.#sameContent(type, layerA, rowA, layerB, rowB)) fields.push('content');
    if (this.mode(layerA, rowA) !== this.mode(layerB, rowB)) fields.push('mode');
    if (this.uid(layerA, rowA) !== this.uid(layerB, rowB) || this.gid(layerA, rowA) !== this.gid(layerB, rowB))
      fields.push('owner');
    return fields;
  }

  #sameContent(type: FileType, layerA: number, rowA: number, layerB: number, rowB: number): boolean {
    const [a, b] = [this.#index(layerA, rowA), this.#index(layerB, rowB)];
    if (type === 'dir' || type === 'fifo' || !a || !b) return true;
    return type === 'file' ? sameSha256(a, rowA, b, rowB) : entryLink(a, rowA) === entryLink(b, rowB);
  }

  #index(layer: number, row: number): LayerIndex | undefined {
    return row === IMPLICIT ? undefined : (this.#indexes[layer] ?? undefined);
  }
}
