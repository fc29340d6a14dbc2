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

type Growable =
  Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Collects a layer's entries in growing columns; content hash and kind follow when the content has passed. */
export class LayerIndexBuilder {
  #count = 0;
  #capacity = 1024;
  #heap = Buffer.alloc(64 * 1024);
  #heapUsed = 0;
  #nameAt = new Uint32Array(this.#capacity);
  #nameLength = new Uint16Array(this.#capacity);
  #linkAt = new Uint32Array(this.#capacity);
  #linkLength = new Uint16Array(this.#capacity);
  #type = new Uint8Array(this.#capacity);
  #kind = new Uint8Array(this.#capacity);
  #mode = new Uint16Array(this.#capacity);
  #uid = new Uint32Array(this.#capacity);
  #gid = new Uint32Array(this.#capacity);
  #size = new Float64Array(this.#capacity);
  #mtime = new Float64Array(this.#capacity);
  #headerOffset = new Float64Array(this.#capacity);
  #dataOffset = new Float64Array(this.#capacity);
  #sha256 = Buffer.alloc(this.#capacity * 32);
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

  /** The finished columns; the builder is used up. (`Buffer.alloc` does not pool, so the buffers are the columns' own.) */
  finish(): LayerIndex {
    const n = this.#count;
    return {
      count: n,
      heap: new Uint8Array(this.#heap.buffer, 0, this.#heapUsed),
      nameAt: this.#nameAt.subarray(0, n),
      nameLength: this.#nameLength.subarray(0, n),
      linkAt: this.#linkAt.subarray(0, n),
      linkLength: this.#linkLength.subarray(0, n),
      type: this.#type.subarray(0, n),
      kind: this.#kind.subarray(0, n),
      mode: this.#mode.subarray(0, n),
      uid: this.#uid.subarray(0, n),
      gid: this.#gid.subarray(0, n),
      size: this.#size.subarray(0, n),
      mtime: this.#mtime.subarray(0, n),
      headerOffset: this.#headerOffset.subarray(0, n),
      dataOffset: this.#dataOffset.subarray(0, n),
      sha256: new Uint8Array(this.#sha256.buffer, 0, n * 32),
      xattrs: this.#xattrs,
    };
  }

  #put(text: string): number {
    if (text.length === 0) return 0;
    if (this.#heapUsed + text.length > limits.layerNameBytes)
      throw tooMuch('names of a layer', limits.layerNameBytes, this.#heapUsed + text.length);
    if (this.#heapUsed + text.length > this.#heap.length) {
      const bigger = Buffer.alloc(Math.max(this.#heap.length * 2, this.#heapUsed + text.length));
      this.#heap.copy(bigger);
      this.#heap = bigger;
    }
    this.#heap.write(text, this.#heapUsed, 'latin1');
    this.#heapUsed += text.length;
    return text.length;
  }

  #grow(): void {
    this.#capacity *= 2;
    const n = this.#capacity;
    this.#nameAt = copyInto(new Uint32Array(n), this.#nameAt);
    this.#nameLength = copyInto(new Uint16Array(n), this.#nameLength);
    this.#linkAt = copyInto(new Uint32Array(n), this.#linkAt);
    this.#linkLength = copyInto(new Uint16Array(n), this.#linkLength);
    this.#type = copyInto(new Uint8Array(n), this.#type);
    this.#kind = copyInto(new Uint8Array(n), this.#kind);
    this.#mode = copyInto(new Uint16Array(n), this.#mode);
    this.#uid = copyInto(new Uint32Array(n), this.#uid);
    this.#gid = copyInto(new Uint32Array(n), this.#gid);
    this.#size = copyInto(new Float64Array(n), this.#size);
    this.#mtime = copyInto(new Float64Array(n), this.#mtime);
    this.#headerOffset = copyInto(new Float64Array(n), this.#headerOffset);
    this.#dataOffset = copyInto(new Float64Array(n), this.#dataOffset);
    this.#sha256 = copyInto(Buffer.alloc(n * 32), this.#sha256);
  }
}

function tooMuch(what: string, limit: number, seen: number): ParseError {
  return new ParseError({ code: 'limit-exceeded', what, limit, seen });
}

function copyInto<T extends Growable>(bigger: T, old: T): T {
  bigger.set(old);
  return bigger;
}
