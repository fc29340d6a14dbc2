import { closeSync, openSync } from 'node:fs';
import { mkdir, readdir, rename } from 'node:fs/promises';
import type { BlobStore } from './blobs/blob-store.ts';
import { openBlobStore } from './blobs/open-blob-store.ts';
import { ReadConnection, WriteConnection } from './catalog/sqlite/connection.ts';
import { deleteLeases } from './catalog/tables/leases.ts';
import { listReachable } from './catalog/tables/reachable-blobs.ts';
import { FILE_MODE, FOLDER_MODE, dataFolder, syncFolder, type DataFolder } from './data-folder.ts';
import { holdLease, type LeaseContext } from './hold-lease.ts';
import { StoreError } from './store-error.ts';

type Context = LeaseContext & Readonly<{ folder: DataFolder; blobs: BlobStore }>;

/**
 * Copies a consistent state of the catalog and the blobs that it names into a new data folder. Others may go on working; only
 * garbage collection waits.
 *
 * The catalog gets its name last, so that a copy that was broken off is no data folder. Every blob is verified on its way.
 *
 * @param target a folder that is empty or not there
 */
export async function backUp(context: Context, target: string): Promise<void> {
  await mkdir(target, { recursive: true, mode: FOLDER_MODE });
  if ((await readdir(target)).length > 0) throw new RangeError(`cannot back up into ${target}: it is not empty`);
  await using lock = await holdLease(context, { kind: 'gc', subject: 'folder' });
  if (lock === undefined) throw new StoreError('locked', 'Cannot back up: garbage is being collected');
  const to = dataFolder(target);
  const blobs = openBlobStore(target, context.clock);
  const unfinished = `${to.catalog}.unfinished`;
  closeSync(openSync(unfinished, 'wx', FILE_MODE));
  await copyCatalog(context.folder.catalog, unfinished);
  const reachable = await withCatalog(unfinished, async (connection) => {
    // Leases are of processes that work on the other folder.
    await connection.write(deleteLeases);
    connection.shrink();
    return connection.read(listReachable);
  });
  for (const sha256 of reachable) {
    await using blob = await context.blobs.open(sha256);
    const copy = await blobs.putStream(blob.handle.createReadStream({ autoClose: false }));
    if (copy.sha256 !== sha256)
      throw new StoreError('corrupt-blob', `Cannot back up ${blob.path}: its sha256 is ${copy.sha256}`);
  }
  await rename(unfinished, to.catalog);
  await syncFolder(to.root);
}

async function copyCatalog(from: string, to: string): Promise<void> {
  const connection = ReadConnection.open(from);
  try {
    await connection.copyTo(to);
  } finally {
    connection.close();
  }
}

async function withCatalog<T>(path: string, work: (connection: WriteConnection) => Promise<T>): Promise<T> {
  const connection = await WriteConnection.open(path);
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}
