import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { ContentKind } from '#shared/model/tree.ts';
import type { Bytes } from '#shared/model/units.ts';
import { CONTENT_KINDS, ENTRY_TYPES, type EntryType, type LayerIndex, type Xattr } from './layer-index.ts';

/** One row to be added. `path` and `link` are byte strings. */
export type NewEntry = Readonly<{
  type: EntryType;
  path: string;
  link: string;
  mode: number;
  uid: number;
  gid: number;
  size: Bytes;
  mtime: number;
  headerOffset: Bytes;
  dataOffset: Bytes;
}>;

const FIRST_ROWS = 1024;
const FIRST_NAMES: Bytes = 64 * 1024;

/**
 * Collects a layer's entries in growing columns; content hash and kind follow when the content has passed.
 *
 * Columns grow in place: with a copy at every doubling the garbage would be as large as the index, and the allocator keeps it.
 */
export class LayerIndexBuilder {
  #count = 0;
  #capacity = FIRST_ROWS;
  readonly #heap = Buffer.from(new ArrayBuffer(FIRST_NAMES, { maxByteLength: limits.layerNameBytes }));
  #heapUsed = 0;
  readonly #nameAt = new Uint32Array(rowsOf(4));
  readonly #nameLength = new Uint16Array(rowsOf(2));
  readonly #linkAt = new Uint32Array(rowsOf(4));
  readonly #linkLength = new Uint16Array(rowsOf(2));
  readonly #type = new Uint8Array(rowsOf(1));
  readonly #kind = new Uint8Array(rowsOf(1));
  readonly #mode = new Uint16Array(rowsOf(2));
  readonly #uid = new Uint32Array(rowsOf(4));
  readonly #gid = new Uint32Array(rowsOf(4));
  readonly #size = new Float64Array(rowsOf(8));
  readonly #mtime = new Float64Array(rowsOf(8));
  readonly #headerOffset = new Float64Array(rowsOf(8));
  readonly #dataOffset = new Float64Array(rowsOf(8));
  readonly #sha256 = Buffer.from(rowsOf(32));
  readonly #xattrs: Xattr[] = [];
  #xattrBytes = 0;

  get count(): number {
    return this.#count;
  }

  /**
   * @returns the row's number
   * @throws {ParseError} `limit-exceeded` when the names of the layer take too much memory
   */
  add(entry: NewEntry): number {
    if (this.#count === this.#capacity) this.#grow();
    const row = this.#count++;
    this.#nameAt[row] = this.#heapUsed;
    this.#nameLength[row] = this.#put(entry.path);
    this.#linkAt[row] = this.#heapUsed;
    this.#linkLength[row] = this.#put(entry.link);
    this.#type[row] = ENTRY_TYPES.indexOf(entry.type);
    this.#mode[row] = entry.mode;
    this.#uid[row] = entry.uid;
    this.#gid[row] = entry.gid;
    this.#size[row] = entry.size;
    this.#mtime[row] = entry.mtime;
    this.#headerOffset[row] = entry.headerOffset;
    this.#dataOffset[row] = entry.dataOffset;
    return row;
  }

  setContent(row: number, sha256: Sha256, kind: ContentKind): void {
    this.#sha256.write(sha256, row * 32, 'hex');
    this.#kind[row] = CONTENT_KINDS.indexOf(kind);
  }

  /** The hash of a content whose kind was set when its first bytes passed. */
  setHash(row: number, sha256: Sha256): void {
    this.#sha256.write(sha256, row * 32, 'hex');
  }

  /** @throws {ParseError} `limit-exceeded` when the attributes of the layer take too much memory */
  addXattr(row: number, name: string, value: string): void {
    this.#xattrBytes += name.length + value.length;
    if (this.#xattrBytes > limits.layerXattrBytes)
      throw tooMuch('xattrs of a layer', limits.layerXattrBytes, this.#xattrBytes);
    this.#xattrs.push({ row, name, value });
  }

  /** The finished columns; the builder is used up. */
  finish(): LayerIndex {
    const n = this.#count;
    const cut = (column: { buffer: ArrayBufferLike }, bytes: Bytes): ArrayBuffer =>
      (column.buffer as ArrayBuffer).transferToFixedLength(bytes);
    return {
      count: n,
      heap: new Uint8Array(cut(this.#heap, this.#heapUsed)),
      nameAt: new Uint32Array(cut(this.#nameAt, n * 4)),
      nameLength: new Uint16Array(cut(this.#nameLength, n * 2)),
      linkAt: new Uint32Array(cut(this.#linkAt, n * 4)),
      linkLength: new Uint16Array(cut(this.#linkLength, n * 2)),
      type: new Uint8Array(cut(this.#type, n)),
      kind: new Uint8Array(cut(this.#kind, n)),
      mode: new Uint16Array(cut(this.#mode, n * 2)),
      uid: new Uint32Array(cut(this.#uid, n * 4)),
      gid: new Uint32Array(cut(this.#gid, n * 4)),
      size: new Float64Array(cut(this.#size, n * 8)),
      mtime: new Float64Array(cut(this.#mtime, n * 8)),
      headerOffset: new Float64Array(cut(this.#headerOffset, n * 8)),
      dataOffset: new Float64Array(cut(this.#dataOffset, n * 8)),
      sha256: new Uint8Array(cut(this.#sha256, n * 32)),
      xattrs: this.#xattrs,
    };
  }

  #put(text: string): number {
    if (text.length === 0) return 0;
    if (this.#heapUsed + text.length > limits.layerNameBytes)
      throw tooMuch('names of a layer', limits.layerNameBytes, this.#heapUsed + text.length);
    const needed = this.#heapUsed + text.length;
    if (needed > this.#heap.length)
      this.#heap.buffer.resize(Math.min(Math.max(this.#heap.length * 2, needed), limits.layerNameBytes));
    this.#heap.write(text, this.#heapUsed, 'latin1');
    this.#heapUsed += text.length;
    return text.length;
  }

  #grow(): void {
    if (this.#capacity === limits.layerEntries)
      throw tooMuch('entries of a layer', limits.layerEntries, this.#capacity + 1);
    const rows = Math.min(this.#capacity * 2, limits.layerEntries);
    for (const [column, bytes] of [
      [this.#nameAt, 4],
      [this.#nameLength, 2],
      [this.#linkAt, 4],
      [this.#linkLength, 2],
      [this.#type, 1],
      [this.#kind, 1],
      [this.#mode, 2],
      [this.#uid, 4],
      [this.#gid, 4],
      [this.#size, 8],
      [this.#mtime, 8],
      [this.#headerOffset, 8],
      [this.#dataOffset, 8],
      [this.#sha256, 32],
    ] as const)
      column.buffer.resize(rows * bytes);
    this.#capacity = rows;
  }
}

/** Room for rows of one column: address space for the largest layer, memory for the first rows. */
function rowsOf(bytes: Bytes): ArrayBuffer {
  return new ArrayBuffer(FIRST_ROWS * bytes, { maxByteLength: limits.layerEntries * bytes });
}

function tooMuch(what: string, limit: number, seen: number): ParseError {
  return new ParseError({ code: 'limit-exceeded', what, limit, seen });
}
