import { systemClock, type Clock } from '#engine/ports/clock.ts';
import type { JobQueue } from '#engine/ports/job-queue.ts';
import type { HeldLock, LayerLock } from '#engine/ports/layer-lock.ts';
import { backUp } from './backup.ts';
import type { BlobStore } from './blobs/blob-store.ts';
import { openBlobStore } from './blobs/open-blob-store.ts';
import type { CatalogReader } from './catalog/catalog-reader.ts';
import type { CatalogWriter } from './catalog/catalog-writer.ts';
import { ReadConnection, WriteConnection } from './catalog/sqlite/connection.ts';
import { SqliteReader } from './catalog/sqlite/sqlite-reader.ts';
import { SqliteWriter } from './catalog/sqlite/sqlite-writer.ts';
import { dataFolder, ensureDataFolder, type DataFolder } from './data-folder.ts';
import { collectGarbage } from './garbage-collection.ts';
import { holdLease } from './hold-lease.ts';
import { measureFolder } from './measure-folder.ts';
import { listRetention, previewRetention } from './preview-retention.ts';
import { SqliteJobQueue } from './queue/sqlite-job-queue.ts';
import { SqliteLayerLock } from './queue/sqlite-layer-lock.ts';
import type { RetentionPreview, RetentionRow, StorageReport } from '#shared/model/housekeeping.ts';
import type { LifecycleRule } from './catalog/records.ts';
import type { GarbageOptions, GarbageReport, Store, StoreOptions } from './store.ts';

/**
 * Opens a data folder; makes it if it is not there. Close it with `await using` or {@link Store.close}.
 *
 * @param dataDir resolved by the host from `--data`, the environment or the system's convention
 * @throws StoreError `newer-catalog`, `not-a-catalog`, `busy`
 */
export async function openStore(dataDir: string, options: StoreOptions = {}): Promise<Store> {
  const folder = dataFolder(dataDir);
  ensureDataFolder(folder);
  const connection = await WriteConnection.open(folder.catalog);
  const { clock = systemClock, tenant = 'local' } = options;
  try {
    return new FolderStore({ folder, clock, tenant, connection }, ReadConnection.open(folder.catalog));
  } catch (error) {
    connection.close();
    throw error;
  }
}

type Context = Readonly<{ folder: DataFolder; clock: Clock; tenant: string; connection: WriteConnection }>;

class FolderStore implements Store {
  readonly dataDir: string;
  readonly blobs: BlobStore;
  readonly reader: CatalogReader;
  readonly writer: CatalogWriter;
  readonly queue: JobQueue;
  readonly locks: LayerLock;
  readonly #context: Context;
  readonly #reading: ReadConnection;
  readonly #leases = new Set<HeldLock>();
  #closed = false;

  constructor(context: Context, reading: ReadConnection) {
    this.#context = context;
    this.#reading = reading;
    this.dataDir = context.folder.root;
    this.blobs = openBlobStore(this.dataDir, context.clock);
    this.reader = new SqliteReader(reading.sql, context.tenant);
    this.writer = new SqliteWriter(context);
    this.queue = new SqliteJobQueue(context);
    this.locks = new SqliteLayerLock(context);
  }

  async lease(purpose: string): Promise<HeldLock> {
    const lease = await holdLease(this.#context, { kind: 'writer', subject: purpose });
    if (lease === undefined) throw new Error(`cannot take a lease for "${purpose}": its token is taken`);
    this.#leases.add(lease);
    const release = async (): Promise<void> => {
      this.#leases.delete(lease);
      await lease.release();
    };
    return { renew: () => lease.renew(), release, [Symbol.asyncDispose]: release };
  }

  async gc(options?: GarbageOptions): Promise<GarbageReport> {
    return await collectGarbage(this.#context, options);
  }

  async measure(): Promise<StorageReport> {
    return await measureFolder(this.#context.folder, this.#reading.sql);
  }

  async retention(): Promise<readonly RetentionRow[]> {
    return listRetention(this.#reading.sql, this.#context.tenant);
  }

  async previewRetention(rule: LifecycleRule): Promise<RetentionPreview> {
    return await previewRetention(this.#context, rule);
  }

  async backup(target: string): Promise<void> {
    await backUp({ ...this.#context, blobs: this.blobs }, target);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const lease of this.#leases) await lease.release();
    this.#reading.close();
    this.#context.connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
