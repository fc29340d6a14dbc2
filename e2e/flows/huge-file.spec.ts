import { join } from 'node:path';
import { expect } from '@playwright/test';
import { heapMib } from './figures/measure.ts';
import { test } from './support/console.ts';
import { openHuge, writeHuge } from './support/huge.ts';

const SIZE = 2 ** 31;
const PLACES = [
  { at: 1_000_000_000, text: 'in the middle' },
  { at: 2_147_000_000, text: 'near its end' },
] as const;
/** What one answer may hold: 256 KiB in base64, and what is said about it. */
const MOST_AN_ANSWER = 400_000;

test('a file of 2 GB is opened at any byte, and only what is shown of it reaches the window', async ({
  page,
  console,
}) => {
  test.setTimeout(180_000);
  let largest = 0;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => (largest = Math.max(largest, payload.length))),
  );
  const archive = join(console.folder, 'disk.tar');
  writeHuge(archive, SIZE, PLACES);
  await console.command('scan', archive);
  await page.goto(console.address);
  await openHuge(page);
  // Its layer is inflated once, while other journeys run.
  await expect(page.getByText('of 2,147,483,648')).toBeVisible({ timeout: 60_000 });
  const heap = await heapMib(page);

  const box = page.getByRole('textbox', { name: 'Go to byte' });
  for (const [k, { at, text }] of PLACES.entries()) {
    await box.fill(k === 0 ? String(at) : `0x${at.toString(16)}`);
    await box.press('Enter');
    await expect(page.locator('.bytes-view')).toContainText(text);
  }
  await box.fill(String(SIZE));
  await box.press('Enter');
  await expect(page.getByText('A number from 0 to 2,147,483,647')).toBeVisible();
  await expect(page.locator('.bytes-view')).toContainText(PLACES[1].text);

  expect(largest).toBeGreaterThan(1000);
  expect(largest).toBeLessThan(MOST_AN_ANSWER);
  expect((await heapMib(page)) - heap).toBeLessThan(50);
});
