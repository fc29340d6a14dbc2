import { createHash } from 'node:crypto';
import { COMPRESSION_MAGIC_BYTES, type Compression, detectCompression } from '#engine/formats/magic/compression.ts';
import { TarReader } from '#engine/formats/tar/reader.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { type DiffId, type Digest, digestOf, type Sha256 } from '#shared/model/digest.ts';
import type { Bytes } from '#shared/model/units.ts';
import { inflate, type InflateLimits } from './inflate.ts';
import type { LayerIndex } from './layer-index.ts';
import { type LayerFact, LayerPass, type PassOptions } from './layer-pass.ts';
import { readHead, readRegion, type Region } from './read-region.ts';

/** What one pass over a layer blob found. */
export type LayerRead = Readonly<{
  /** null when the caller hashes the stream elsewhere (`hash: 'none'`). */
  diffId: DiffId | null;
  /** Digest of the blob as stored; for a plain layer that is its diffId. null when not asked for. */
  blobDigest: Digest | null;
  compression: Compression;
  uncompressedSize: Bytes;
  index: LayerIndex;
  facts: readonly LayerFact[];
  diagnostics: readonly Diagnostic[];
}>;

export type ReadLayerOptions = PassOptions &
  Readonly<{
    /** `stream`: the diffId; `both`: the stored blob's digest too; `none`: another thread hashes this plain layer. */
    hash: 'stream' | 'both' | 'none';
    bounds?: InflateLimits;
    /** Called now and then with totals so far. */
    progress?: (bytesIn: Bytes, bytesOut: Bytes, entries: number) => void;
    /** Awaited after each chunk: a chance to write out what the pack has gathered. */
    afterChunk?: () => Promise<void>;
    signal?: AbortSignal;
  }>;

/**
 * Reads a layer blob in one streaming pass: inflate, hash, index every entry, hash every file, run the plug-ins.
 *
 * @throws {ParseError} for a blob that is not a whole layer: nothing of it may be claimed then
 */
export async function readLayer(region: Region, options: ReadLayerOptions): Promise<LayerRead> {
  const compression = detectCompression(await readHead(region, COMPRESSION_MAGIC_BYTES));
  const blobHash = options.hash === 'both' && compression !== 'none' ? createHash('sha256') : undefined;
  const streamHash = options.hash === 'none' ? undefined : createHash('sha256');
  let bytesIn = 0;
  const blob = (async function* () {
    for await (const chunk of readRegion(region, { signal: options.signal, reuse: compression === 'none' })) {
      blobHash?.update(chunk);
      bytesIn += chunk.length;
      yield chunk;
    }
  })();

  const pass = new LayerPass(options);
  const reader = new TarReader(pass);
  let bytesOut = 0;
  for await (const chunk of inflate(blob, compression, options.bounds)) {
    streamHash?.update(chunk);
    reader.push(chunk);
    bytesOut += chunk.length;
    options.progress?.(bytesIn, bytesOut, pass.entries);
    if (options.afterChunk) await options.afterChunk();
  }
  reader.finish();

  const diffId = streamHash ? (digestOf(streamHash.digest('hex') as Sha256) as DiffId) : null;
  return {
    diffId,
    blobDigest: blobHash
      ? digestOf(blobHash.digest('hex') as Sha256)
      : compression === 'none' && options.hash === 'both'
        ? diffId
        : null,
    compression,
    uncompressedSize: bytesOut,
    ...pass.finish(),
  };
}
