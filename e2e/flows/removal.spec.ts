import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { axeViolations } from './support/axe.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { showLook, THEMES } from './support/looks.ts';

const pictures = process.env['STELLAOPS_PICTURES'];

const row = (page: Page) => page.getByRole('button', { name: 'example.org/greeting:1', exact: true });
const undo = (page: Page) => page.getByRole('button', { name: 'Undo removing example.org/greeting:1' });

/** Removes the sample from the library. */
async function remove(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Actions for example.org/greeting:1' }).click();
  await page.getByRole('menuitem', { name: 'Remove from library' }).click();
  const sheet = page.getByRole('dialog', { name: 'Remove example.org/greeting:1 from the library?' });
  await expect(sheet.getByText('It can be undone for 10 seconds.')).toBeVisible();
  await sheet.getByRole('button', { name: 'Remove from library' }).click();
  await expect(sheet).toBeHidden();
  await expect(undo(page)).toBeVisible();
  await expect(row(page)).toBeHidden();
}

test.beforeEach(async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expect(page.getByRole('heading', { name: 'example.org/greeting:1' })).toBeVisible();
  await expectOverview(page);
  await page.getByRole('button', { name: 'Library' }).click();
});

test('a removed image is had back within ten seconds, by keyboard too', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  // Twice, as the ten seconds may be too short to look in both themes.
  for (const colorScheme of THEMES) {
    await showLook(page, { colorScheme });
    await remove(page);
    await expect(page.getByText(/What the scan found is removed in ([1-9]|10) seconds?\./)).toBeVisible();
    if (pictures) await page.screenshot({ path: join(pictures, `removal-${colorScheme}.png`) });
    expect(await axeViolations(page)).toEqual([]);
    // The row that had the keyboard is gone; what takes it back has it now.
    await expect(undo(page)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(row(page)).toBeVisible();
    await expect(undo(page)).toBeHidden();
  }
  await row(page).click();
  await page.getByRole('button', { name: /^Components/ }).click();
  await page.getByRole('gridcell', { name: 'greet-data', exact: true }).click();
  await expect(page.getByText('hash equals the claim')).toBeVisible();
});

test('a window that is opened again can still undo; when the ten seconds are over it is gone, and stays so', async ({
  page,
  console,
}) => {
  await remove(page);
  await page.goto('about:blank');
  await page.goto(console.address);
  await expect(undo(page)).toBeVisible();
  await expect(undo(page)).toBeHidden({ timeout: 30_000 });
  await expect(row(page)).toBeHidden();
  await page.reload();
  await expect(page.getByText('Drop image archives here')).toBeVisible();
  await expect(row(page)).toBeHidden();
});

test.describe('with an engine that crashes', () => {
  // Until another engine has the port, the page is refused.
  test.use({ expectedErrors: [/WebSocket|ERR_CONNECTION/] });

  test('when the engine crashes within the ten seconds, nothing is removed', async ({ page, console }) => {
    await remove(page);
    console.signalEngine('SIGKILL');
    await expect(row(page)).toBeVisible({ timeout: 30_000 });
    await expect(undo(page)).toBeHidden();
    await row(page).click();
    await page.getByRole('button', { name: /^Components/ }).click();
    await page.getByRole('gridcell', { name: 'greet-data', exact: true }).click();
    await expect(page.getByText('hash equals the claim')).toBeVisible();
  });
});
