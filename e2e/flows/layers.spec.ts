import { expect, type Page } from '@playwright/test';
import { expectAccessible, takePictures } from './support/both-themes.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { layered } from './support/layered.ts';

async function openLayers(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await drop(page, [{ name: 'layered.tar', bytes: layered() }]);
  await expectOverview(page);
  await page.keyboard.press('Control+3');
  await expect(page.getByRole('treegrid', { name: 'Files' })).toBeVisible();
}

const rows = (page: Page) => page.locator('.tree-row .tree-name').allInnerTexts();

test('badges say letter, shape and word; modes and toggles combine; the layer is unmistakable', async ({
  page,
  console,
}) => {
  await openLayers(page, console.address);
  const rail = page.getByRole('listbox', { name: 'Layers of the image, base first' });
  await rail.getByRole('option', { name: /RUN configure/ }).click();
  await expect(rail.locator('[aria-selected="true"]')).toHaveText(/L1.*RUN configure/s);
  await expect(rail.locator('[aria-selected="true"]')).toHaveCount(1);
  await expect(page.getByText('Layer 1 of 3')).toBeVisible();
  // A small layer is open at once.
  await expect(page.getByRole('row', { name: /app\.conf modified/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /data modified mode only/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /new added/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /app\.conf/ }).locator('.state-badge')).toHaveText(/^M/);
  await page
    .getByRole('group', { name: 'Show changes' })
    .getByRole('button', { name: /^modified/ })
    .click();
  await expect.poll(() => rows(page)).toEqual(['etc/', 'app.conf', 'usr/', 'share/', 'data']);
  await page.getByRole('group', { name: 'Which tree' }).getByRole('button', { name: 'Image up to here' }).click();
  await page
    .getByRole('group', { name: 'Show changes' })
    .getByRole('button', { name: /^modified/ })
    .click();
  await page.getByRole('group', { name: 'Show kinds' }).getByRole('button', { name: 'Executables' }).click();
  await expect.poll(() => rows(page)).toEqual(['usr/', 'bin/', 'tool']);
});

test('what was removed later is found in two steps, with its history and its bytes', async ({ page, console }) => {
  await openLayers(page, console.address);
  await page.getByRole('checkbox', { name: 'Removed later' }).check();
  await expect.poll(() => rows(page)).toEqual(['etc/', 'secret.env']);
  await page.getByRole('row', { name: /secret\.env removed/ }).click();
  const history = page.getByRole('list', { name: 'Every layer that touched it' });
  await expect(history.getByRole('listitem')).toHaveText([/layer 0added.*33 B.*Open/, /layer 2removed/]);
  await history.getByRole('button', { name: 'Open the copy of layer 0' }).click();
  await expect(page.locator('.text-line').first()).toContainText('swordfish');
  // Bytes by cause, and no share of anything.
  const space = page.getByRole('region', { name: 'Space' });
  await expect(space).toContainText('copied for mode or owner alone 40 kB in 1 copy');
  await expect(space).toContainText('removed later 33 B in 1 copy');
  expect(await space.innerText()).not.toMatch(/%|score/i);
});

test('the tree is walked by keys alone', async ({ page, console }) => {
  await openLayers(page, console.address);
  await page.keyboard.press('Control+f');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const chosen = page.locator('.tree-row[aria-selected="true"]');
  await expect(chosen).toHaveText(/etc/);
  await page.keyboard.press('ArrowRight');
  await expect(chosen).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowRight');
  await expect(chosen).toHaveText(/app\.conf/);
  await page.keyboard.press('ArrowLeft');
  await expect(chosen).toHaveText(/etc/);
  await page.keyboard.press('Control+ArrowDown');
  await expect(page.getByText('Layer 0 of 3')).toBeVisible();
  await expect(page.getByRole('row', { name: /secret\.env added/ })).toBeVisible();
  await page.keyboard.press('End');
  await expect(chosen).toHaveText(/data/);
});

test('layers are free of axe violations and verdicts', async ({ page, console }) => {
  // Each analysis may take tens of seconds on a busy machine.
  test.setTimeout(240_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openLayers(page, console.address);
  await page.getByRole('option', { name: /RUN configure/ }).click();
  await page.getByRole('row', { name: /app\.conf modified/ }).click();
  await expect(page.getByRole('list', { name: 'Every layer that touched it' })).toBeVisible();
  await expectAccessible(page);
  expect(await page.locator('body').textContent()).not.toMatch(/\b(unused|safe|score|severity|wasted)\b/);
  await takePictures(page, 'layers');
});
