import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { sampleImage, sampleUpdate } from '#engine/testing/sample-image.ts';
import { drop, test } from './support/console.ts';

/** Where to put pictures for people to look at; nowhere unless asked. */
const pictures = process.env['STELLAOPS_PICTURES'];

const both = [
  { name: 'greeting.tar', bytes: sampleImage() },
  { name: 'greeting-2.tar', bytes: sampleUpdate() },
];

for (const colorScheme of ['light', 'dark'] as const)
  test(`two archives are compared in two steps, by layer, with the proofs of both sides: ${colorScheme}`, async ({
    page,
    console,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(console.address);
    await drop(page, both);
    await expect(page.getByRole('row', { name: /greeting:2/ })).toBeVisible();
    await page.getByRole('button', { name: 'Compare the newest two' }).click();
    await expect(
      page.getByRole('heading', { name: 'example.org/greeting:1 compared with example.org/greeting:2' }),
    ).toBeVisible();
    const changes = page.getByRole('region', { name: 'Changes by layer' });
    await expect(changes.getByRole('button')).toHaveText([
      /^Added.*ada.*1\.0-1$/,
      /^Upgraded.*greet.*2\.3-2 → 2\.4-1$/,
    ]);
    await expect(page.getByText('2 changes')).toBeVisible();

    // Each change once, by keyboard.
    await page.keyboard.press('F7');
    await expect(changes.getByRole('button', { name: /ada/ })).toBeFocused();
    await page.keyboard.press('F7');
    await expect(changes.getByRole('button', { name: /greet/ })).toBeFocused();
    await page.keyboard.press('F7');
    await expect(changes.getByRole('button', { name: /greet/ })).toBeFocused();

    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Old image' })).toContainText('var/lib/dpkg/status');
    await expect(page.getByRole('region', { name: 'New image' })).toContainText('var/lib/dpkg/status');
    if (pictures) await page.screenshot({ path: `${pictures}/diff-${colorScheme}.png` });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);

    await page.getByRole('button', { name: 'Added 1' }).click();
    await expect(page.getByText('1 change', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: /^Files/ }).click();
    await expect(changes.getByText('Mode or owner')).toBeVisible();
    await page.getByRole('searchbox', { name: 'Filter by name or path' }).fill('server');
    await expect(changes.getByRole('listitem').filter({ hasText: 'opt/app' })).toContainText('0755 → 0750');
    if (pictures) await page.screenshot({ path: `${pictures}/diff-files-${colorScheme}.png` });
    await page.getByRole('button', { name: /^Settings/ }).click();
    await expect(page.getByRole('row', { name: /User/ })).toContainText('"greeter"');

    await page
      .getByRole('button', { name: /^Components/ })
      .first()
      .click();
  });

test('a proof opens in the image that has its bytes', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, both);
  await expect(page.getByRole('row', { name: /greeting:2/ })).toBeVisible();
  await page.getByRole('button', { name: 'Compare the newest two' }).click();
  await page.getByRole('button', { name: /greet 2\.3-2/ }).click();
  await page
    .getByRole('region', { name: 'Old image' })
    .getByRole('button', { name: /Show in this image/ })
    .click();
  await expect(page.locator('.hash')).toBeVisible();
  await expect(page.getByRole('heading', { name: /^greet/ }).first()).toBeVisible();
});
