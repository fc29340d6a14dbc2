import { expect, type Page } from '@playwright/test';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { axeViolations } from './support/axe.ts';
import { drop, expectOverview, test } from './support/console.ts';

const unknown = `sha256:${'0'.repeat(64)}`;

/** Opens a link as a person who pastes it into the palette. */
async function paste(page: Page, link: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(link);
  await expect(page.getByRole('option', { name: /Open this link/ })).toBeVisible();
  await page.keyboard.press('Enter');
}

async function scanSample(page: Page): Promise<void> {
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expect(page.getByRole('heading', { name: 'example.org/greeting:1' })).toBeVisible();
  await expectOverview(page);
}

test('a copied link leads to the same section, filter and selection; others are refused in words, and nothing is scanned', async ({
  page,
  console,
}) => {
  await page.goto(console.address);
  await scanSample(page);
  await page.keyboard.press('Control+2');
  await page.getByRole('searchbox', { name: 'Filter components' }).fill('greet');
  await expect(page.getByText('2 of 3 components')).toBeVisible();
  await page.getByRole('gridcell', { name: 'greet', exact: true }).click();
  await page.keyboard.press('Control+Shift+L');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/^stellaops:\/\/image\/sha256:[0-9a-f]{64}\/components\?q=greet&sort=name#component=pkg%3Adeb/);

  await page.getByRole('button', { name: /^Close / }).click();
  await paste(page, link);
  await expect(page.getByText('2 of 3 components')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Inspector' }).getByRole('heading', { name: 'greet' })).toBeVisible();

  // The same in the address, whose fragment does not stay.
  await page.getByRole('button', { name: /^Close / }).click();
  await page.evaluate((hash) => (location.hash = hash), link);
  await expect(page.getByText('2 of 3 components')).toBeVisible();
  expect(new URL(page.url()).hash).toBe('');

  await paste(page, `stellaops://image/${unknown}/overview`);
  await expect(page.getByRole('heading', { name: 'Not in this library' })).toBeVisible();
  await expect(page.getByText(unknown)).toBeVisible();
  // Off the button whose tip would open.
  await page.mouse.move(700, 500);
  await expect(page.getByRole('tooltip')).toBeHidden();
  expect(await axeViolations(page)).toEqual([]);

  for (const bad of [
    'stellaops://image/sha256:1/overview',
    'stellaops://x?path=/etc/passwd',
    `stellaops://${'x'.repeat(9000)}`,
  ]) {
    await paste(page, bad);
    await expect(
      page.locator('.banner', { hasText: /This link was not opened.*Nothing was read or scanned/ }),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Dismiss' }).click();
  }
  await page.keyboard.press('Control+Shift+J');
  await expect(page.getByRole('article')).toHaveCount(1);
});

test('finds a component and a file in all images, and opens the place', async ({ page, console }) => {
  await page.goto(console.address);
  await scanSample(page);
  await page.keyboard.press('Control+Shift+F');
  await page.getByRole('combobox').fill('greet 2');
  const found = page.getByRole('listbox', { name: 'Find in all images' }).getByRole('option');
  // The image's own name and digest have both words, too.
  await expect(found).toHaveText([/example.org\/greeting:1/, /greet.*2\.3-1/, /greet.*2\.3-2/]);
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Inspector' }).getByRole('heading', { name: 'greet' })).toBeVisible();
  await page.keyboard.press('Control+Shift+F');
  await page.getByRole('combobox').fill('/dpkg/status');
  await page.getByRole('listbox', { name: 'Find in all images' }).getByRole('option').click();
  await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('dpkg/status');
});

test('a new window begins where the last one was; a state that cannot be read is said and nothing is lost', async ({
  page,
  console,
  context,
}) => {
  await page.goto(console.address);
  await scanSample(page);
  await page.keyboard.press('Control+2');
  await page.getByRole('searchbox', { name: 'Filter components' }).fill('greet');
  await page.getByRole('gridcell', { name: 'greet', exact: true }).click();
  await page.keyboard.press('Control+i');
  await expect(page.getByRole('region', { name: 'Inspector' })).toBeHidden();
  // Longer than a change waits to be kept.
  await page.waitForTimeout(1000);
  await page.close();
  const next = await context.newPage();
  await next.goto(console.address);
  await expect(next.getByText('2 of 3 components')).toBeVisible();
  await expect(next.getByRole('region', { name: 'Inspector' })).toBeHidden();
  await next.evaluate(() => sessionStorage.setItem('stellaops.tabs', '{"tabs":'));
  await next.reload();
  await expect(next.locator('.banner', { hasText: 'What was open last time cannot be read' })).toBeVisible();
  await expect(next.getByRole('row', { name: /example.org\/greeting:1/ })).toBeVisible();
});

test('every command of the menu is in the list of shortcuts, under the same name; a closed tab comes back', async ({
  page,
  console,
}) => {
  await page.goto(console.address);
  await scanSample(page);
  await page.getByRole('button', { name: 'Menu' }).click();
  const items = page.getByRole('menu').locator('[role^=menuitem] .mantine-Menu-itemLabel');
  const labels = await items.allTextContents();
  expect(labels.length).toBeGreaterThan(25);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+/');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const label of labels) await expect(sheet.getByText(label, { exact: true }).last()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Close / }).click();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('>open closed');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'example.org/greeting:1' })).toBeVisible();
  await expectOverview(page);
});
