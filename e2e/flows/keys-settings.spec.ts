import { expect } from '@playwright/test';
import { test } from './support/console.ts';
import { keyboardOn } from './support/keyboard.ts';

test('K12: a setting is searched, the theme changed and set back, by keyboard alone', async ({ page, console }) => {
  const keys = await keyboardOn(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(console.address);
  await expect(page.getByText('Nothing leaves this machine')).toBeVisible();
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await keys.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await keys.press('Control+f');
  await keys.type('theme');
  await expect(page.getByRole('tab')).toHaveText(['Appearance']);
  const theme = page.getByRole('combobox', { name: 'Theme' });
  await keys.reach(theme);
  await keys.type('Dark');
  await expect.poll(background).not.toBe(light);
  await keys.press('Home');
  await expect.poll(background).toBe(light);
  await expect(theme).toHaveValue(/system/i);
  expect((await keys.heard()).filter((words) => words.startsWith('pointer'))).toEqual([]);
});
