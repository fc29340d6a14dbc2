import { open } from 'node:fs/promises';
import type { Region } from '#engine/layers/read-region.ts';
import { readRegion, readHead } from '#engine/layers/read-region.ts';
import { inflate } from '#engine/layers/inflate.ts';
import { entrySha256, type LayerIndex } from '#engine/layers/layer-index.ts';
import { PackReader } from '#engine/layers/pack.ts';
import { sha256 as sha256Of } from '#engine/bytes/sha256.ts';
import { type Compression, COMPRESSION_MAGIC_BYTES, detectCompression } from '#engine/formats/magic/compression.ts';
import { TarReader } from '#engine/formats/tar/reader.ts';
import type { BlobStore } from '#engine/store/index.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { LayerIndex as LayerNumber } from '#shared/model/units.ts';
import type { Bytes } from '#shared/model/units.ts';
import type { StoredImage } from './stored-image.ts';

/** Where one layer's bytes can be had from. */
export type LayerSource = Readonly<{
  index: LayerIndex | null;
  packSha256: Sha256 | null;
  /** The blob, while the source is there; for a folder, its host path. */
  blob:
    | Readonly<{ kind: 'region'; region: Region }>
    | Readonly<{ kind: 'folder'; readFile: (path: string) => Promise<Uint8Array> }>
    | null;
}>;

/** The layers of a stored image, without their blobs: what was kept of them can be read. */
export function keptLayers({ indexes, records }: Pick<StoredImage, 'indexes' | 'records'>): LayerSource[] {
  return indexes.map((index, i) => ({ index, packSha256: records[i]?.packSha256 ?? null, blob: null }));
}

/** A file's content by the layer and row that brought it. */
export type ContentPlace = Readonly<{ layer: LayerNumber; row: number }>;

/**
 * Bytes of files after the pass: from the layer's pack of kept sources, else by reading the layer once more. Content is checked
 * against its hash in the index, so whatever comes back is what was claimed.
 */
export class Contents implements AsyncDisposable {
  readonly #layers: readonly LayerSource[];
  readonly #blobs: BlobStore;
  readonly #packs = new Map<LayerNumber, Promise<PackReader | undefined>>();
  readonly #open: AsyncDisposable[] = [];

  constructor(layers: readonly LayerSource[], blobs: BlobStore) {
    this.#layers = layers;
    this.#blobs = blobs;
  }

  /** @returns contents in the order of `places`; undefined where the source is gone */
  async read(places: readonly ContentPlace[]): Promise<(Uint8Array | undefined)[]> {
    const found = places.map((): Uint8Array | undefined => undefined);
    const left = new Map<LayerNumber, Set<number>>();
    const kept: { i: number; pack: PackReader; at: Bytes; sha256: Sha256 }[] = [];
    for (const [i, { layer, row }] of places.entries()) {
      const index = this.#layers[layer]?.index ?? undefined;
      const sha256 = index && entrySha256(index, row);
      const pack = sha256 && (await this.#packOf(layer));
      const at = pack && pack.placeOf(sha256);
      if (pack && at !== undefined) kept.push({ i, pack, at, sha256 });
      else left.set(layer, (left.get(layer) ?? new Set()).add(row));
    }
    // In the order in which they lie there; packs take turns at no cost, as each remembers its own frame.
    kept.sort((a, b) => a.at - b.at || a.i - b.i);
    for (const { i, pack, sha256 } of kept) found[i] = await pack.read(sha256);
    for (const [layer, rows] of left) {
      const again = await this.#again(layer, rows);
      for (const [i, place] of places.entries()) if (place.layer === layer) found[i] ??= again.get(place.row);
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const open of this.#open) await open[Symbol.asyncDispose]();
  }

  #packOf(layer: LayerNumber): Promise<PackReader | undefined> {
    let pack = this.#packs.get(layer);
    if (pack === undefined) {
      pack = this.#openPack(this.#layers[layer]?.packSha256 ?? null);
      this.#packs.set(layer, pack);
    }
    return pack;
  }

  async #openPack(sha256: Sha256 | null): Promise<PackReader | undefined> {
    if (sha256 === null || !(await this.#blobs.has(sha256))) return undefined;
    const blob = await this.#blobs.open(sha256);
    this.#open.push(blob);
    return PackReader.open(blob.size, async (at, length) => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await blob.handle.read(buffer, 0, length, at);
      return buffer.subarray(0, bytesRead);
    });
  }

  /** Reads the layer again for some of its rows. */
  async #again(layer: LayerNumber, rows: ReadonlySet<number>): Promise<Map<number, Uint8Array>> {
    const source = this.#layers[layer];
    const found = new Map<number, Uint8Array>();
    if (!source?.index || !source.blob) return found;
    const { index, blob } = source;
    const keep = (row: number, bytes: Uint8Array): void => {
      if (sha256Of(bytes) === entrySha256(index, row)) found.set(row, bytes);
    };
    if (blob.kind === 'folder') {
      for (const row of rows) keep(row, await blob.readFile(pathOf(index, row)));
      return found;
    }
    const compression = detectCompression(await readHead(blob.region, COMPRESSION_MAGIC_BYTES));
    if (compression === 'none') await readInPlace(blob.region, index, rows, keep);
    const left = [...rows].filter((row) => !found.has(row));
    if (left.length === 0) return found;
    const byOffset = new Map(left.map((row) => [index.dataOffset[row] as number, row]));
    for await (const [offset, bytes] of readEntries(blob.region, compression, new Set(byOffset.keys()))) {
      const row = byOffset.get(offset);
      if (row !== undefined) keep(row, bytes);
    }
    return found;
  }
}

/** Reads files where they lie in a layer that is not compressed. What is not in one piece there (sparse files) does not have its hash. */
async function readInPlace(
  { file, offset, size }: Region,
  index: LayerIndex,
  rows: ReadonlySet<number>,
  take: (row: number, bytes: Uint8Array) => void,
): Promise<void> {
  await using handle = await open(file, 'r');
  for (const row of rows) {
    const [at, length] = [index.dataOffset[row] as number, index.size[row] as number];
    if (at + length > size) continue;
    const bytes = Buffer.allocUnsafeSlow(length);
    const { bytesRead } = await handle.read(bytes, 0, length, offset + at);
    if (bytesRead === length) take(row, bytes);
  }
}

/** Streams a layer and yields the content of the entries whose data begins at the given offsets of the tar. */
async function* readEntries(
  region: Region,
  compression: Compression,
  offsets: ReadonlySet<number>,
): AsyncGenerator<[offset: number, bytes: Buffer]> {
  const ready: [number, Buffer][] = [];
  let current: { offset: number; pieces: Buffer[] } | undefined;
  const reader = new TarReader({
    entry: (entry) =>
      (current =
        entry.type === 'file' && offsets.has(entry.dataOffset) ? { offset: entry.dataOffset, pieces: [] } : undefined),
    content: (bytes) => current?.pieces.push(bytes),
    contentEnd: () => {
      if (current) ready.push([current.offset, Buffer.concat(current.pieces)]);
    },
    anomaly: () => undefined,
  });
  let left = offsets.size;
  for await (const chunk of inflate(readRegion(region), compression)) {
    reader.push(chunk);
    for (const entry of ready.splice(0)) {
      left -= 1;
      yield entry;
    }
    if (left === 0) return;
  }
}

function pathOf(index: LayerIndex, row: number): string {
  const at = index.nameAt[row] as number;
  return Buffer.from(index.heap.buffer, index.heap.byteOffset + at, index.nameLength[row] as number).toString('latin1');
}
