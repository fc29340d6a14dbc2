import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from '../support/console.ts';
import { openHuge, writeHuge } from '../support/huge.ts';
import { heapMib, most, p95, report, traced } from './measure.ts';

const SIZE = 2 ** 31;
/** Places spread over the whole file, each where a line begins, not in the order of the file. */
const PLACES = Array.from({ length: 12 }, (_, k) => ({
  at: ((k * 5) % 12) * 178_000_000 + 160,
  text: `place number ${k}.`,
}));

test('a file of 2 GB is opened at any byte', async ({ page, console }) => {
  test.setTimeout(180_000);
  const archive = join(console.folder, 'disk.tar');
  writeHuge(
    archive,
    SIZE,
    PLACES.toSorted((a, b) => a.at - b.at),
  );
  await console.command('scan', archive);
  await page.goto(console.address);
  await openHuge(page);
  await expect(page.getByText('of 2,147,483,648')).toBeVisible({ timeout: 60_000 });
  const before = await heapMib(page);
  const box = page.getByRole('textbox', { name: 'Go to byte' });
  const { waits, longTasks } = await traced(page, async (timed) => {
    for (const { at, text } of PLACES) {
      await box.fill(String(at));
      await timed('place', { selector: '.bytes-view', words: text }, () => box.press('Enter'));
    }
  });
  report('23', {
    placeP95Ms: p95(waits('place')),
    longestTaskMs: most(longTasks),
    heapGrowthMib: (await heapMib(page)) - before,
  });
});
