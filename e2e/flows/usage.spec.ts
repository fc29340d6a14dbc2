import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './support/both-themes.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { docker, started } from './support/images.ts';

async function openComponents(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await drop(page, [{ name: 'started.tar', bytes: docker(started()) }]);
  await expectOverview(page);
  await page.getByRole('button', { name: /^Components/ }).click();
  await expect(page.getByRole('row', { name: /libgreet1/ })).toBeVisible();
}

/** The one marked line of the viewer is the one of the script that starts the program. */
async function expectLine(page: Page): Promise<void> {
  await expect(page.locator('.text-line[data-cited]')).toHaveCount(1);
  await expect(page.locator('.text-line[data-cited]')).toContainText('6exec greet "$@"');
  await expect(page.locator('.viewer-head')).toContainText('line 6');
}

test('two clicks lead from a component over its proof path to the line of the script', async ({ page, console }) => {
  await openComponents(page, console.address);
  await page.getByRole('gridcell', { name: 'libgreet1', exact: true }).click();
  const steps = page.getByRole('list', { name: 'How the start leads to it' }).getByRole('listitem');
  await expect(steps).toHaveText([
    /Start.*docker-entrypoint.sh.*image configuration/,
    /Start.*bin\/sh.*docker-entrypoint.sh:1/,
    /Start.*greet.*docker-entrypoint.sh:6/,
    /Link.*libgreet.so.1/,
  ]);
  await page.getByRole('button', { name: 'Show /docker-entrypoint.sh:6' }).click();
  await expectLine(page);
  // Back is where it began.
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.getByRole('heading', { name: 'libgreet1' })).toBeVisible();
});

test('two keys do the same', async ({ page, console }) => {
  await openComponents(page, console.address);
  await page.keyboard.press('Control+f');
  await page.keyboard.type('libgreet1');
  await expect(page.getByText('1 of 7 components').first()).toBeAttached();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('list', { name: 'How the start leads to it' })).toBeVisible();
  await page.keyboard.press('Control+Shift+U');
  await expectLine(page);
  await expect(page.getByRole('region', { name: 'Bytes of docker-entrypoint.sh' })).toBeFocused();
});

test('inventory and usage are switched, and what is not known is listed with its lines', async ({ page, console }) => {
  await openComponents(page, console.address);
  const names = () => page.locator('.cell-name').allTextContents();
  await page.keyboard.press('Control+u');
  await expect(page.getByRole('button', { name: 'Usage 5', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(async () => (await names()).sort()).toEqual(['date', 'greet', 'libc6', 'libgreet1', 'sh']);
  await page.getByRole('button', { name: '1 possible' }).click();
  await expect.poll(names).toEqual(['weekly']);
  await page.getByRole('button', { name: '1 open', exact: true }).click();
  await expect.poll(names).toEqual(['leftover']);
  await page.getByRole('row', { name: /leftover/ }).click();
  const facts = page.getByRole('region', { name: 'Used by the start' });
  await expect(facts.getByRole('button', { name: 'Show /docker-entrypoint.sh:4' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Native file' })).toContainText('Machinex86-64');
});

test('usage is free of axe violations and verdicts', async ({ page, console }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openComponents(page, console.address);
  await page.getByRole('gridcell', { name: 'libgreet1', exact: true }).click();
  await page.getByRole('button', { name: 'What is not known (1)' }).click();
  await expect(page.getByRole('list', { name: 'How the start leads to it' })).toBeVisible();
  await expectAccessible(page);
  expect(await page.locator('body').textContent()).not.toMatch(/\b(unused|safe|score|severity|vulnerable)\b/);
  await page.getByRole('button', { name: 'Show /docker-entrypoint.sh:6' }).click();
  await expectLine(page);
  await expectAccessible(page);
});
