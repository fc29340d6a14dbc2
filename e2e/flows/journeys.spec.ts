import { expect, type Page } from '@playwright/test';
import { sampleImage, sampleUpdate } from '#engine/testing/sample-image.ts';
import { expectOverview, test } from './support/console.ts';
import { handsOn } from './support/hands.ts';
import { docker, started } from './support/images.ts';

/** The palette's answer to what was typed, and no more those of what had been typed a moment before. */
const answer = (page: Page, name: RegExp) => () => expect(page.locator('.palette-row').first()).toHaveText(name);

test('T1 to T6 and T8, each within its count of interactions', async ({ page, console }) => {
  test.setTimeout(180_000);
  const hands = handsOn(page);
  await page.goto(console.address);
  await expect(page.getByText('Nothing leaves this machine')).toBeVisible();

  await test.step('T6: what changed, in which layer', async () => {
    await hands.drop([
      { name: 'greeting.tar', bytes: sampleImage() },
      { name: 'greeting-2.tar', bytes: sampleUpdate() },
    ]);
    await hands.click(page.getByRole('button', { name: 'Compare the newest two' }));
    await expect(page.getByRole('region', { name: 'Changes by layer' }).getByRole('button')).toHaveText([
      /^Added.*ada/,
      /^Upgraded.*greet/,
    ]);
    expect(hands.spent()).toBe(2);
  });
  await test.step('T1: what is in it, what runs, who put it there', async () => {
    await hands.drop([{ name: 'started.tar', bytes: docker(started()) }]);
    await expect(page.getByRole('heading', { name: 'acme/started:1' })).toBeVisible();
    await expectOverview(page);
    await expect(page.getByRole('option', { name: /^L1.*COPY docker-entrypoint.sh/ })).toBeVisible();
    await expect(page.getByRole('button', { name: /Debian package 4/ })).toBeVisible();
    await expect(page.getByText('["/docker-entrypoint.sh"]')).toBeVisible();
    expect(hands.spent()).toBe(1);
  });
  await test.step('T2: what runs, through which scripts', async () => {
    await hands.click(page.getByRole('button', { name: /^Start/ }));
    await expect(page.getByRole('treeitem', { name: /becomes greet/ })).toContainText('docker-entrypoint.sh:6');
    expect(hands.spent()).toBe(1);
  });
  await test.step('T3: which layer and which instruction brought it', async () => {
    await hands.press('Control+k');
    await hands.ask('libgreet1', answer(page, /libgreet1/));
    await expect(page.getByRole('heading', { name: 'libgreet1' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Layers', exact: true })).toContainText('Introduced inL0');
    await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('ADD rootfs');
    expect(hands.spent()).toBeLessThanOrEqual(2);
  });
  await test.step('T4: prove it', async () => {
    await expect(page.getByText('hash equals the claim')).toBeVisible();
    await hands.press('Control+Shift+c');
    await expect(page.getByRole('status').filter({ hasText: 'Copied citation' })).toBeAttached();
    expect(hands.spent()).toBeLessThanOrEqual(2);
  });
  await test.step('T5: is it loaded', async () => {
    await hands.press('Control+k');
    await hands.ask('libgreet1', answer(page, /libgreet1/));
    await expect(
      page.getByRole('list', { name: 'How the start leads to it' }).getByRole('listitem').last(),
    ).toContainText('libgreet.so.1');
    expect(hands.spent()).toBeLessThanOrEqual(2);
  });
  await test.step('T8: export for somebody, as the last time', async () => {
    // The last time, that somebody wanted SPDX.
    await page.keyboard.press('Control+e');
    await page.getByRole('dialog').getByLabel('Preset').selectOption({ label: 'SPDX, everything' });
    await page.getByRole('button', { name: 'Make document' }).click();
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Save…' })).toBeFocused();
    await page.keyboard.press('Escape');

    await hands.press('Control+e');
    await hands.press('Enter');
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Save…' })).toBeFocused();
    const saving = page.waitForEvent('download');
    await hands.press('Enter');
    expect((await saving).suggestedFilename()).toMatch(/\.inventory\.spdx3\.json$/);
    expect(hands.spent()).toBe(3);
    await page.keyboard.press('Escape');
  });
});
