import type { InflateLimits } from '#engine/layers/inflate.ts';
import type { LayerIndex } from '#engine/layers/layer-index.ts';
import type { Region } from '#engine/layers/read-region.ts';
import type { Compression } from '#engine/formats/magic/compression.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { DiffId, Digest, Sha256 } from '#shared/model/digest.ts';
import type { Bytes } from '#shared/model/units.ts';

/** What a worker thread can be asked. */
export type LayerTask =
  | Readonly<{
      kind: 'read-layer';
      region: Region;
      hash: 'stream' | 'both' | 'none';
      /** Facts that are cached are not made again, unless this is true. */
      force: boolean;
      bounds: InflateLimits;
    }>
  | Readonly<{ kind: 'read-directory'; root: string; force: boolean }>
  | Readonly<{ kind: 'hash-region'; region: Region }>
  | Readonly<{ kind: 'write-checkpoints'; region: Region }>;

/** The folder of a root file system, read as one layer. Its identity follows from its listing. */
export type ReadDirectoryResult = Readonly<{
  index: LayerIndex;
  indexSha256: Sha256;
  packSha256: Sha256 | null;
  /** JSON of `LayerFact[]`: file lists of a whole distribution cross threads as text several times quicker than as objects. */
  facts: string;
  diagnostics: readonly Diagnostic[];
}>;

/** A layer that was read: its index is in the store already, and here, so that nobody has to decode it again. */
export type ReadLayerResult = ReadDirectoryResult &
  Readonly<{ diffId: DiffId | null; blobDigest: Digest | null; compression: Compression; uncompressedSize: Bytes }>;

export type LayerTaskResult = Readonly<{
  'read-layer': ReadLayerResult;
  'read-directory': ReadDirectoryResult;
  'hash-region': Readonly<{ sha256: Sha256 }>;
  /** The index is in the store; `diffId`: of what was inflated for it. */
  'write-checkpoints': Readonly<{ sha256: Sha256; diffId: DiffId }>;
}>;

/** Totals of one task so far. `total` is the blob's size. */
export type TaskProgress = Readonly<{ bytesIn: Bytes; total: Bytes; bytesOut: Bytes; entries: number }>;

/** What every worker is told at its start. */
export type WorkerSetup = Readonly<{ dataDir: string; progressEveryMs: number }>;

/** Messages from the pool to a worker and back. A failed task has a diagnostic for bad input, else an error; a stopped one too. */
export type ToWorker = Readonly<{ id: number; task: LayerTask }> | Readonly<{ stop: number }>;
export type FromWorker =
  | Readonly<{ id: number; progress: TaskProgress }>
  | Readonly<{ id: number; result: LayerTaskResult[keyof LayerTaskResult] }>
  | Readonly<{ id: number; diagnostic: Diagnostic }>
  | Readonly<{ id: number; error: string }>;
