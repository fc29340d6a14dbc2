import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Signer } from '#engine/ports/signer.ts';
import { testKey } from '#engine/testing/attestations.ts';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { Digest, ImageId } from '#shared/model/digest.ts';
import type { JobView } from '#shared/model/job.ts';
import { keyFileSigner } from '../key-file-signer.ts';
import type { Engine } from './engine.ts';
import { openEngine } from './open-engine.ts';

async function ended(engine: Engine, jobId: string): Promise<JobView> {
  await expect
    .poll(async () => (await engine.scans.get(jobId)).status, { timeout: 60_000 })
    .toMatch(/^(?:done|failed|cancelled)$/);
  return await engine.scans.get(jobId);
}

/** An engine with the sample in it. */
async function opened(folder: string, signer?: Signer, log?: (line: string) => void) {
  const engine = await openEngine({
    dataDir: join(folder, 'data'),
    ...(signer === undefined ? {} : { signer }),
    ...(log === undefined ? {} : { log }),
  });
  const path = join(folder, 'greeting.tar');
  writeFileSync(path, sampleImage());
  await ended(engine, (await engine.scans.start({ source: { path } })).jobId);
  const [image] = (await engine.library.list()).images;
  const imageId = image?.imageId ?? ('' as ImageId);
  const documents = await engine.images.artifacts(imageId);
  const of = (format: string): Digest => documents.find((one) => one.format === format)?.id ?? ('' as Digest);
  const state = async (id: Digest) => (await engine.signings.list(imageId)).find((one) => one.id === id);
  return { engine, imageId, json: of('cdx-json'), protobuf: of('cdx-pb'), state };
}

