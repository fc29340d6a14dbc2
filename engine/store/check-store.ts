import { readdir } from 'node:fs/promises';
import { openBlobStore } from './blobs/open-blob-store.ts';
import { listBlobs } from './blobs/list-blobs.ts';
import { ReadConnection } from './catalog/sqlite/connection.ts';
import { listReachable } from './catalog/tables/reachable-blobs.ts';
import { dataFolder } from './data-folder.ts';
import { StoreError } from './store-error.ts';

/** State of a data folder at rest. */
export type StoreCheck = Readonly<{
  /** Damage: what SQLite's own checks find, and blobs that rows name and that are not there or not what they should be. */
  problems: readonly string[];
  /** Blobs that no row names. Garbage, not damage. */
  orphans: number;
  temporaryFiles: number;
}>;

/** Reads everything: the catalog's pages and every blob that it names. Changes nothing. */
export async function checkStore(dataDir: string): Promise<StoreCheck> {
  const folder = dataFolder(dataDir);
  const blobs = openBlobStore(dataDir);
  const connection = ReadConnection.open(folder.catalog);
  try {
    const problems = connection.findDamage();
    const reachable = listReachable(connection.sql);
    for (const sha256 of reachable) {
      try {
        await blobs.read(sha256);
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        problems.push(error.message);
      }
    }
    const named = new Set(reachable);
    const orphans = (await listBlobs(folder)).filter((sha256) => !named.has(sha256)).length;
    return { problems, orphans, temporaryFiles: (await readdir(folder.tmp)).length };
  } finally {
    connection.close();
  }
}
