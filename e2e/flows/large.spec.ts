import { expect } from '@playwright/test';
import { expectOverview, test } from './support/console.ts';
import { debian, docker, stanza } from './support/images.ts';

const COUNT = 50_000;
const IMAGES = 200;
/** Rows in the page at once, whatever the list's length. */
const MOST_ROWS = 120;

test('50,000 components and 200 images: first rows, keystrokes, sorting and scrolling', async ({ page, console }) => {
  test.setTimeout(240_000);
  const stanzas = Array.from({ length: COUNT }, (_, k) =>
    stanza(`package-${String(k).padStart(5, '0')}`, `1.${k % 97}-${k % 7}`),
  );
  await console.command('scan', console.write('large.tar', docker(debian('acme/large:1', stanzas))));
  const small = Array.from({ length: IMAGES }, (_, k) =>
    console.write(`app-${k}.tar`, docker(debian(`acme/app-${k}:1`, [stanza('bash', `5.${k}-1`)]))),
  );
  await console.command('scan', ...small);
  await page.goto(console.address);
  await expect(page.getByText(`${IMAGES + 1} images`)).toBeVisible();
  const images = page.locator('.image-table tbody tr:not(.image-room)');
  let most = await images.count();
  await page.mouse.move(700, 500);
  for (let k = 0; k < 10; k++) {
    await page.mouse.wheel(0, 900);
    await page.waitForTimeout(50);
    most = Math.max(most, await images.count());
  }
  // The first that was scanned is the last row.
  await expect(page.getByRole('button', { name: 'acme/large:1', exact: true })).toBeInViewport();
  const imageRows = most;
  await page.getByRole('button', { name: 'acme/large:1', exact: true }).click();
  await expectOverview(page);

  const counts = page.locator('.components-foot');
  await page.getByRole('button', { name: /^Components/ }).click();
  await expect(counts).toContainText('50,000 of 50,000');
  const box = page.getByRole('searchbox', { name: 'Filter components' });
  await box.fill('package-');
  const totals = ['50,000', '10,000', '1,000', '100', '10', '1'];
  for (let k = 1; k < 11; k++) {
    const [key, at] = k < 6 ? [String(k - 1), k] : ['Backspace', 10 - k];
    await page.keyboard.press(key);
    await expect(counts).toContainText(`${totals[at] ?? ''} of 50,000`);
  }
  await box.fill('');
  await page.getByRole('columnheader', { name: 'Version' }).getByRole('button').click();
  await expect(counts).toContainText('sorted by version');

  await page.locator('.grid').focus();
  most = 0;
  for (let k = 0; k < 20; k++) {
    await page.mouse.move(700, 300);
    await page.mouse.wheel(0, 60_000);
    await page.waitForTimeout(50);
    most = Math.max(most, await page.locator('.grid-row').count());
  }
  await page.keyboard.press('End');
  await expect(page.locator('.grid-row[aria-selected="true"]')).toHaveAttribute('aria-rowindex', String(COUNT + 1));
  expect(Math.max(most, imageRows)).toBeLessThanOrEqual(MOST_ROWS);
  expect(imageRows).toBeGreaterThan(10);
});
