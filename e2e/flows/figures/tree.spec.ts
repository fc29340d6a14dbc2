import { join } from 'node:path';
import { expect } from '@playwright/test';
import { layoutAround, writeManyEntries } from '../../proof/huge-inputs.ts';
import { expectOverview, test } from '../support/console.ts';
import { report, untilShown, watched } from './measure.ts';

test('a tree of 1,000,000 files: a folder of 10,000 is opened, and the scroll bar reaches the last line', async ({
  page,
  console,
}) => {
  test.setTimeout(600_000);
  const layer = join(console.folder, 'layer');
  const made = writeManyEntries(layer, 1_000_000, (n) => `srv/folder-${100 + Math.floor(n / 10_000)}/file-${n}.txt`);
  const layout = join(console.folder, 'layout');
  layoutAround(layout, layer, made);
  await console.command('scan', layout);
  await page.goto(console.address);
  await page.locator('.image-table tbody tr button').first().click();
  await expectOverview(page);
  const opened = untilShown(page, '.tree-row', 'srv');
  await page.keyboard.press('Control+3');
  const figures: Record<string, number> = { treeMs: await opened };

  const tree = page.getByRole('treegrid', { name: 'Files' });
  await page.getByRole('row', { name: /srv/ }).click();
  if ((await page.getByRole('row', { name: /folder-100/ }).count()) === 0) await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('row', { name: /folder-100/ })).toBeVisible();
  await page.getByRole('row', { name: /folder-100/ }).click();
  const expanded = untilShown(page, '.tree-row', 'file-0.txt');
  await page.keyboard.press('ArrowRight');
  figures['expandMs'] = await expanded;

  const { gaps, longTasks } = await watched(page, async () => {
    await tree.hover();
    for (let k = 0; k < 60; k++) {
      await page.mouse.wheel(0, 4000);
      await page.waitForTimeout(50);
    }
  });
  figures['worstGapMs'] = Math.max(...gaps);
  figures['longestTaskMs'] = Math.max(0, ...longTasks);
  figures['lines'] = await page.locator('.tree-row').count();

  const last = untilShown(page, '.tree-row', 'folder-199');
  await page.keyboard.press('End');
  figures['endMs'] = await last;
  report('28', figures);
  expect(figures['lines']).toBeLessThanOrEqual(120);
});
