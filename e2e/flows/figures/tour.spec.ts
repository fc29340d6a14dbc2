import { expect } from '@playwright/test';
import { sampleImage, sampleUpdate } from '#engine/testing/sample-image.ts';
import { drop, expectOverview, test } from '../support/console.ts';
import { docker, started } from '../support/images.ts';

/** Where to put pictures for people to look at; nowhere unless asked. */
const pictures = process.env['STELLAOPS_PICTURES'];

for (const colorScheme of ['light', 'dark'] as const)
  test(`the README's tour, as far as no journey takes pictures of it: ${colorScheme}`, async ({ page, console }) => {
    test.skip(pictures === undefined, 'STELLAOPS_PICTURES does not say where to put pictures');
    const picture = (name: string) => page.screenshot({ path: `${pictures}/${name}-${colorScheme}.png` });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(console.address);
    await expect(page.getByText('Nothing leaves this machine')).toBeVisible();
    await picture('empty');
    await drop(page, [
      { name: 'greeting.tar', bytes: sampleImage() },
      { name: 'greeting-2.tar', bytes: sampleUpdate() },
    ]);
    await expect(page.getByRole('button', { name: 'Compare the newest two' })).toBeVisible();
    await drop(page, [{ name: 'started.tar', bytes: docker(started()) }]);
    await expect(page.getByRole('heading', { name: 'acme/started:1' })).toBeVisible();
    await expectOverview(page);
    await page.getByRole('button', { name: 'Library', exact: true }).click();
    await expect(page.getByText('3 images')).toBeVisible();
    await picture('library');
    await page.keyboard.press('Control+Shift+J');
    await page.getByRole('article').first().getByRole('button').first().focus();
    await picture('jobs');
    await page.getByRole('button', { name: 'acme/started:1', exact: true }).first().click();
    await expectOverview(page);
    await picture('overview');
    await page.getByRole('option', { name: /^L1/ }).click();
    await picture('layer');
    await page.keyboard.press('Control+2');
    await page.getByRole('gridcell', { name: 'greet', exact: true }).click();
    await expect(page.getByText('hash equals the claim')).toBeVisible();
    await picture('components');
    await picture('usage');
    await page.getByRole('button', { name: 'Hex', exact: true }).click();
    await expect(page.locator('.hex-line').first()).toBeVisible();
    await picture('hex');
    await page.getByRole('button', { name: 'Show /docker-entrypoint.sh:6' }).click();
    await expect(page.getByRole('region', { name: 'Bytes of docker-entrypoint.sh' })).toBeVisible();
    await picture('usage-line');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
    await page.keyboard.type('libgreet');
    await expect(page.locator('.palette-row').first()).toContainText('libgreet1');
    await picture('palette');
  });
