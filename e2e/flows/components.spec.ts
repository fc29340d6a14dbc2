import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { axeViolations } from './support/axe.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { debian, docker, stanza, started } from './support/images.ts';

const NAMES = Array.from({ length: 300 }, (_, k) => `package-${String(k).padStart(3, '0')}`);

async function openList(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await drop(page, [
    {
      name: 'many.tar',
      bytes: docker(
        debian(
          'acme/many:1',
          NAMES.map((name, k) => stanza(name, `1.${k % 7}`)),
        ),
      ),
    },
  ]);
  await expectOverview(page);
  await page.getByRole('button', { name: /^Components/ }).click();
  await expect(page.getByRole('row', { name: /package-000/ })).toBeVisible();
}

const box = (page: Page) => page.getByRole('searchbox', { name: 'Filter components' });
const counts = (page: Page, words: string) => expect(page.locator('.components-foot')).toContainText(words);
const heads = async (page: Page): Promise<string[]> =>
  (await page.getByRole('columnheader').allTextContents()).map((words) => words.trim());

test('tokens, negation, ranges, quotes and patterns; what is not understood keeps the rows and says why', async ({
  page,
  console,
}) => {
  await openList(page, console.address);
  for (const [query, count] of [
    ['package-00', 10],
    ['type:deb layer:0..3 -package-00', 290],
    ['"package-007"', 1],
    ['/^package-(00|01)[0-4]$/', 10],
    ['-version:/1[.][0-5]/', 42],
    ['is:added', 0],
    ['layer:>=1 or package-001', 1],
  ] as const) {
    await box(page).fill(query);
    await counts(page, `${count} of 300`);
  }
  await box(page).fill('package-00');
  await counts(page, '10 of 300');
  await box(page).fill('package-00 layer:x colour:red /a(b/');
  await expect(page.getByText(/is no layer: write a number/)).toBeVisible();
  await expect(box(page)).toHaveAttribute('aria-invalid', 'true');
  await counts(page, '10 of 300');
  expect(await axeViolations(page)).toEqual([]);
});

test('fields and the values of this image are proposed, with their counts', async ({ page, console }) => {
  await openList(page, console.address);
  await box(page).focus();
  await page.keyboard.type('ty');
  await expect(page.getByRole('option')).toHaveText(['type:']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: /^deb\s*300$/ })).toBeVisible();
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(box(page)).toHaveValue('type:deb ');
  await counts(page, '300 of 300');
});

test('columns, row height and a saved view survive a restart; reset gives what was delivered', async ({
  page,
  console,
}) => {
  await openList(page, console.address);
  const delivered = await heads(page);
  expect(delivered).toEqual(['Name', 'Version', 'Type', 'Usage', 'Introduced in', 'Licence']);
  const version = page.getByRole('columnheader', { name: 'Version' }).getByRole('button');
  await version.focus();
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await page.getByRole('separator', { name: 'Width of Type' }).focus();
  for (let k = 0; k < 3; k++) await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Licence' }).click();
  await page.getByRole('menuitem', { name: 'Wide rows' }).click();
  await page.keyboard.press('Escape');
  await box(page).fill('package-01');
  await page.getByRole('button', { name: 'Group', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Layer' }).click();
  await expect(page.getByRole('gridcell', { name: 'L0, 10 rows' })).toBeVisible();
  await page.getByRole('button', { name: 'Views', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Save this view…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Tens');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const left = ['Name', 'Type', 'Version', 'Usage', 'Introduced in'];
  await expect.poll(() => heads(page)).toEqual(left);

  // Nothing of the window is left; the engine has it all.
  await page.evaluate(() => {
    sessionStorage.clear();
    localStorage.clear();
  });
  await page.goto('about:blank');
  await page.goto(console.address);
  await page.getByRole('button', { name: 'acme/many:1', exact: true }).click();
  await page.getByRole('button', { name: /^Components/ }).click();
  await expect.poll(() => heads(page)).toEqual(left);
  await expect(page.getByRole('separator', { name: 'Width of Type' })).toHaveAttribute('aria-valuenow', '112');
  await expect(page.locator('.grid-row').first()).toHaveCSS('height', '32px');
  await page.getByRole('button', { name: 'Views', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Tens' }).click();
  await expect(box(page)).toHaveValue('package-01');
  await expect(page.getByRole('gridcell', { name: 'L0, 10 rows' })).toBeVisible();
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Reset columns' }).click();
  await expect.poll(() => heads(page)).toEqual(delivered);
});

test('exported rows are the filtered ones in their order, and name and sheet say how many of how many', async ({
  page,
  console,
}) => {
  await openList(page, console.address);
  await box(page).fill('package-1');
  await counts(page, '100 of 300');
  const head = page.getByRole('columnheader', { name: 'Name' }).getByRole('button');
  await head.click();
  await expect(page.locator('.components-foot')).toContainText('descending');
  await page.getByRole('button', { name: 'Copy rows' }).click();
  await page.getByRole('menuitem', { name: 'Export rows…' }).click();
  const sheet = page.getByRole('dialog', { name: 'Export rows' });
  await expect(sheet).toContainText('100 of 300 components');
  // What the tab says: the file until it is known what is in it.
  const name = /(acme-many-1|many[.]tar)-components-100-of-300[.]csv/;
  await expect(sheet).toContainText(name);
  expect(await axeViolations(page)).toEqual([]);
  const download = page.waitForEvent('download');
  await sheet.getByRole('button', { name: 'Export', exact: true }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(name);
  const [first, ...rows] = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(first).toBe('name,version,type,usage,introduced,licence,key');
  expect(rows.map((row) => row.split(',')[0])).toEqual(NAMES.filter((name) => name.startsWith('package-1')).reverse());
});

test('between inventory and usage, query, sort, selection and the height of the chosen row stay', async ({
  page,
  console,
}) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'started.tar', bytes: docker(started()) }]);
  await expectOverview(page);
  await page.getByRole('button', { name: /^Components/ }).click();
  await box(page).fill('type:deb,bin');
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
  await page.getByRole('gridcell', { name: 'libc6', exact: true }).click();
  const selected = page.locator('.grid-row[aria-selected="true"]');
  await expect(selected).toContainText('libc6');
  for (const name of [/^Usage \d/, /^Inventory \d/]) {
    await page.getByRole('button', { name }).click();
    await expect(page.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'true');
    await expect(box(page)).toHaveValue('type:deb,bin');
    await expect(page.locator('.components-foot')).toContainText('sorted by name, descending');
    await expect(selected).toContainText('libc6');
  }
  expect(await page.content()).not.toContain('unused');
});
