import { expect } from '@playwright/test';
import { drop, expectOverview, test } from './support/console.ts';
import { keyboardOn } from './support/keyboard.ts';
import { layered } from './support/layered.ts';

test('K6: a layer is picked, a removed file found and its old copy opened, by keyboard alone', async ({
  page,
  console,
}) => {
  test.setTimeout(120_000);
  const keys = await keyboardOn(page);
  await page.goto(console.address);
  await drop(page, [{ name: 'layered.tar', bytes: layered() }]);
  await expectOverview(page);
  await keys.press('Control+3');
  const rail = page.getByRole('listbox', { name: 'Layers of the image, base first' });
  await keys.reach(rail.getByRole('option', { name: /COPY rootfs/ }));
  await keys.press('ArrowDown');
  await expect(page.getByText('Layer 0 of 3')).toBeVisible();
  await keys.press('ArrowDown');
  await expect(page.getByText('Layer 1 of 3')).toBeVisible();
  await keys.press('Home');
  await expect(page.getByText('Layer 0 of 3')).toBeVisible();
  await expect(rail.getByRole('option', { name: /COPY rootfs/ })).toBeFocused();

  await keys.reach(page.getByRole('checkbox', { name: 'Removed later' }), 'Shift+Tab');
  await keys.press('Space');
  const gone = page.getByRole('row', { name: /secret\.env/ });
  await expect(gone).toBeVisible();
  await expect.poll(async () => (await keys.heard()).join('\n')).toContain('1 name shown');
  await keys.press('Control+f');
  await keys.press('ArrowDown');
  await keys.press('End');
  await expect(page.locator('.tree-row[aria-selected="true"]')).toHaveText(/secret\.env/);
  const open = page
    .getByRole('list', { name: 'Every layer that touched it' })
    .getByRole('button', { name: 'Open the copy of layer 0' });
  await keys.reach(open);
  await keys.press('Enter');
  await expect(page.locator('.text-line').first()).toContainText('swordfish');
  expect((await keys.heard()).filter((words) => words.startsWith('pointer'))).toEqual([]);
});

test('a window that is opened again shows the same copy of a file', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'layered.tar', bytes: layered() }]);
  await expectOverview(page);
  await page.keyboard.press('Control+3');
  await page.getByRole('option', { name: /COPY rootfs/ }).click();
  await page.getByRole('row', { name: /app\.conf/ }).click();
  await page.getByRole('button', { name: 'Open the copy of layer 0' }).click();
  await expect(page.locator('.text-line').first()).toContainText('level=1');
  await page.reload();
  await expect(page.locator('.text-line').first()).toContainText('level=1');
});
