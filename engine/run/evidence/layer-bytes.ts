import { type FileHandle, open } from 'node:fs/promises';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { COMPRESSION_MAGIC_BYTES, detectCompression } from '#engine/formats/magic/compression.ts';
import { CheckpointReader } from '#engine/layers/checkpoint-reader.ts';
import { CHECKPOINT_VERSION } from '#engine/layers/checkpoints.ts';
import type { LayerIndex } from '#engine/layers/layer-index.ts';
import { readHead, type Region } from '#engine/layers/read-region.ts';
import type { HeldLock } from '#engine/ports/layer-lock.ts';
import type { Store } from '#engine/store/index.ts';
import type { DiffId, Sha256 } from '#shared/model/digest.ts';
import { type Bytes, MiB } from '#shared/model/units.ts';
import { WorkerPool } from '../worker-pool.ts';
import type { FileContent } from './file-content.ts';

/** Inflating that much from the start takes a second at most; an index would save little. */
const SMALL_LAYER: Bytes = 16 * MiB;
/** Headers of one entry: a long name and its times. More is not looked through. */
const MOST_HEADERS: Bytes = 64 * 1024;
const BLOCK = 512;
const SPARSE = 0x53;

/** A layer that can be read from anywhere. */
type LayerBytes = AsyncDisposable & Readonly<{ read(from: Bytes, to: Bytes): Promise<Uint8Array> }>;

/**
 * Ranged reads of gzip layers, by an index of where inflating can begin. The index is made aside, in a thread, when a layer is first
 * looked into; until it is there, layers are read from their start.
 */
export class LayerIndexes implements AsyncDisposable {
  readonly #store: Store;
  readonly #making = new Map<string, Promise<void>>();
  /** Layers that have no index for a reason that stays: damage, or too many members. */
  readonly #hopeless = new Set<string>();
  #pool: WorkerPool | undefined;
  #closed = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Content of an entry without reading what lies before it; undefined when that cannot be done (yet). Dispose of it. */
  async open(
    region: Region,
    diffId: DiffId,
    index: LayerIndex,
    row: number,
    sha256: Sha256,
  ): Promise<FileContent | undefined> {
    const layer = await this.#openLayer(region, diffId);
    if (layer === undefined) return undefined;
    const [header = 0, from = 0, size = 0] = [index.headerOffset[row], index.dataOffset[row], index.size[row]];
    if (!(await isContiguous(layer, header, from).catch(() => false))) {
      await layer[Symbol.asyncDispose]();
      return undefined;
    }
    return {
      size,
      sha256,
      from: 'layer',
      read: (start, end) => layer.read(from + Math.min(start, size), from + Math.min(Math.max(start, end), size)),
      [Symbol.asyncDispose]: () => layer[Symbol.asyncDispose](),
    };
  }

  /** Makes the index of a layer, if it is worth one and has none. Never fails: without it, layers are read from their start. */
  async make(region: Region, diffId: DiffId): Promise<void> {
    const key = `${diffId} ${region.size}`;
    if (this.#closed || region.size < SMALL_LAYER || this.#hopeless.has(key)) return;
    const making = this.#making.get(key) ?? this.#make(region, diffId);
    this.#making.set(key, making);
    try {
      await making;
    } catch (error) {
      if (error instanceof ParseError) this.#hopeless.add(key);
    } finally {
      this.#making.delete(key);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#pool?.[Symbol.asyncDispose]();
    await Promise.allSettled(this.#making.values());
  }

  async #make(region: Region, diffId: DiffId): Promise<void> {
    if (detectCompression(await readHead(region, COMPRESSION_MAGIC_BYTES)) !== 'gzip') return;
    const known = await this.#store.reader.findCheckpoints(diffId, region.size, CHECKPOINT_VERSION);
    if (known !== undefined && (await this.#store.blobs.has(known))) return;
    const lease: HeldLock = await this.#store.lease('checkpoints');
    try {
      // A thread that begins now would be stopped by nobody.
      if (this.#closed) return;
      this.#pool ??= new WorkerPool(1, { dataDir: this.#store.dataDir, progressEveryMs: 1000 });
      const made = await this.#pool.run<'write-checkpoints'>({ kind: 'write-checkpoints', region });
      if (made.diffId !== diffId)
        throw new ParseError({ code: 'digest-mismatch', what: 'layer', found: made.diffId, expected: diffId });
      await this.#store.writer.saveCheckpoints({
        diffId,
        storedSize: region.size,
        version: CHECKPOINT_VERSION,
        sha256: made.sha256,
      });
    } finally {
      await lease[Symbol.asyncDispose]();
    }
  }

  async #openLayer(region: Region, diffId: DiffId): Promise<LayerBytes | undefined> {
    const sha256 = await this.#store.reader.findCheckpoints(diffId, region.size, CHECKPOINT_VERSION);
    if (sha256 === undefined || !(await this.#store.blobs.has(sha256))) return undefined;
    await using cleanUp = new AsyncDisposableStack();
    const blob = cleanUp.use(await this.#store.blobs.open(sha256));
    const file = cleanUp.use(await open(region.file, 'r'));
    const reader = await CheckpointReader.open(
      blob.size,
      (at, length) => readFrom(blob.handle, at, length),
      region.size,
      (at, length) => readFrom(file, region.offset + at, Math.min(length, region.size - at)),
    ).catch((error: unknown) => {
      // A damaged index is made again when the row is gone; the layer itself is what counts.
      if (error instanceof ParseError) return undefined;
      throw error;
    });
    if (reader === undefined) return undefined;
    const kept = cleanUp.move();
    return { read: (from, to) => reader.read(from, to), [Symbol.asyncDispose]: () => kept.disposeAsync() };
  }
}

/** Does the content lie in the tar as it is? Sparse files leave their holes out (GNU tar's manual, "Sparse Formats"). */
async function isContiguous(layer: LayerBytes, header: Bytes, data: Bytes): Promise<boolean> {
  if (data - header > MOST_HEADERS) return false;
  const bytes = Buffer.from(await layer.read(header, data));
  if (bytes.includes('GNU.sparse.')) return false;
  for (let at = 156; at < bytes.length; at += BLOCK) if (bytes[at] === SPARSE) return false;
  return bytes.length === data - header && bytes.length > 0;
}

async function readFrom(handle: FileHandle, at: Bytes, length: Bytes): Promise<Uint8Array> {
  const buffer = Buffer.alloc(Math.max(0, length));
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await handle.read(buffer, done, buffer.length - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}
