import { expect } from '@playwright/test';
import { drop, expectOverview, test } from './support/console.ts';
import { docker, started } from './support/images.ts';
import { keyboardOn } from './support/keyboard.ts';

test('K7: what is not known is walked, traced with a hint, and the hint removed, by keyboard alone', async ({
  page,
  console,
}) => {
  test.setTimeout(120_000);
  const keys = await keyboardOn(page);
  await page.goto(console.address);
  await drop(page, [{ name: 'started.tar', bytes: docker(started()) }]);
  await expectOverview(page);
  await keys.press('Control+4');
  const steps = page.getByRole('tree', { name: 'Steps of the start' });
  await expect(steps).toBeVisible();
  const facts = await steps.innerText();
  // F7 goes through the steps; the one that is not known says why, and its line is marked.
  const unknown = steps.getByRole('treeitem', { name: /runs \/opt\/\$/ });
  await keys.reach(unknown, 'F7');
  await expect(unknown).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('region', { name: /Bytes of docker-entrypoint\.sh/ }).locator('mark')).toContainText(
    '"/opt/$(date +%A)"',
  );
  await keys.reach(page.getByRole('button', { name: 'Trace with other values…' }), 'Shift+Tab');
  await keys.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Trace with other values' });
  await keys.reach(sheet.getByRole('textbox', { name: 'ENTRYPOINT' }));
  await page.keyboard.press('Control+a');
  await keys.type('/usr/bin/greet');
  await keys.press('Enter');
  const stamp = page.getByText('With user-supplied hints. These are no facts about the image.');
  await expect(stamp).toBeVisible();
  await expect(steps.getByRole('treeitem', { name: /greet/ }).first()).toBeVisible();
  await keys.reach(page.getByRole('button', { name: 'Remove hints' }));
  await keys.press('Enter');
  await expect(stamp).toHaveCount(0);
  expect(await steps.innerText()).toBe(facts);
  expect((await keys.heard()).filter((words) => words.startsWith('pointer'))).toEqual([]);
});
