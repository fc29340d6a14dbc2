import { expect, type Page } from '@playwright/test';
import { attestedLayout, bundle, envelope, statement, testKey } from '#engine/testing/attestations.ts';
import { archiveOf } from '#engine/testing/image.ts';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { expectAccessible, takePictures } from './support/both-themes.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { debian, stanza } from './support/images.ts';

const signer = testKey();
const log = testKey('ed25519');

/** Gives files to the image in front. */
async function give(page: Page, files: Readonly<Record<string, object>>): Promise<void> {
  await page.getByTestId('attestation-input').setInputFiles(
    Object.entries(files).map(([name, value]) => ({
      name,
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(value)),
    })),
  );
}

async function trust(page: Page, name: string, use: string, pem: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('combobox', { name: 'Checks' }).selectOption(use);
  await page.getByRole('textbox', { name: 'Public key or certificate, PEM' }).fill(pem);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
}

test('four attested fixtures, each with its step and reason, and no network', async ({ page, console }) => {
  test.setTimeout(120_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expect(page.getByRole('heading', { name: 'What is in it' })).toBeVisible({ timeout: 30_000 });
  await expectOverview(page);
  await page.keyboard.press('Control+6');
  await expect(page.getByText('No attestation found')).toBeVisible();
  const imageId = await page.evaluate(() => {
    const kept = JSON.parse(sessionStorage.getItem('stellaops.tabs') ?? '{}') as { active?: string };
    return kept.active ?? '';
  });
  const digest = imageId.replace('sha256:', '');
  const good = envelope(signer, digest);
  await give(page, { 'notes.json': { hello: 1 } });
  await expect(page.getByText(/notes.json was not added/)).toBeVisible();
  await give(page, {
    'valid.json': bundle(good, log),
    'subject.json': bundle(envelope(signer, 'b'.repeat(64)), log),
    'proof.json': bundle(good, log, { version: 1, spoil: 'proof' }),
    'stranger.json': envelope(testKey(), digest),
  });
  const rows = page.getByRole('list', { name: 'Attestations of this image' }).getByRole('listitem');
  await expect(rows).toHaveCount(4);

  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'Trust roots' }).click();
  await expect(page.getByText('every attestation is unverified')).toBeVisible();
  // A private key is refused, and does not stay in the page.
  await trust(page, 'mine', 'signer', String(signer.privateKey.export({ format: 'pem', type: 'pkcs8' })));
  await expect(page.getByText(/This is a private key/)).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Public key or certificate, PEM' })).toHaveValue('');
  await trust(page, 'Release 2026', 'signer', signer.pem);
  await expect(page.getByRole('rowheader', { name: 'Release 2026' })).toBeVisible();
  await trust(page, 'Log', 'log', log.pem);
  await expect(page.getByRole('rowheader', { name: 'Log' })).toBeVisible();
  await expectAccessible(page);

  await page
    .getByRole('navigation', { name: 'Open documents' })
    .getByText(/greeting/)
    .click();
  await expect(rows.filter({ hasText: 'valid.json' })).toContainText('SBOM attestation: Verified');
  await expect(rows.filter({ hasText: 'subject.json' })).toContainText('Check failed, subject differs');
  await expect(rows.filter({ hasText: 'proof.json' })).toContainText('Check failed, proof invalid');
  await expect(rows.filter({ hasText: 'stranger.json' })).toContainText('Unverified, no trust root configured');
  const detail = page.locator('.attestation-detail');
  for (const [name, step] of [
    ['subject.json', 'Subject is this image: failed'],
    ['proof.json', 'A log has the entry: failed'],
    ['stranger.json', 'Signature is that of a trust root: not checked'],
    ['valid.json', 'A log has the entry: holds'],
  ] as const) {
    await rows.filter({ hasText: name }).getByRole('button').click();
    await expect(detail).toContainText(step);
    // Nothing leads out of the window, whichever version the log has.
    await expect(detail.getByRole('link')).toHaveCount(0);
  }
  await expect(detail).toContainText('log.example.org, version 2, hashedrekord 0.0.2');
  await expect(detail).toContainText('tree size 6');
  await expect(page.locator('[data-connections]')).toHaveAttribute('data-connections', '0');
  await expectAccessible(page);
  await takePictures(page, 'attestations');
});

test('what lies beside an image in its archive is listed after the scan, and that nobody signed it', async ({
  page,
  console,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(console.address);
  const built = debian('acme/built:1', [stanza('acme', '1')]);
  const bytes = archiveOf(attestedLayout(built, [statement(built.manifestDigest)]));
  await drop(page, [{ name: 'built.tar', bytes }]);
  await expect(page.getByRole('heading', { name: 'What is in it' })).toBeVisible({ timeout: 30_000 });
  await expectOverview(page);
  await page.keyboard.press('Control+6');
  const rows = page.getByRole('list', { name: 'Attestations of this image' }).getByRole('listitem');
  await expect(rows).toContainText(['Provenance attestation: Unverified, nobody signed it']);
  const detail = page.locator('.attestation-detail');
  await expect(detail).toContainText('Signature is that of a trust root: not checked');
  await expect(detail).toContainText('Subject is this image: holds');
  await expect(detail).toContainText('none: nobody signed it');
  await expectAccessible(page);
  // Taken away it stays away, until the archive is scanned again.
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No attestation found')).toBeVisible();
});