it('a document is signed, is an attestation like any other, and verified with the public key as a trust root', async () => {
  await using folder = await tempFolder();
  const key = testKey();
  const keyFile = join(folder.path, 'release-2026.pem');
  writeFileSync(keyFile, key.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const logged: string[] = [];
  const signer = keyFileSigner({ path: keyFile, passphrase: null, allowed: [] });
  const { engine, imageId, json, protobuf, state } = await opened(folder.path, signer, (line) => logged.push(line));
  await using _ = engine;

  const seen = await engine.signings.signer();
  expect(seen).toMatchObject({ state: 'ready', identity: { name: 'release-2026', algorithm: 'ECDSA P-256' } });
  expect(await state(json)).toMatchObject({
    badge: 'unverified',
    reason: 'none-found',
    attestable: 'yes',
    signings: [],
  });
  expect(await state(protobuf)).toMatchObject({ attestable: 'not-json' });
  await expect(engine.signings.start(imageId, protobuf)).rejects.toMatchObject({ code: 'refused' });
  await expect(engine.signings.start(imageId, imageId)).rejects.toMatchObject({ code: 'not-found' });

  const { jobId } = await engine.signings.start(imageId, json);
  const job = await ended(engine, jobId);
  const [attestation] = await engine.attestations.list(imageId);
  expect(job).toMatchObject({
    kind: 'sign',
    status: 'done',
    title: 'greeting-1.inventory.cdx.json',
    failure: null,
    result: null,
    signing: { imageId, id: json, outcome: { kind: 'signed', attestation: attestation?.sha256 } },
  });
  expect(await state(json)).toMatchObject({ badge: 'unverified', reason: 'no-trust-root' });
  await engine.trustRoots.add('Release', 'signer', key.pem);
  expect(await engine.attestations.list(imageId)).toMatchObject([
    { badge: 'verified', document: json, name: 'greeting-1.inventory.cdx.json.sigstore.json' },
  ]);
  // Signature, subject and the bytes of the document hold; no log was asked.
  expect((await engine.attestations.list(imageId))[0]?.steps.map(({ state: held, code }) => `${held} ${code}`)).toEqual(
    ['ok ok', 'ok ok', 'ok ok', 'unchecked not-logged', 'unchecked offline', 'ok ok'],
  );
  expect(await state(json)).toMatchObject({ badge: 'verified', attestation: attestation?.sha256 });
  expect((await state(json))?.signings).toMatchObject([
    { outcome: { kind: 'signed', signer: { name: 'release-2026' } } },
  ]);

  // Nothing of the key, nor where it lies, is anywhere but in its file.
  const body = String(key.privateKey.export({ format: 'pem', type: 'pkcs8' })).split('\n')[1] ?? 'none';
  const told = [
    logged,
    seen,
    job,
    await engine.signings.list(imageId),
    await engine.attestations.list(imageId),
    await engine.housekeeping.diagnostics(),
    await engine.about(),
  ].map((value) => JSON.stringify(value));
  const kept = readdirSync(join(folder.path, 'data'), { recursive: true })
    .map((name) => join(folder.path, 'data', String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'));
  expect(kept.length).toBeGreaterThan(3);
  for (const hidden of [body, keyFile]) expect([...told, ...kept].filter((text) => text.includes(hidden))).toEqual([]);
});

it('a signer that refuses leaves the document, an attestation is not there, and the job is done with a note', async () => {
  await using folder = await tempFolder();
  // As a service would that asks for a plan.
  const signer: Signer = {
    name: 'signer.example.org',
    identity: async () => ({ granted: true, identity: { keyId: '0'.repeat(64) as never, algorithm: 'x', name: 'x' } }),
    sign: async () => ({ granted: false, refusal: { code: 'plan', detail: 'Community' } }),
  };
  const { engine, imageId, json, state } = await opened(folder.path, signer);
  await using _ = engine;
  const before = (await engine.images.artifact(json)).bytes;
  const job = await ended(engine, (await engine.signings.start(imageId, json)).jobId);
  expect(job).toMatchObject({
    status: 'done',
    failure: null,
    signing: {
      outcome: { kind: 'refused', name: 'signer.example.org', refusal: { code: 'plan', detail: 'Community' } },
    },
  });
  expect(await state(json)).toMatchObject({ badge: 'unverified', reason: 'signer-refused', attestation: null });
  expect(Buffer.compare((await engine.images.artifact(json)).bytes, before)).toBe(0);
  expect(await engine.attestations.list(imageId)).toEqual([]);
  expect((await state(json))?.signings).toMatchObject([{ outcome: { kind: 'refused', refusal: { code: 'plan' } } }]);
});

it('a signer that gives the signature of another key is a failure, and nothing of it is kept', async () => {
  await using folder = await tempFolder();
  const [one, other] = [testKey(), testKey()].map((key, at) => {
    const path = join(folder.path, `${at}.pem`);
    writeFileSync(path, key.privateKey.export({ format: 'pem', type: 'pkcs8' }));
    return keyFileSigner({ path, passphrase: null, allowed: [] });
  });
  if (!one || !other) throw new Error('two');
  const signer: Signer = {
    ...one,
    sign: async (message, signal) => {
      const [own, wrong] = await Promise.all([one.sign(message, signal), other.sign(message, signal)]);
      return own.granted && wrong.granted ? { ...own, signature: wrong.signature } : own;
    },
  };
  const { engine, imageId, json, state } = await opened(folder.path, signer);
  await using _ = engine;
  const job = await ended(engine, (await engine.signings.start(imageId, json)).jobId);
  expect(job).toMatchObject({
    status: 'failed',
    failure: { message: expect.stringContaining('not that of its key') as string },
  });
  expect([await engine.attestations.list(imageId), (await state(json))?.signings]).toEqual([[], []]);
});

it('a signing is cancelled while the signer takes its time', async () => {
  await using folder = await tempFolder();
  const signer: Signer = {
    name: 'slow',
    identity: async () => ({ granted: false, refusal: { code: 'unreadable', detail: null } }),
    sign: (_message, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
  };
  const { engine, imageId, json, state } = await opened(folder.path, signer);
  await using _ = engine;
  const { jobId } = await engine.signings.start(imageId, json);
  await expect.poll(async () => (await engine.scans.get(jobId)).status).toBe('running');
  expect(await engine.scans.cancel(jobId)).toBe(true);
  expect([(await engine.scans.get(jobId)).status, (await state(json))?.reason]).toEqual(['cancelled', 'none-found']);
});

it('without a signer nothing is signed, which is said', async () => {
  await using folder = await tempFolder();
  const { engine, imageId, json } = await opened(folder.path);
  await using _ = engine;
  expect(await engine.signings.signer()).toEqual({ state: 'none' });
  await expect(engine.signings.start(imageId, json)).rejects.toMatchObject({ code: 'refused' });
});

it('a key file is asked for anew each time: gone, wrong passphrase, right one', async () => {
  await using folder = await tempFolder();
  const at = (name: string): string => join(folder.path, name);
  const signal = new AbortController().signal;
  const signer = keyFileSigner({ path: at('key.pem'), passphrase: { path: at('passphrase') }, allowed: [] });
  const told = async (): Promise<unknown> => {
    const answer = await signer.identity(signal);
    return answer.granted ? answer.identity.algorithm : answer.refusal;
  };
  writeFileSync(at('passphrase'), 'wrong\n');
  expect(await told()).toEqual({ code: 'unreadable', detail: 'ENOENT' });
  writeFileSync(
    at('key.pem'),
    testKey('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'right' }),
  );
  expect(await told()).toEqual({ code: 'wrong-passphrase', detail: null });
  // A file of one line, as editors write it; Windows' too.
  writeFileSync(at('passphrase'), 'right\r\nnotes\n');
  expect(await told()).toBe('Ed25519');
});
