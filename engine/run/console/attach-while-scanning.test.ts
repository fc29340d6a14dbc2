import { expect, it } from 'vitest';
import { bundle, envelope, jsonBytes, testKey } from '#engine/testing/attestations.ts';
import { heldImage, standingScan } from '#engine/testing/standing-scan.ts';
import type { StepResult } from '#shared/model/attestation.ts';
import { limits } from '#engine/bytes/limits.ts';

const key = testKey();

const words = (steps: readonly StepResult[] | undefined) => steps?.map(({ step, state, code }) => [step, state, code]);
const own = jsonBytes(bundle(envelope(key, heldImage.slice(7)), testKey('ed25519')));

it('an attestation of an image that is scanned is checked at once, and stored when the scan ends', async () => {
  await using scan = await standingScan();
  const { attestations } = scan.engine;
  expect(await attestations.list(heldImage)).toEqual([]);
  const { sha256 } = await attestations.add(heldImage, 'own.sigstore.json', own);
  await attestations.add(heldImage, 'again.sigstore.json', own);
  await attestations.add(heldImage, 'other.json', jsonBytes(envelope(key, 'b'.repeat(64))));
  const [first, second, ...none] = await attestations.list(heldImage);
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
  expect((await attestations.list(heldImage))[0]?.steps[1]).toMatchObject({ state: 'ok', detail: 'Release' });
  // What was taken off is not stored.
  expect(await attestations.remove(heldImage, second?.sha256 ?? sha256)).toBe(true);
  expect(await attestations.remove(heldImage, second?.sha256 ?? sha256)).toBe(false);

  await scan.ended('done');
  const stored = await attestations.list(heldImage);
  expect(stored.map(({ name }) => name)).toEqual(['own.sigstore.json']);
  expect(stored[0]?.steps.at(-1)).toMatchObject({ step: 'payload', code: 'no-such-document' });
  expect(await attestations.remove(heldImage, sha256)).toBe(true);
});

it('what is no attestation, too large, or a private key is refused as for a stored image', async () => {
  await using scan = await standingScan();
  const { attestations } = scan.engine;
  const secret = Buffer.from(String(key.privateKey.export({ format: 'pem', type: 'pkcs8' })));
  for (const bytes of [jsonBytes({}), secret, new Uint8Array(limits.attestationMessageBytes + 1)])
    await expect(attestations.add(heldImage, 'x', bytes)).rejects.toMatchObject({ code: 'refused' });
  expect(await attestations.list(heldImage)).toEqual([]);
  for (let at = 0; at < 50; at++)
    await attestations.add(heldImage, `${at}.json`, jsonBytes(envelope(key, String(at).padStart(64, '0'))));
  await expect(attestations.add(heldImage, 'x.json', own)).rejects.toThrow('This image has 50 attestations already');
});

it('a scan that is cancelled drops what was given to its image, also when it is tried again', async () => {
  await using scan = await standingScan();
  const { attestations, scans } = scan.engine;
  await attestations.add(heldImage, 'own.sigstore.json', own);
  expect(await scans.cancel(scan.jobId)).toBe(true);
  await expect(attestations.list(heldImage)).rejects.toMatchObject({ code: 'not-found' });
  await expect(attestations.add(heldImage, 'own.sigstore.json', own)).rejects.toMatchObject({ code: 'not-found' });
  await scans.retry(scan.jobId);
  await scan.ended('done');
  expect(await attestations.list(heldImage)).toEqual([]);
});
