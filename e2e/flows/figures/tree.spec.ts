import { join } from 'node:path';
import { expect } from '@playwright/test';
import { layoutAround, writeManyEntries } from '../../proof/huge-inputs.ts';
import { expectOverview, test } from '../support/console.ts';
import { most, report, traced } from './measure.ts';

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
  const line = (words: string) => ({ selector: '.tree-row', words });
  const first = await traced(page, (timed) => timed('tree', line('srv'), () => page.keyboard.press('Control+3')));

  const tree = page.getByRole('treegrid', { name: 'Files' });
  await page.getByRole('row', { name: /srv/ }).click();
  if ((await page.getByRole('row', { name: /folder-100/ }).count()) === 0) await page.keyboard.press('ArrowRight');
  await page.getByRole('row', { name: /folder-100/ }).click();
  const then = await traced(page, async (timed) => {
    await timed('expand', line('file-0.txt'), () => page.keyboard.press('ArrowRight'));
    await tree.hover();
    for (let k = 0; k < 60; k++) {
      await page.mouse.wheel(0, 4000);
      await page.waitForTimeout(50);
    }
  });
  const lines = await page.locator('.tree-row').count();
  const last = await traced(page, (timed) => timed('end', line('folder-199'), () => page.keyboard.press('End')));
  report('28', {
    treeMs: most(first.waits('tree')),
    expandMs: most(then.waits('expand')),
    endMs: most(last.waits('end')),
    worstGapMs: most(then.gaps),
    longestTaskMs: most([...first.longTasks, ...then.longTasks, ...last.longTasks]),
    lines,
  });
  expect(lines).toBeLessThanOrEqual(120);
});
