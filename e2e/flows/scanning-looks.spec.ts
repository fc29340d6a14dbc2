import { expect } from '@playwright/test';
import { axeFaults } from './support/axe.ts';
import { drop, test } from './support/console.ts';
import { holdLayers } from './support/hold-layers.ts';
import { docker, started } from './support/images.ts';
import { boxFaults, sidewaysFaults, tabFaults, wordsWithoutCatalogue } from './support/walkers.ts';

const SECTIONS = ['overview', 'components', 'layers', 'start', 'links', 'attestations', 'exports', 'comparison'].map(
  (name, at) => ({ name, keys: name === 'comparison' ? 'Control+d' : `Control+${at + 1}` }),
);

test('every section while an image is scanned: no axe violation, nothing lost at 400 %, all of it reached by Tab, words from the catalogue', async ({
  page,
  console,
}) => {
  test.setTimeout(240_000);
  const image = started();
  await page.addInitScript(() => localStorage.setItem('stellaops.locale', 'en-XA'));
  await page.goto(console.address);
  const held = await holdLayers(console.dataDir, image.layers.slice(1));
  await drop(page, [
    { name: 'a-long-name-of-an-archive-that-somebody-was-given-1.4.2-final.tar', bytes: docker(image) },
  ]);
  await expect(page.locator('.scan-ribbon strong')).toBeVisible();
  const found: string[] = [];
  for (const { name, keys } of SECTIONS) {
    await page.keyboard.press(keys);
    await expect(page.locator('main h1').first()).toBeVisible();
    await page.waitForTimeout(500);
    // A tip of what has the focus lies over the page, outside of its landmarks.
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await expect(page.getByRole('tooltip')).toHaveCount(0);
    const faults = [...(await axeFaults(page)), ...(await wordsWithoutCatalogue(page))];
    for (const viewport of [
      { width: 960, height: 600 },
      { width: 320, height: 256 },
    ]) {
      await page.setViewportSize(viewport);
      faults.push(...(await boxFaults(page)).map((fault) => `${viewport.width}: ${fault}`));
    }
    faults.push(...(await sidewaysFaults(page)));
    await page.setViewportSize({ width: 1440, height: 900 });
    faults.push(...(await tabFaults(page)));
    found.push(...faults.map((fault) => `${name}: ${fault}`));
  }
  expect([...new Set(found)]).toEqual([]);
  for (const letGo of held) await letGo();
  await expect(page.locator('.scan-ribbon strong')).toBeHidden({ timeout: 30_000 });
});
