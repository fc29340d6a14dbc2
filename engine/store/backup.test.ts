import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imageIdOf, scanCommitOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { checkStore, openStore } from './index.ts';

describe('backup', () => {
  it('is a data folder with everything that can be reached, and nothing else', async () => {
    await using folder = await tempFolder();
    const target = join(folder.path, 'copy');
    await using store = await openStore(join(folder.path, 'data'));
    const scan = await scanCommitOf(store.blobs, 'one');
    await store.writer.commitScan(scan);
    await using lease = await store.lease('scan');
    await store.blobs.put(Buffer.from('orphan'));
    await store.backup(target);
    await lease.renew();
    expect((await readdir(target)).sort()).toEqual(['cas', 'catalog.db', 'tmp']);
    expect(await checkStore(target)).toEqual({ problems: [], orphans: 0, temporaryFiles: 0 });
    await using copy = await openStore(target);
    expect(await copy.reader.readGraph(imageIdOf('one'))).toEqual(scan.graph);
    expect((await copy.gc()).removed).toMatchObject({ leases: 0, blobs: 0 });
  });

  it('refuses a folder with something in it', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(join(folder.path, 'data'));
    await writeFile(join(folder.path, 'file'), '');
    await expect(store.backup(folder.path)).rejects.toThrow('it is not empty');
  });

  it('does not copy damage', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(join(folder.path, 'data'));
    const scan = await scanCommitOf(store.blobs, 'one');
    await store.writer.commitScan(scan);
    await writeFile(store.blobs.pathOf(scan.blobs[0]!.sha256), 'config OF one');
    await expect(store.backup(join(folder.path, 'copy'))).rejects.toMatchObject({ code: 'corrupt-blob' });
    expect(await readdir(join(folder.path, 'copy'))).not.toContain('catalog.db');
  });
});
