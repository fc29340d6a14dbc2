import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { drop, test } from './support/console.ts';
import { docker, started } from './support/images.ts';

/** Where to put pictures for people to look at; nowhere unless asked. */
const pictures = process.env['STELLAOPS_PICTURES'];

/** The window as it is, light and dark. */
async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${pictures}/${name}-${colorScheme}.png` });
  }
  await page.emulateMedia({ colorScheme: null });
}

async function openComponents(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Components/ }).click();
  await expect(page.getByRole('grid', { name: 'Components' })).toBeVisible();
}

/** Clicks in the middle of some words of a line of the text view. */
async function clickWords(page: Page, line: Locator, words: string): Promise<void> {
  const place = await line.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent?.indexOf(wanted) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width * 0.7, y: y + height / 2 };
    }
    throw new Error(`${wanted} is not there`);
  }, words);
  await page.mouse.click(place.x, place.y);
}

test('a click inside a highlighted range lists all claims that rest on it', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await openComponents(page);
  await page.getByRole('gridcell', { name: 'greet-data', exact: true }).click();
  await expect(page.getByText('hash equals the claim')).toBeVisible();
  const line = page.locator('.text-line[data-cited]', { hasText: 'Package: greet-data' });
  await clickWords(page, line, 'greet-data');
  const claims = page.getByRole('region', { name: 'Claims', exact: true });
  // The byte under the pointer: the g of the name, 9 bytes into its line.
  const text = Buffer.from(sampleImage()).toString('latin1');
  const layer = text.lastIndexOf('Package: greet\n');
  const start = text.lastIndexOf('Package: greet-data') - layer + 9;
  await expect(claims.getByRole('status')).toHaveText(
    new RegExp(`^Byte 0x${start.toString(16).toUpperCase()}, line \\d+$`),
  );
  await expect(claims.getByRole('button', { name: /^Show the proof of/ })).toHaveText([
    /greet-data 1:7-1/,
    /old-tool 0.9-2.*removed/,
  ]);
  // A byte of the other stanza carries the other claim, which leads to its component.
  await clickWords(page, page.locator('.text-line', { hasText: /Package: greet$/ }), 'greet');
  await expect(claims.getByRole('button', { name: /^Show the proof of/ })).toHaveText([/greet 2.3-2/, /old-tool/]);
  await picture(page, 'evidence-claims');
  await claims.getByRole('button', { name: /greet 2\.3-2/ }).click();
  await expect(page.getByRole('heading', { name: 'greet', exact: true })).toBeVisible();
  // By keyboard: what rests on the cited bytes, and on the file.
  await page.getByRole('button', { name: 'Used by' }).press('Enter');
  const cited = page.getByRole('region', { name: 'Claims on the cited bytes' });
  await expect(cited.getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button', { name: 'Whole file' }).press('Enter');
  const file = page.getByRole('region', { name: 'Claims on the whole file' });
  await expect(file.getByRole('listitem').filter({ hasText: 'greet' }).first()).toBeVisible();
  await picture(page, 'evidence-used-by');
  const found = await new AxeBuilder({ page }).include('.dock').analyze();
  expect(found.violations).toEqual([]);
});

test('the copies of a path in several layers are looked at and compared', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await openComponents(page);
  await page.getByRole('gridcell', { name: 'greet-data', exact: true }).click();
  const picker = page.getByRole('button', { name: 'Copy of layer L2: choose another' });
  await picker.click();
  await page.getByRole('menuitem', { name: /^L0/ }).click();
  await expect(page.getByRole('button', { name: 'Copy of layer L0: choose another' })).toBeVisible();
  await expect(page.locator('.text-line', { hasText: 'Version: 2.3-1' })).toBeVisible();
  await page.getByRole('button', { name: 'Copy of layer L0: choose another' }).click();
  await page.getByRole('menuitem', { name: 'Compare with L2' }).click();
  const changes = page.getByRole('region', { name: 'Text changes' });
  await expect(changes.locator('tr[data-kind="removed"]').filter({ hasText: 'Version: 2.3-1' })).toBeVisible();
  await expect(changes.locator('tr[data-kind="added"]').filter({ hasText: 'Version: 2.3-2' })).toBeVisible();
  await picture(page, 'evidence-copies');
  expect((await new AxeBuilder({ page }).include('.dock').analyze()).violations).toEqual([]);
});

test('a script says which steps of the start it states', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'started.tar', bytes: docker(started()) }]);
  await expect(page.getByRole('heading', { name: 'What is in it' })).toBeVisible();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.locator('[data-change]').nth(2).click();
  await page.getByRole('button', { name: 'Used by' }).click();
  await expect(page.getByText('Steps of the start that this file states')).toBeVisible();
  await page.getByRole('button', { name: 'line 6' }).first().click();
  await expect(page.locator('.text-line[data-cited]')).toContainText('exec greet');
});
