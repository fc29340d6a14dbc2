import { zstdCompressSync, zstdDecompressSync, constants } from 'node:zlib';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Bytes } from '#shared/model/units.ts';
import { COLUMNS, type ColumnName, LAYER_INDEX_VERSION, type LayerIndex, type Xattr } from './layer-index.ts';

type Column = { name: ColumnName; size: Bytes; stored: Bytes; packed: boolean };
type Header = { version: number; count: number; columns: Column[]; xattrs: Xattr[] };

const NAMES = Object.keys(COLUMNS) as ColumnName[];

/**
 * Stored form of a layer index: u32 length of the header, header (JSON), then the columns, each compressed by itself so that
 * no second copy of the whole is ever in memory. Hashes do not compress and are stored as they are.
 *
 * @returns pieces to be written one after the other
 */
export function* encodeLayerIndex(index: LayerIndex): Generator<Uint8Array> {
  const columns: Column[] = [];
  const pieces: Uint8Array[] = [];
  for (const name of NAMES) {
    const column = index[name];
    const raw = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    const packed = name !== 'sha256' && raw.length > 0;
    const stored = packed ? zstdCompressSync(raw, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }) : raw;
    columns.push({ name, size: raw.length, stored: stored.length, packed });
    pieces.push(stored);
  }
  const header: Header = { version: LAYER_INDEX_VERSION, count: index.count, columns, xattrs: [...index.xattrs] };
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  yield length;
  yield json;
  yield* pieces;
}

/**
 * @throws {ParseError} for bytes that {@link encodeLayerIndex} of this version did not write. They come from our own store,
 * verified by digest, so this guards against a damaged or foreign data folder.
 */
export function decodeLayerIndex(bytes: Uint8Array): LayerIndex {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(buffer);
  const columns: Partial<Record<ColumnName, LayerIndex[ColumnName]>> = {};
  let at = 4 + buffer.readUInt32LE(0);
  for (const [i, name] of NAMES.entries()) {
    const column = header.columns[i];
    if (column?.name !== name || !(column.stored >= 0) || at + column.stored > buffer.length) throw damaged(name);
    const stored = buffer.subarray(at, at + column.stored);
    at += column.stored;
    columns[name] = typed(name, column.packed ? unpack(stored, column.size, name) : stored, header.count);
  }
  return { count: header.count, xattrs: header.xattrs, ...(columns as Omit<LayerIndex, 'count' | 'xattrs'>) };
}

function readHeader(buffer: Buffer): Header {
  if (buffer.length < 4 || buffer.readUInt32LE(0) > buffer.length - 4) throw damaged('header');
  try {
    const header = JSON.parse(buffer.toString('utf8', 4, 4 + buffer.readUInt32LE(0))) as Header;
    const count = header.count;
    if (
      header.version === LAYER_INDEX_VERSION &&
      Number.isInteger(count) &&
      count >= 0 &&
      count <= limits.layerEntries &&
      Array.isArray(header.columns)
    ) {
      return header;
    }
  } catch {
    // Not JSON: the same damage, the same answer.
  }
  throw damaged('header');
}

function unpack(stored: Buffer, size: Bytes, name: string): Uint8Array {
  try {
    const raw = zstdDecompressSync(stored, { maxOutputLength: Math.max(1, size) });
    if (raw.length === size) return raw;
  } catch {
    // Falls through: damaged either way.
  }
  throw damaged(name);
}

/** The column on memory of its own where it would be misaligned, or would keep the stored bytes from being freed. */
function typed(name: ColumnName, raw: Uint8Array, count: number): LayerIndex[ColumnName] {
  const Type = COLUMNS[name];
  const wanted = name === 'heap' ? raw.length : count * (name === 'sha256' ? 32 : Type.BYTES_PER_ELEMENT);
  if (raw.length !== wanted) throw damaged(name);
  const own = raw.byteOffset === 0 && raw.buffer.byteLength === raw.length ? raw : new Uint8Array(raw);
  return new Type(own.buffer as ArrayBuffer, 0, raw.length / Type.BYTES_PER_ELEMENT);
}

function damaged(what: string): ParseError {
  return new ParseError({ code: 'malformed', what: 'stored layer index', found: `a damaged ${what}` });
}
