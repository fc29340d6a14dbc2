import type { Sha256 } from '#shared/model/digest.ts';
import type { ContentKind, FileType } from '#shared/model/tree.ts';
import type { Bytes } from '#shared/model/units.ts';

/** Raise when the columns, or what is put into them, change: older stored indexes are then read again from their layers. */
export const LAYER_INDEX_VERSION = 3;

/** Types of a layer's entries; the position in this list is the stored number. */
export const ENTRY_TYPES = [
  'file',
  'dir',
  'symlink',
  'char',
  'block',
  'fifo',
  'hardlink',
  'whiteout',
  'opaque',
] as const satisfies (FileType | 'hardlink' | 'whiteout' | 'opaque')[];
export type EntryType = (typeof ENTRY_TYPES)[number];

/** Content kinds; the position in this list is the stored number. */
export const CONTENT_KINDS = [
  'none',
  'elf',
  'pe',
  'macho',
  'script',
  'zip',
  'ar',
  'wasm',
  'java-class',
] as const satisfies ContentKind[];

export type Xattr = Readonly<{ row: number; name: string; value: string }>;

/**
 * Every entry of one layer in tar order, one typed array per column, so that a million entries fit in some 130 MB and cross
 * between threads without a copy.
 *
 * Row `i`: its path is the heap's bytes `[nameAt[i], nameAt[i] + nameLength[i])`. For a `whiteout` the path is what it removes, for
 * `opaque` the directory. The link text of a device is `major,minor`. `sha256` has 32 bytes per row: of a
 * regular file's content, of a marker's header block (which is its proof), zeros for the others.
 */
export type LayerIndex = Readonly<{
  count: number;
  heap: Uint8Array;
  nameAt: Uint32Array;
  nameLength: Uint16Array;
  linkAt: Uint32Array;
  linkLength: Uint16Array;
  type: Uint8Array;
  kind: Uint8Array;
  mode: Uint16Array;
  uid: Uint32Array;
  gid: Uint32Array;
  size: Float64Array;
  /** Seconds since 1970. Shown, never part of identity. */
  mtime: Float64Array;
  /** Where the entry's first header lies in the tar stream. */
  headerOffset: Float64Array;
  /** Where its stored content begins. */
  dataOffset: Float64Array;
  sha256: Uint8Array;
  xattrs: readonly Xattr[];
}>;

/** Typed-array columns with their bytes per row (heap: bytes in all). Order = order in the stored form. */
export const COLUMNS = {
  heap: Uint8Array,
  nameAt: Uint32Array,
  nameLength: Uint16Array,
  linkAt: Uint32Array,
  linkLength: Uint16Array,
  type: Uint8Array,
  kind: Uint8Array,
  mode: Uint16Array,
  uid: Uint32Array,
  gid: Uint32Array,
  size: Float64Array,
  mtime: Float64Array,
  headerOffset: Float64Array,
  dataOffset: Float64Array,
  sha256: Uint8Array,
} as const;
export type ColumnName = keyof typeof COLUMNS;

/** The path of a row, as a byte string. */
export function entryPath(index: LayerIndex, row: number): string {
  const at = index.nameAt[row] as number;
  return latin1(index.heap, at, at + (index.nameLength[row] as number));
}

/** Link target of a symlink or hard link, or `major,minor` of a device; a byte string. */
export function entryLink(index: LayerIndex, row: number): string {
  const at = index.linkAt[row] as number;
  return latin1(index.heap, at, at + (index.linkLength[row] as number));
}

export function entryType(index: LayerIndex, row: number): EntryType {
  return ENTRY_TYPES[index.type[row] as number] ?? 'file';
}

export function entryKind(index: LayerIndex, row: number): ContentKind {
  return CONTENT_KINDS[index.kind[row] as number] ?? 'none';
}

/** Content hash of a regular file. */
export function entrySha256(index: LayerIndex, row: number): Sha256 {
  return Buffer.from(index.sha256.buffer, index.sha256.byteOffset + row * 32, 32).toString('hex') as Sha256;
}

/** Do two rows, of any layers, have the same content hash? */
export function sameSha256(a: LayerIndex, rowA: number, b: LayerIndex, rowB: number): boolean {
  for (let i = 0; i < 32; i++) if (a.sha256[rowA * 32 + i] !== b.sha256[rowB * 32 + i]) return false;
  return true;
}

function latin1(heap: Uint8Array, from: Bytes, to: Bytes): string {
  return Buffer.from(heap.buffer, heap.byteOffset + from, to - from).toString('latin1');
}
