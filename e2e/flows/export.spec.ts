import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { expectAccessible } from './support/both-themes.ts';
import { drop, expectOverview, test } from './support/console.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('a document is exported: valid, the same when made again, and saved as its digest says', async ({
  page,
  console,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expectOverview(page);

  await page.keyboard.press('Control+e');
  const sheet = page.getByRole('dialog', { name: 'Export document' });
  await sheet.getByRole('button', { name: 'Make document' }).click();
  const result = sheet.getByRole('region', { name: 'Document' });
  await expect(result).toContainText('Valid');
  await expect(result).toContainText('Identical when made again');
  await expect(result).toContainText('bom-1.7.schema.json');
  await expect(result).toContainText('greeting-1.inventory.cdx.json');
  await expectAccessible(page, { picture: 'export' });

  const digest = await result
    .getByRole('definition')
    .filter({ hasText: /^[0-9a-f]{64}$/ })
    .innerText();
  const saving = page.waitForEvent('download');
  await result.getByRole('button', { name: 'Save…' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('greeting-1.inventory.cdx.json');
  const bytes = readFileSync(await saved.path());
  expect(sha256(bytes)).toBe(digest);
  await result.getByRole('button', { name: 'Copy SHA-256' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(digest);

  // The command line writes the same bytes.
  const written = join(console.folder, 'export.json');
  await console.command('export', 'example.org/greeting:1', '--format', 'cdx-json', '--output', written);
  expect(Buffer.compare(readFileSync(written), bytes)).toBe(0);

  // Another wish forgets the document; without proofs it is smaller.
  await sheet.getByLabel('Without proofs: small enough to attest').check();
  await expect(result).toBeHidden();
  await sheet.getByRole('button', { name: 'Make document' }).click();
  await expect(result).toContainText('greeting-1.inventory.lean.cdx.json');
  await expect(result.getByRole('button', { name: 'Save…' })).toBeFocused();
  await sheet.getByLabel('example.org/greeting:1').check();
  await expect(result).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
});

test('every format can be made, by keyboard alone', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expectOverview(page);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await page.keyboard.type('Export');
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Export document' });
  await expect(sheet.getByLabel('Preset')).toBeFocused();
  const names = ['cdx.json', 'cdx.pb', 'spdx3.json', 'bom-index.bin', 'spdx.json', 'cdx16.json'];
  for (const [at, name] of names.entries()) {
    if (at > 0) {
      await sheet.getByLabel('Format').focus();
      await page.keyboard.press('ArrowDown');
    }
    await sheet.getByRole('button', { name: 'Make document' }).focus();
    await page.keyboard.press('Enter');
    const result = sheet.getByRole('region', { name: 'Document' });
    await expect(result).toContainText(`greeting-1.inventory.${name}`);
    await expect(result).toContainText('Identical when made again');
  }
});
