import { closeSync, mkdirSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Sha256 } from '#shared/model/digest.ts';

/**
 * Absolute paths inside one data folder. Nothing of the store is written anywhere else.
 *
 * | path | what |
 * |---|---|
 * | `catalog.db` | SQLite, with `-wal` and `-shm` beside it |
 * | `cas/blobs/sha256/aa/<64 hex>` | bytes by their sha256; `aa` = its first two digits |
 * | `tmp/` | files that are not finished, named after their process |
 * | `handed-out/` | documents as plain files for other programs (`run/console/handed-out.ts`) |
 */
export type DataFolder = Readonly<{ root: string; catalog: string; blobs: string; tmp: string }>;

/** Images may be confidential, so only the user can read what was found in them. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

export function dataFolder(root: string): DataFolder {
  const at = resolve(root);
  return {
    root: at,
    catalog: join(at, 'catalog.db'),
    blobs: join(at, 'cas', 'blobs', 'sha256'),
    tmp: join(at, 'tmp'),
  };
}

/** Folder of documents that lie there as plain files, while an engine is open. */
export function handedOutFolder(root: string): string {
  return join(resolve(root), 'handed-out');
}

/** Makes what is missing. Folders that are there keep their mode: the user may share them on purpose. */
export function ensureDataFolder(folder: DataFolder): void {
  ensureBlobFolders(folder);
  // SQLite would create it readable for all; -wal and -shm inherit its mode.
  closeSync(openSync(folder.catalog, 'a', FILE_MODE));
}

/** As {@link ensureDataFolder}, without a catalog. */
export function ensureBlobFolders(folder: DataFolder): void {
  for (const path of [folder.root, folder.blobs, folder.tmp]) mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
}

/** Folder of a blob: 256 of them keep each one small. */
export function blobFolder(folder: DataFolder, sha256: Sha256): string {
  return join(folder.blobs, sha256.slice(0, 2));
}

export function blobPath(folder: DataFolder, sha256: Sha256): string {
  return join(blobFolder(folder, sha256), sha256);
}

/** Makes names in a folder survive a power failure. Windows cannot open folders and keeps its own journal for names. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(path, 'r');
  await handle.sync();
}
