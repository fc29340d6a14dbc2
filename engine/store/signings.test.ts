import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { imageIdOf, scanCommitOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { SigningRecord } from '#shared/model/attestation.ts';
import { openStore } from './index.ts';

it('the log of signings only grows, and outlives its image', async () => {
  await using folder = await tempFolder();
  const id = imageIdOf('one');
  const bytes = Uint8Array.of(1, 2, 3);
  const artifactId = sha256(Uint8Array.of(4));
  const keyId = sha256(Uint8Array.of(5));
  const signed: SigningRecord = {
    atMs: 7,
    imageId: id,
    artifactId,
    outcome: { kind: 'signed', signer: { keyId, algorithm: 'Ed25519', name: 'release' }, attestation: sha256(bytes) },
  };
  const refused: SigningRecord = {
    ...signed,
    atMs: 8,
    outcome: { kind: 'refused', name: 'remote', refusal: { code: 'plan', detail: 'Community' } },
  };
  {
    await using store = await openStore(folder.path);
    await store.writer.commitScan(await scanCommitOf(store.blobs, 'one'));
    await store.writer.commitSigning(signed, { sha256: sha256(bytes), name: 'a.json', bytes, addedAtMs: 7 });
    await store.writer.commitSigning(refused, null);
    expect((await store.reader.listAttestations(id)).map(({ name }) => name)).toEqual(['a.json']);
    await store.writer.removeImage(id);
    expect(await store.reader.listSignings(id)).toEqual([refused, signed]);
    expect(await store.reader.listSignings(imageIdOf('two'))).toEqual([]);
    // Of an image that is not there nothing is kept, and no line says that it was signed.
    await expect(
      store.writer.commitSigning(signed, { sha256: sha256(bytes), name: 'a.json', bytes, addedAtMs: 9 }),
    ).rejects.toThrow();
    expect(await store.reader.listSignings(id)).toHaveLength(2);
  }
  const db = new Database(join(folder.path, 'catalog.db'));
  expect(() => db.exec(`UPDATE signings SET signer = 'x'`)).toThrow('never changes');
  expect(() => db.exec('DELETE FROM signings')).toThrow('only grows');
  db.close();
});
