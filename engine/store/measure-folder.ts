import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha256 } from '#shared/model/digest.ts';
import { type StorageKind, storageKinds, type StorageReport } from '#shared/model/housekeeping.ts';
import type { Bytes } from '#shared/model/units.ts';
import { listBlobs } from './blobs/list-blobs.ts';
import type { Sql } from './catalog/sqlite/sql.ts';
import { kindsOfBlobs } from './catalog/tables/reachable-blobs.ts';
import { blobPath, type DataFolder, handedOutFolder } from './data-folder.ts';

type Sum = { bytes: Bytes; files: number };

/** What a data folder holds on disk, by kind. Files that go away meanwhile are not counted. */
export async function measureFolder(folder: DataFolder, sql: Sql): Promise<StorageReport> {
  const sums = Object.fromEntries(storageKinds.map((kind) => [kind, { bytes: 0, files: 0 }])) as Record<
    StorageKind,
    Sum
  >;
  const add = async (kind: StorageKind, path: string): Promise<void> => {
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) return;
    sums[kind].bytes += found.size;
    sums[kind].files += 1;
  };
  const kinds: ReadonlyMap<Sha256, StorageKind> = kindsOfBlobs(sql);
  for (const sha256 of await listBlobs(folder)) await add(kinds.get(sha256) ?? 'waiting', blobPath(folder, sha256));
  for (const end of ['', '-wal', '-shm']) await add('catalog', `${folder.catalog}${end}`);
  for (const path of [folder.tmp, handedOutFolder(folder.root)])
    for (const entry of await readdir(path, { withFileTypes: true, recursive: true }).catch(() => []))
      await add('temporary', join(entry.parentPath, entry.name));
  return {
    dataDir: folder.root,
    kinds: storageKinds.map((kind) => ({ kind, ...sums[kind] })),
    bytes: Object.values(sums).reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
