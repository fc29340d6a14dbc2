import { expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { imageIdOf, scanCommitOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { openStore } from './index.ts';

it('attestations outlive another scan of their image, and go with it', async () => {
  await using folder = await tempFolder();
  await using store = await openStore(folder.path);
  const id = imageIdOf('one');
  const bytes = Uint8Array.of(1, 2, 3);
  const one = { sha256: sha256(bytes), name: 'a.json', bytes, addedAtMs: 7 };
  const scan = await scanCommitOf(store.blobs, 'one');
  await store.writer.commitScan(scan);
  await store.writer.addAttestation(id, one);
  await store.writer.addAttestation(id, { ...one, name: 'again', addedAtMs: 8 });
  await store.writer.commitScan(scan);
  const kept = async () =>
    (await store.reader.listAttestations(id)).map((found) => ({ ...found, bytes: Uint8Array.from(found.bytes) }));
  expect(await kept()).toEqual([one]);
  await store.writer.removeImage(id);
  await store.writer.commitScan(scan);
  expect(await kept()).toEqual([]);
});
