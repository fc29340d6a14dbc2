import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { ArtifactView } from '#shared/model/artifact.ts';
import type { DocumentAttestation, SignerView, SigningOutcome } from '#shared/model/attestation.ts';
import type { Digest, Sha256 } from '#shared/model/digest.ts';
import type { JobView } from '#shared/model/job.ts';
import { openImage, openLibrary } from '../../state/console.ts';
import { failedJob, hostileName, image, runningJob } from '../../testing/fake-data.ts';
import { fakeEngine } from '../../testing/fake-engine.ts';
import { renderApp } from '../../testing/render-app.tsx';

const id = `sha256:${'a'.repeat(64)}` as Digest;
const document: ArtifactView = {
  id,
  path: 'images/x/inventory.cdx.json.zst',
  kind: 'sbom',
  format: 'cdx-json',
  view: 'inventory',
  profile: 'full',
  layer: null,
  origin: 'scan',
  name: null,
  fileName: 'web-1.inventory.cdx.json',
  mediaType: 'application/x',
  size: 1_900_000,
  components: 412,
  valid: true,
  schema: null,
  lossy: [],
  reEmitted: null,
  remakes: true,
  current: true,
  createdAtMs: 0,
};
const none: DocumentAttestation = {
  id,
  attestable: 'yes',
  badge: 'unverified',
  reason: 'none-found',
  attestation: null,
  signings: [],
};
const refused: SigningOutcome = {
  kind: 'refused',
  name: hostileName,
  refusal: { code: 'plan', detail: 'Community' },
};
const ready: SignerView = {
  state: 'ready',
  identity: { keyId: 'c'.repeat(64) as Sha256, algorithm: 'Ed25519', name: 'release' },
};
const jobId = 'ef'.repeat(32);
const job = (change: Partial<JobView>): JobView => ({
  ...runningJob,
  id: jobId,
  kind: 'sign',
  title: document.fileName,
  signing: { imageId: image.imageId, id, outcome: null },
  ...change,
});

async function openExports(attestation: DocumentAttestation, signer: SignerView) {
  const engine = fakeEngine({
    'artifacts.list': () => [document],
    'signing.list': () => [attestation],
    'signing.signer': () => signer,
    'signing.start': () => ({ jobId }),
  });
  const user = renderApp(engine);
  openImage(image.imageId, 'web');
  await user.keyboard('{Control>}7{/Control}');
  return { engine, user, sign: await screen.findByRole('button', { name: 'Sign & attest…' }) };
}

it.for<[name: string, attestation: DocumentAttestation, signer: SignerView, cell: string, why: RegExp | null]>([
  ['nobody signs', none, { state: 'none' }, 'Unverified no attestation found', /No signer is configured/],
  ['no JSON', { ...none, attestable: 'not-json' }, ready, '—', /this document is none/],
  ['of a layer', { ...none, attestable: 'of-a-layer' }, ready, '—', /about a layer/],
  ['too large', { ...none, attestable: 'too-large' }, ready, '—', /without proofs is smaller/],
  ['a signer is there', none, ready, 'Unverified no attestation found', null],
  ['it refused', { ...none, reason: 'signer-refused' }, ready, 'Unverified signer refused', null],
  ['it holds', { ...none, badge: 'verified', reason: 'verified' }, ready, 'Verified by a trust root', null],
  ['it does not', { ...none, badge: 'failed', reason: 'signature' }, ready, 'Check failed signature', null],
])('a document says what is attested, and why it cannot be signed: %s', async ([, attestation, signer, cell, why]) => {
  const { sign } = await openExports(attestation, signer);
  expect(await screen.findByRole('cell', { name: cell })).toBeDefined();
  if (why === null) {
    await expect.poll(() => sign.hasAttribute('disabled')).toBe(false);
    return;
  }
  const described = (): string =>
    window.document.getElementById(sign.getAttribute('aria-describedby') ?? '')?.textContent ?? '';
  await expect.poll(described).toMatch(why);
  expect(sign).toHaveProperty('disabled', true);
});

it('a refusal is told in the sheet, and among jobs as a note of one that is done; foreign names are inert', async () => {
  const { engine, user, sign } = await openExports(none, ready);
  await expect.poll(() => sign.hasAttribute('disabled')).toBe(false);
  await user.click(sign);
  const sheet = within(await screen.findByRole('dialog', { name: 'Sign & attest' }));
  expect(sheet.getByText('c'.repeat(64))).toBeDefined();
  await user.click(sheet.getByRole('button', { name: 'Sign' }));
  expect(engine.calls.filter(({ path }) => path === 'signing.start').map(({ input }) => input)).toEqual([
    { imageId: image.imageId, id },
  ]);
  engine.send({ kind: 'snapshot', jobs: [job({}), failedJob], libraryGeneration: 'g', connections: 0 });
  expect(await sheet.findByText('Signing…')).toBeDefined();
  const before = engine.calls.filter(({ path }) => path === 'signing.list').length;
  engine.send({
    kind: 'job',
    job: job({ status: 'done', signing: { imageId: image.imageId, id, outcome: refused } }),
  });
  const told = await sheet.findByText(/The document is kept, without an attestation/);
  expect(told.textContent).toContain('the plan does not include signing (Community)');
  expect(told.textContent).not.toContain('\u202e');
  // The column is asked for again.
  await expect.poll(() => engine.calls.filter(({ path }) => path === 'signing.list').length).toBeGreaterThan(before);
  await user.keyboard('{Escape}');
  openLibrary('jobs');
  const card = within(await screen.findByRole('article', { name: document.fileName }));
  expect(card.getByText('Done')).toBeDefined();
  expect(card.getByText(/The document is kept, without an attestation/)).toBeDefined();
  // Stages are of scans.
  expect(card.queryByText('Read layers')).toBeNull();
});
