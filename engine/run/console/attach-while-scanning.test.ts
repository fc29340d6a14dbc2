import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '#engine/store/index.ts';
import { bundle, envelope, jsonBytes, testKey } from '#engine/testing/attestations.ts';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { file } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { StepResult } from '#shared/model/attestation.ts';
import { limits } from '#engine/bytes/limits.ts';
import { openEngine } from './open-engine.ts';

const built = image({ tags: ['acme/held:1'], layers: [{ entries: [file('etc/motd', 'hello')] }] });
const { imageId } = built;
const diffId = built.layers[0]?.diffId ?? expect.fail('no layer');
const key = testKey();

/** An engine whose scan of the image stands still, because somebody else reads its layer, until it is let go on. */
async function standing() {
  await using cleanUp = new AsyncDisposableStack();
  const folder = cleanUp.use(await tempFolder());
  const dataDir = join(folder.path, 'data');
  const engine = cleanUp.use(await openEngine({ dataDir }));
  const other = cleanUp.use(await openStore(dataDir));
  const lock = await other.locks.acquire(diffId);
  const path = join(folder.path, 'held.tar');
  writeFileSync(path, dockerArchive([built]));
  const { jobId } = await engine.scans.start({ source: { path } });
  const job = async () => await engine.scans.get(jobId);
  await expect.poll(async () => (await job()).progress?.layers[0]?.state, { timeout: 20_000 }).toBe('locked');
  const parts = cleanUp.move();
  return {
    engine,
    jobId,
    ended: async (status: string) => {
      await lock[Symbol.asyncDispose]();
      await expect.poll(async () => (await job()).status, { timeout: 20_000 }).toBe(status);
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

const words = (steps: readonly StepResult[] | undefined) => steps?.map(({ step, state, code }) => [step, state, code]);
const own = jsonBytes(bundle(envelope(key, imageId.slice(7)), testKey('ed25519')));

it('an attestation of an image that is scanned is checked at once, and stored when the scan ends', async () => {
  await using scan = await standing();
  const { attestations } = scan.engine;
  expect(await attestations.list(imageId)).toEqual([]);
  const { sha256 } = await attestations.add(imageId, 'own.sigstore.json', own);
  await attestations.add(imageId, 'again.sigstore.json', own);
  await attestations.add(imageId, 'other.json', jsonBytes(envelope(key, 'b'.repeat(64))));
  const [first, second, ...none] = await attestations.list(imageId);
  expect(none).toEqual([]);
  expect(first).toMatchObject({ sha256, name: 'own.sigstore.json', size: own.byteLength });
  expect(words(first?.steps)).toEqual([
    ['envelope', 'ok', 'ok'],
    ['signature', 'unchecked', 'no-trust-root'],
    ['subject', 'ok', 'ok'],
    ['inclusion', 'unchecked', 'log-not-trusted'],
    ['consistency', 'unchecked', 'offline'],
    ['payload', 'unchecked', 'scan-runs'],
  ]);
  expect(second?.steps[2]).toMatchObject({ step: 'subject', state: 'failed' });
  // A trust root that comes meanwhile counts.
  await scan.engine.trustRoots.add('Release', 'signer', key.pem);
  expect((await attestations.list(imageId))[0]?.steps[1]).toMatchObject({ state: 'ok', detail: 'Release' });
  // What was taken off is not stored.
  expect(await attestations.remove(imageId, second?.sha256 ?? sha256)).toBe(true);
  expect(await attestations.remove(imageId, second?.sha256 ?? sha256)).toBe(false);

  await scan.ended('done');
  const stored = await attestations.list(imageId);
  expect(stored.map(({ name }) => name)).toEqual(['own.sigstore.json']);
  expect(stored[0]?.steps.at(-1)).toMatchObject({ step: 'payload', code: 'no-such-document' });
  expect(await attestations.remove(imageId, sha256)).toBe(true);
});

it('what is no attestation, too large, or a private key is refused as for a stored image', async () => {
  await using scan = await standing();
  const { attestations } = scan.engine;
  const secret = Buffer.from(String(key.privateKey.export({ format: 'pem', type: 'pkcs8' })));
  for (const bytes of [jsonBytes({}), secret, new Uint8Array(limits.attestationMessageBytes + 1)])
    await expect(attestations.add(imageId, 'x', bytes)).rejects.toMatchObject({ code: 'refused' });
  expect(await attestations.list(imageId)).toEqual([]);
  for (let at = 0; at < 50; at++)
    await attestations.add(imageId, `${at}.json`, jsonBytes(envelope(key, String(at).padStart(64, '0'))));
  await expect(attestations.add(imageId, 'x.json', own)).rejects.toThrow('This image has 50 attestations already');
});

it('a scan that is cancelled drops what was given to its image, also when it is tried again', async () => {
  await using scan = await standing();
  const { attestations, scans } = scan.engine;
  await attestations.add(imageId, 'own.sigstore.json', own);
  expect(await scans.cancel(scan.jobId)).toBe(true);
  await expect(attestations.list(imageId)).rejects.toMatchObject({ code: 'not-found' });
  await expect(attestations.add(imageId, 'own.sigstore.json', own)).rejects.toMatchObject({ code: 'not-found' });
  await scans.retry(scan.jobId);
  await scan.ended('done');
  expect(await attestations.list(imageId)).toEqual([]);
});
