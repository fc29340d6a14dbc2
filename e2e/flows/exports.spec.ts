import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { expectAccessible } from './support/both-themes.ts';
import { drop, expectOverview, test } from './support/console.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The section, of an image with the documents of a scan. */
async function openExports(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expectOverview(page);
  await page.keyboard.press('Control+7');
  await expect(page.getByRole('heading', { name: 'Exports' })).toBeVisible();
}

/** Makes a document by a preset, and closes the sheet. */
async function makeBy(page: Page, preset: string): Promise<void> {
  await page.keyboard.press('Control+e');
  const sheet = page.getByRole('dialog', { name: 'Export document' });
  await sheet.getByLabel('Preset').selectOption({ label: preset });
  await page.keyboard.press('Enter');
  await expect(sheet.getByRole('region', { name: 'Document' })).toContainText('Identical when made again');
  await page.keyboard.press('Escape');
}

test('documents of an image: result, digest, count, made again, saved, linked', async ({ page, console }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await openExports(page, console.address);
  const rows = page.getByRole('table', { name: 'Documents' }).getByRole('row');
  // The five that the scan stored, and the head.
  await expect(rows).toHaveCount(6);
  await makeBy(page, 'SPDX, everything');
  await makeBy(page, 'CycloneDX, what the start reaches');
  await expect(rows).toHaveCount(8);

  const spdx = rows.filter({ hasText: 'greeting-1.inventory.spdx3.json' });
  await expect(spdx).toContainText('SPDX 3.0.1 JSON');
  await expect(spdx).toContainText('Everything');
  await expect(spdx).toContainText('Valid');
  await expect(spdx).toContainText('Identical');
  await expect(spdx).toContainText('Unverified no attestation found');
  // Those of the sample image, as the README says.
  await expect(spdx.getByRole('cell').nth(3)).toHaveText('3');

  const inventory = rows.filter({ hasText: 'greeting-1.inventory.cdx.json' });
  await expect(inventory).toContainText('Not tried');
  await inventory.getByRole('button', { name: 'greeting-1.inventory.cdx.json', exact: true }).click();
  const facts = page.getByRole('region', { name: 'Facts about the document' });
  const digest = await facts
    .getByRole('definition')
    .filter({ hasText: /^[0-9a-f]{64}$/ })
    .innerText();
  await facts.getByRole('button', { name: 'Make again and compare' }).click();
  await expect(facts).toContainText('without reading this document: the same SHA-256');
  const saving = page.waitForEvent('download');
  await facts.getByRole('button', { name: 'Save as…' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('greeting-1.inventory.cdx.json');
  expect(sha256(readFileSync(await saved.path()))).toBe(digest);
  await facts.getByRole('button', { name: 'Copy SHA-256' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(digest);
  await expect(facts).toContainText('needs the desktop window');
  await expectAccessible(page, { picture: 'exports' });

  // The same document, whoever asks for it: the command line writes these bytes, and a link leads to them.
  const written = join(console.folder, 'again.json');
  await console.command('export', 'example.org/greeting:1', '--format', 'cdx-json', '--output', written);
  expect(sha256(readFileSync(written))).toBe(digest);
  await page.keyboard.press('Control+Shift+l');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(new RegExp(`/exports#artifact=sha256:${digest}$`));
  await spdx.getByRole('button', { name: 'greeting-1.inventory.spdx3.json', exact: true }).click();
  await page.reload();
  await expect(facts.getByRole('heading')).toHaveText('greeting-1.inventory.spdx3.json');
});

test('by keyboard alone: K11, a preset, its document found in the list, saved, its hash looked at', async ({
  page,
  console,
}) => {
  await openExports(page, console.address);
  await page.keyboard.press('Control+e');
  const sheet = page.getByRole('dialog', { name: 'Export document' });
  await expect(sheet.getByLabel('Preset')).toBeFocused();
  // The next preset: SPDX.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(sheet.getByRole('button', { name: 'Save…' })).toBeFocused();
  const saving = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const bytes = readFileSync(await (await saving).path());
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(sheet.getByRole('button', { name: 'Show in Exports' })).toBeFocused();
  await page.keyboard.press('Enter');
  const facts = page.getByRole('region', { name: 'Facts about the document' });
  await expect(facts.getByRole('heading')).toHaveText('greeting-1.inventory.spdx3.json');
  await expect(facts).toContainText(sha256(bytes));
});

test('a desktop host is given an existing file to drag, once it is written; saving gives the same bytes', async ({
  page,
  console,
}) => {
  // What Electron's preload script offers to the page; the drag itself is Electron's (app/main/desktop.test.ts).
  await page.addInitScript((token) => {
    const asked: unknown[] = [];
    Object.assign(window, {
      asked,
      stellaopsHost: {
        token,
        pathOf: () => '',
        choosePaths: async () => [],
        setMenu: () => undefined,
        onCommand: () => () => undefined,
        onOpenPaths: () => () => undefined,
        startDrag: async (file: unknown) => asked.push(file) > 0,
      },
    });
  }, console.token);
  await page.goto(console.address);
  await page.getByTestId('file-input').setInputFiles({
    name: 'greeting.tar',
    mimeType: 'application/x-tar',
    buffer: Buffer.from(sampleImage()),
  });
  await expectOverview(page);
  await page.keyboard.press('Control+7');
  const facts = page.getByRole('region', { name: 'Facts about the document' });
  const chip = facts.getByRole('img', { name: 'Drag greeting-1.inventory.cdx.json to another program' });
  await expect(chip).toBeVisible();
  // A row that nobody looked at has no file yet, and says so; the pointer over it has it written.
  const other = page
    .getByRole('row', { name: /greeting-1.inventory.cdx.pb/ })
    .getByRole('img')
    .first();
  await expect(other).toHaveAttribute('aria-disabled', 'true');
  await other.hover();
  await expect(other).toHaveAttribute('aria-disabled', 'false');
  await chip.hover();
  await page.mouse.down();
  await page.mouse.move(300, 300, { steps: 5 });
  await page.mouse.up();
  const asked = await page.evaluate(() => (window as unknown as { asked: { id: string; fileName: string }[] }).asked);
  const [{ id, fileName } = { id: '', fileName: '' }] = asked;
  expect(asked).toEqual([{ id, fileName: 'greeting-1.inventory.cdx.json' }]);
  const path = join(console.dataDir, 'handed-out', id.slice('sha256:'.length), fileName);
  expect(existsSync(path)).toBe(true);
  const saving = page.waitForEvent('download');
  await facts.getByRole('button', { name: 'Save as…' }).click();
  const saved = readFileSync(await (await saving).path());
  expect([sha256(saved), Buffer.compare(saved, readFileSync(path))]).toEqual([id.slice('sha256:'.length), 0]);
});
