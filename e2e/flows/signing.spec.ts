import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { expectAccessible, takePictures } from './support/both-themes.ts';
import { type Console, drop, expectOverview, test } from './support/console.ts';
import { keyboardOn } from './support/keyboard.ts';

const NAME = 'greeting-1.inventory.cdx.json';
const PASSPHRASE = 'canary-open-sesame-8472';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicPem = String(pair.publicKey.export({ format: 'pem', type: 'spki' }));
const privatePem = String(
  pair.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: PASSPHRASE }),
);

/** The section, of an image with the documents of a scan. */
async function openExports(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expectOverview(page);
  await page.keyboard.press('Control+7');
  await expect(page.getByRole('heading', { name: 'Exports' })).toBeVisible();
}

const passphraseIs = (console: Console, text: string): void => {
  console.write('release-2026.pem', Buffer.from(privatePem));
  console.write('passphrase', Buffer.from(`${text}\n`));
};

test.describe('with a key', () => {
  test.use({ flags: ['--signing-key', '{folder}/release-2026.pem', '--passphrase-file', '{folder}/passphrase'] });

  test('a signer refuses, and the document stays, unverified, its job done with a note; then it signs', async ({
    page,
    console,
  }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1280, height: 800 });
    const sent: string[] = [];
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => void sent.push(String(payload))));
    passphraseIs(console, 'another');
    await openExports(page, console.address);
    const row = page.getByRole('table', { name: 'Documents' }).getByRole('row').filter({ hasText: NAME });
    const facts = page.getByRole('region', { name: 'Facts about the document' });
    const sheet = page.getByRole('dialog', { name: 'Sign & attest' });
    await row.getByRole('button', { name: NAME, exact: true }).click();
    await expect(row).toContainText('Unverified no attestation found');
    const digest = await facts
      .getByRole('definition')
      .filter({ hasText: /^[0-9a-f]{64}$/ })
      .innerText();

    await facts.getByRole('button', { name: 'Sign & attest…' }).click();
    await expect(sheet).toContainText('release-2026 refuses now: the passphrase does not open its key');
    await sheet.getByRole('button', { name: 'Sign', exact: true }).click();
    await expect(sheet).toContainText('The document is kept, without an attestation: release-2026 refused');
    await expectAccessible(page, { picture: 'sign-refused' });
    await page.keyboard.press('Escape');
    await expect(row).toContainText('Unverified signer refused');
    await expect(facts).toContainText('Unverified · signer refused');
    await expect(facts).toContainText('Refused by release-2026: the passphrase does not open its key');
    await expectAccessible(page, { picture: 'exports-refused' });
    // The document is there as it was.
    const saving = page.waitForEvent('download');
    await facts.getByRole('button', { name: 'Save as…' }).click();
    const saved = readFileSync(await (await saving).path());
    expect(createHash('sha256').update(saved).digest('hex')).toBe(digest);

    await page.keyboard.press('Control+Shift+j');
    const job = page.getByRole('article', { name: NAME });
    await expect(job).toContainText('Done');
    await expect(job).toContainText('The document is kept, without an attestation: release-2026 refused');
    await expectAccessible(page, { picture: 'jobs-refused' });
    await job.getByRole('button', { name: 'Open' }).click();
    await expect(facts.getByRole('heading')).toHaveText(NAME);

    // With the right passphrase, which the same console finds in the same place.
    passphraseIs(console, PASSPHRASE);
    await facts.getByRole('button', { name: 'Sign & attest…' }).click();
    await expect(sheet).toContainText('ECDSA P-256');
    await takePictures(page, 'sign');
    await sheet.getByRole('button', { name: 'Sign', exact: true }).click();
    await expect(sheet).toContainText('Signed by release-2026. The attestation is kept.');
    await sheet.getByRole('button', { name: 'Show attestation' }).click();
    const rows = page.getByRole('list', { name: 'Attestations of this image' }).getByRole('listitem');
    await expect(rows).toContainText('SBOM attestation: Unverified, no trust root configured');

    await page.keyboard.press('Control+,');
    await page.getByRole('tab', { name: 'Trust roots' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Release 2026');
    await page.getByRole('textbox', { name: 'Public key or certificate, PEM' }).fill(publicPem);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('rowheader', { name: 'Release 2026' })).toBeVisible();
    await page
      .getByRole('navigation', { name: 'Open documents' })
      .getByText(/greeting/)
      .click();
    await expect(rows).toContainText('SBOM attestation: Verified');
    const detail = page.locator('.attestation-detail');
    await expect(detail).toContainText('Payload equals a document made here: holds');
    await expect(detail).toContainText(NAME);
    await page.keyboard.press('Control+7');
    await expect(row).toContainText('Verified by a trust root');
    await row.getByRole('button', { name: NAME, exact: true }).click();
    await expect(facts).toContainText('Signed by release-2026, ECDSA P-256');
    await expectAccessible(page, { picture: 'exports-attested' });
    await expect(page.locator('[data-connections]')).toHaveAttribute('data-connections', '0');

    // What came to the page has the name of the key, and nothing else of it.
    const all = [...sent, await page.content()].join('\n');
    expect(all).toContain('release-2026');
    const hidden = [PASSPHRASE, privatePem.split('\n')[1] ?? '', 'release-2026.pem', 'PRIVATE KEY'];
    expect(hidden.filter((text) => all.includes(text))).toEqual([]);
  });

  test('by keyboard alone: a document is signed, and its attestation shown', async ({ page, console }) => {
    const keys = await keyboardOn(page);
    passphraseIs(console, PASSPHRASE);
    await openExports(page, console.address);
    const facts = page.getByRole('region', { name: 'Facts about the document' });
    await keys.reach(page.getByRole('button', { name: NAME, exact: true }));
    await keys.press('Enter');
    await expect(facts.getByRole('heading')).toHaveText(NAME);
    await keys.reach(facts.getByRole('button', { name: 'Sign & attest…' }));
    await keys.press('Enter');
    await expect(page.getByRole('dialog').getByText('ECDSA P-256')).toBeVisible();
    await keys.reach(page.getByRole('button', { name: 'Sign', exact: true }));
    await keys.press('Enter');
    await expect.poll(async () => (await keys.heard()).join('\n')).toContain('Signed by release-2026');
    await keys.reach(page.getByRole('button', { name: 'Show attestation' }));
    await keys.press('Enter');
    await expect(page.getByRole('heading', { name: 'Attestations' })).toBeVisible();
    await expect(page.locator('.attestation-detail')).toContainText('Subject is this image: holds');
    expect((await keys.heard()).filter((words) => words.startsWith('pointer'))).toEqual([]);
  });
});

test('without a signer nothing can be signed, and the reason stands beside the button', async ({ page, console }) => {
  await openExports(page, console.address);
  const facts = page.getByRole('region', { name: 'Facts about the document' });
  await page.getByRole('button', { name: NAME, exact: true }).click();
  const button = facts.getByRole('button', { name: 'Sign & attest…' });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription(/No signer is configured/);
  await page.getByRole('button', { name: 'greeting-1.inventory.cdx.pb', exact: true }).click();
  await expect(facts.getByRole('button', { name: 'Sign & attest…' })).toHaveAccessibleDescription(/holds JSON/);
  await expectAccessible(page);
});
