import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { attestedLayout, bundle, envelope, jsonBytes, statement, testKey } from '#engine/testing/attestations.ts';
import { archiveOf, digest, image, json } from '#engine/testing/image.ts';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { file } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { openEngine } from './open-engine.ts';

it('attestations are kept as bytes and checked with the keys of now', async () => {
  await using folder = await tempFolder();
  await using engine = await openEngine({ dataDir: join(folder.path, 'data') });
  const path = join(folder.path, 'greeting.tar');
  writeFileSync(path, sampleImage());
  await engine.scans.start({ source: { path } });
  await expect.poll(async () => (await engine.scans.list())[0]?.status, { timeout: 60_000 }).toBe('done');
  const [image] = (await engine.library.list()).images;
  const imageId = image?.imageId ?? ('' as ImageId);
  expect(await engine.attestations.list(imageId)).toEqual([]);

  const [signer, log] = [testKey(), testKey('ed25519')];
  const bytes = jsonBytes(bundle(envelope(signer, imageId.slice(7)), log));
  const { sha256 } = await engine.attestations.add(imageId, 'sbom.sigstore.json', bytes);
  const badge = async () => (await engine.attestations.list(imageId)).map((one) => [one.badge, one.reason]);
  expect(await badge()).toEqual([['unverified', 'no-trust-root']]);

  const { id } = await engine.trustRoots.add('Release', 'signer', signer.pem);
  await engine.trustRoots.add('Log', 'log', log.pem);
  expect(
    (await engine.trustRoots.list()).map(({ name, use, algorithm }) => `${name} ${use} ${algorithm}`).sort(),
  ).toEqual(['Log log Ed25519', 'Release signer ECDSA P-256']);
  expect(await badge()).toEqual([['verified', 'verified']]);
  expect(await engine.trustRoots.remove(id)).toBe(true);
  expect(await badge()).toEqual([['unverified', 'no-trust-root']]);

  // The same again is one; what is none is not kept.
  await engine.attestations.add(imageId, 'again', bytes);
  await expect(engine.attestations.add(imageId, 'x', jsonBytes({}))).rejects.toMatchObject({ code: 'refused' });
  expect(await badge()).toHaveLength(1);
  await expect(engine.attestations.list(`sha256:${'0'.repeat(64)}` as ImageId)).rejects.toMatchObject({
    code: 'not-found',
  });

  expect(await engine.attestations.remove(imageId, sha256)).toBe(true);
  expect(await badge()).toEqual([]);
});

it('an attestation that lies beside its image is there after the scan, with the path of its blob', async () => {
  await using folder = await tempFolder();
  await using engine = await openEngine({ dataDir: join(folder.path, 'data') });
  const built = image({ layers: [{ entries: [file('a', 'b')] }], tags: ['acme/built:1'] });
  const provenance = statement(built.manifestDigest);
  const broken = json({ _type: 'https://in-toto.io/Statement/v9' });
  const path = join(folder.path, 'built.tar');
  writeFileSync(path, archiveOf(attestedLayout(built, [provenance, broken])));

  const scan = async (force: boolean): Promise<void> => {
    const { jobId } = await engine.scans.start({ source: { path }, force });
    await expect.poll(async () => (await engine.scans.get(jobId)).status, { timeout: 60_000 }).toBe('done');
  };
  await scan(false);
  const list = await engine.attestations.list(built.imageId);
  expect(list.map(({ name, badge, reason, container }) => ({ name, badge, reason, container }))).toEqual([
    {
      name: `blobs/sha256/${digest(provenance).slice(7)}`,
      badge: 'unverified',
      reason: 'not-signed',
      container: 'statement',
    },
  ]);
  expect(list[0]?.steps.map(({ step, state, code }) => `${step} ${state} ${code}`)).toEqual([
    'envelope ok ok',
    'signature unchecked not-signed',
    'subject ok ok',
    'inclusion unchecked not-logged',
    'consistency unchecked offline',
    'payload unchecked no-such-document',
  ]);
  const { image: shown, notes } = await engine.images.overview(built.imageId);
  expect([shown.complete, notes.map((one) => 'what' in one && one.what)]).toEqual([
    true,
    [`the attestation blobs/sha256/${digest(broken).slice(7)}, which is not kept`],
  ]);
  // Once more: it is known, and stays one.
  await scan(true);
  expect(await engine.attestations.list(built.imageId)).toHaveLength(1);
});

it('a private key is refused, and nothing of it reaches message, log or disk', async () => {
  await using folder = await tempFolder();
  const logged: string[] = [];
  const dataDir = join(folder.path, 'data');
  const secret = String(testKey().privateKey.export({ format: 'pem', type: 'pkcs8' }));
  {
    await using engine = await openEngine({ dataDir, log: (line) => logged.push(line) });
    await expect(engine.trustRoots.add('mine', 'signer', secret)).rejects.toThrow(
      /private key\. Nothing of it was kept/,
    );
    expect(await engine.trustRoots.list()).toEqual([]);
    const body = secret.split('\n')[1] ?? 'nothing';
    expect([logged.join('\n'), await engine.housekeeping.diagnostics()].filter((text) => text.includes(body))).toEqual(
      [],
    );
  }
  expect(readFileSync(join(dataDir, 'catalog.db')).includes(secret.split('\n')[1] ?? 'nothing')).toBe(false);
});
