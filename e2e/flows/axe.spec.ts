import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { drop, test } from './support/console.ts';

const banned = /\b(unused|safe|unsafe|score|grade|vulnerable|severity|PASS|FAIL)\b/;

async function expectAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${where}: ${id}: ${html.slice(0, 200)}`),
  );
  expect(found).toEqual([]);
  expect(await page.locator('body').textContent()).not.toMatch(banned);
}

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1440, 1024])
    test(`every screen is free of axe violations and verdicts: ${colorScheme}, ${width} wide`, async ({
      page,
      console,
    }) => {
      // A dozen analyses, each of which may take seconds on a busy machine.
      test.setTimeout(240_000);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 700 });
      await page.goto(console.address);
      await expect(page.getByText('Nothing leaves this machine')).toBeVisible();
      await expectAccessible(page, 'empty library');
      await drop(page, [{ name: 'notes.txt', bytes: Buffer.from('words') }]);
      await expect(page.getByText('Give it a docker-save archive')).toBeVisible();
      await expectAccessible(page, 'refused file');
      await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
      await expect(page.getByRole('heading', { name: 'What is in it' })).toBeVisible();
      await expectAccessible(page, 'overview');
      await page.getByRole('option', { name: /^L1/ }).click();
      await expect(page.getByRole('heading', { name: 'Layer 1' })).toBeVisible();
      await expectAccessible(page, 'layer');
      await page.getByRole('button', { name: /^Components/ }).click();
      await page.getByRole('gridcell', { name: 'greet', exact: true }).click();
      await expect(page.locator('.hash')).toBeVisible();
      await expectAccessible(page, 'components with evidence');
      await page.getByRole('button', { name: 'Hex' }).click();
      await expectAccessible(page, 'hex');
      await page.getByRole('searchbox', { name: 'Filter components' }).fill('colour:red zzz');
      await expect(page.getByText('Not understood')).toBeVisible();
      await expectAccessible(page, 'no match');
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page, 'palette');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+/');
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
      await expectAccessible(page, 'help');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+Shift+J');
      await expect(page.getByRole('heading', { name: 'Jobs' })).toBeVisible();
      await expectAccessible(page, 'jobs');
      await page.getByRole('button', { name: /^Images/ }).click();
      await expect(page.getByRole('row', { name: /greeting/ })).toBeVisible();
      await expectAccessible(page, 'library');
      expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    });
