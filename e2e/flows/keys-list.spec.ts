import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { drop, expectOverview, test } from './support/console.ts';
import { docker, started } from './support/images.ts';
import { keyboardOn } from './support/keyboard.ts';

test('K5: a facet and a token, a saved view and exported rows, by keyboard alone', async ({ page, console }) => {
  test.setTimeout(120_000);
  const keys = await keyboardOn(page);
  await page.goto(console.address);
  await drop(page, [{ name: 'started.tar', bytes: docker(started()) }]);
  await expectOverview(page);
  await keys.press('Control+2');
  await expect(page.getByRole('row', { name: /libgreet1/ })).toBeVisible();
  await keys.press('Control+f');
  await expect(page.getByRole('searchbox', { name: 'Filter components' })).toBeFocused();
  await keys.type('type:deb ');
  const foot = page.locator('.components-foot');
  await expect(foot).toContainText('4 of 7');
  await keys.reach(page.getByRole('checkbox', { name: /^Reached/ }));
  await keys.press('Space');
  await expect(foot).toContainText('3 of 7');
  await expect.poll(async () => (await keys.heard()).join('\n')).toContain('3 of 7 components');

  await keys.reach(page.getByRole('button', { name: 'Views', exact: true }));
  await keys.press('Enter');
  await keys.reach(page.getByRole('menuitem', { name: 'Save this view…' }), 'ArrowDown');
  await keys.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await keys.type('What runs');
  await keys.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await keys.reach(page.getByRole('button', { name: 'Copy rows' }));
  await keys.press('Enter');
  await keys.reach(page.getByRole('menuitem', { name: 'Export rows…' }), 'ArrowDown');
  await keys.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Export rows' });
  await expect(sheet).toContainText('3 of 7 components');
  const download = page.waitForEvent('download');
  await keys.reach(sheet.getByRole('button', { name: 'Export', exact: true }));
  await page.keyboard.press('Enter');
  const rows = readFileSync(await (await download).path(), 'utf8')
    .trimEnd()
    .split('\r\n')
    .slice(1);
  expect(rows.map((row) => row.split(',')[0] ?? '').sort((a, b) => (a < b ? -1 : 1))).toEqual([
    'greet',
    'libc6',
    'libgreet1',
  ]);
  expect((await keys.heard()).filter((words) => words.startsWith('pointer'))).toEqual([]);
});
