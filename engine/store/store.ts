import type { Clock } from '#engine/ports/clock.ts';
import type { JobQueue } from '#engine/ports/job-queue.ts';
import type { HeldLock, LayerLock } from '#engine/ports/layer-lock.ts';
import type { Bytes } from '#shared/model/units.ts';
import type { BlobStore } from './blobs/blob-store.ts';
import type { CatalogReader } from './catalog/catalog-reader.ts';
import type { CatalogWriter } from './catalog/catalog-writer.ts';
import type { LifecycleRule } from './catalog/records.ts';
import type { RetentionPreview, RetentionRow, StorageReport } from '#shared/model/housekeeping.ts';

export type StoreOptions = Readonly<{
  clock?: Clock;
  /** Whose rows are read and written. Default `local`. */
  tenant?: string;
}>;

/** Rows and blobs that gc removed, or with `dryRun` would remove. */
export type GarbageReport = Readonly<{
  dryRun: boolean;
  /** Of blobs and temporary files. */
  freedBytes: Bytes;
  /** By cause. */
  removed: Readonly<{
    blobs: number;
    temporaryFiles: number;
    supersededLinks: number;
    artifacts: number;
    layers: number;
    facts: number;
    trust: number;
    archiveIndexes: number;
    jobs: number;
    leases: number;
  }>;
  kept: Readonly<{
    /** Reachable from the catalog. */
    blobs: number;
    bytes: Bytes;
    /** Unreachable, but as young as the oldest lease. */
    leasedBlobs: number;
  }>;
}>;

export type GarbageOptions = Readonly<{
  dryRun?: boolean;
  /** Cached facts of analyzers that are not listed are removed. Default: all are kept. */
  analyzerKeys?: readonly string[];
}>;

/** An open data folder. */
export type Store = AsyncDisposable &
  Readonly<{
    dataDir: string;
    blobs: BlobStore;
    reader: CatalogReader;
    writer: CatalogWriter;
    queue: JobQueue;
    locks: LayerLock;
    /** Keeps gc, in any process, from blobs that are put from now on. Hold it from the first put to the commit. */
    lease(purpose: string): Promise<HeldLock>;
    /** @throws StoreError `locked` when another process collects */
    gc(options?: GarbageOptions): Promise<GarbageReport>;
    /** What takes how much room on disk. */
    measure(): Promise<StorageReport>;
    /** Retention rules in force, with the documents that each is about. */
    retention(): Promise<readonly RetentionRow[]>;
    /** What a changed rule would take away that the one in force would not. Changes nothing. */
    previewRetention(rule: LifecycleRule): Promise<RetentionPreview>;
    /**
     * Copies the catalog and every reachable blob into an empty or new folder, while others go on working.
     * @param target a folder that becomes a data folder
     */
    backup(target: string): Promise<void>;
    close(): Promise<void>;
  }>;
