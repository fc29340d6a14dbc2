import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { scanCommitOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { openStore } from './index.ts';

describe('openStore', () => {
  it('keeps what was committed', async () => {
    await using folder = await tempFolder();
    const at = join(folder.path, 'new', 'data');
    await using first = await openStore(at);
    const scan = await scanCommitOf(first.blobs, 'one');
    await first.writer.commitScan(scan);
    await first.close();
    await using second = await openStore(at);
    expect(await second.reader.readGraph(scan.graph.imageId)).toEqual(scan.graph);
  });

  it.skipIf(process.platform === 'win32')('lets nobody else read', async () => {
    await using folder = await tempFolder();
    const at = join(folder.path, 'data');
    await using store = await openStore(at);
    const { sha256 } = await store.blobs.put(Buffer.from('secret'));
    const modes = ['.', 'cas', 'cas/blobs/sha256', 'tmp', 'catalog.db', 'catalog.db-wal', 'catalog.db-shm'];
    const found = await Promise.all(
      [...modes.map((name) => join(at, name)), store.blobs.pathOf(sha256)].map(
        async (path) => (await stat(path)).mode & 0o777,
      ),
    );
    expect(found).toEqual([0o700, 0o700, 0o700, 0o700, 0o600, 0o600, 0o600, 0o600]);
  });

  it('refuses a catalog of a later version, and leaves it alone', async () => {
    await using folder = await tempFolder();
    await (await openStore(folder.path)).close();
    const db = new Database(join(folder.path, 'catalog.db'));
    db.pragma('user_version = 9990');
    db.close();
    await expect(openStore(folder.path)).rejects.toMatchObject({ code: 'newer-catalog' });
    const after = new Database(join(folder.path, 'catalog.db'));
    expect(after.pragma('user_version', { simple: true })).toBe(9990);
    after.close();
  });

  it('refuses a file that is no catalog, and leaves it alone', async () => {
    await using folder = await tempFolder();
    const path = join(folder.path, 'catalog.db');
    const bytes = Buffer.alloc(8192, 'not a database ');
    await writeFile(path, bytes);
    await expect(openStore(folder.path)).rejects.toMatchObject({ code: 'not-a-catalog' });
    expect(await readFile(path)).toEqual(bytes);
  });

  it('opens a new folder in several places at once', async () => {
    await using folder = await tempFolder();
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(folder.path)));
    for (const [i, store] of stores.entries())
      await store.writer.commitScan(await scanCommitOf(store.blobs, `image ${i}`));
    expect((await stores[0]?.reader.listImages())?.length).toBe(4);
    for (const store of stores) await store.close();
  });

  it('can be closed twice', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    await store.lease('scan');
    await store.close();
    await store.close();
  });
});
