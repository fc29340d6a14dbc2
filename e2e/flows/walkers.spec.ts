import { expect } from '@playwright/test';
import { test } from './support/console.ts';
import { walkScreens } from './support/screens.ts';
import { boxFaults, tabFaults, wordsWithoutCatalogue } from './support/walkers.ts';

/** Sizes of the window; at 200 % a window of 1440 by 900 has half as many pixels of the page's own. */
const sizes = [
  { size: '100 %', viewport: { width: 1440, height: 900 } },
  { size: '960 by 600', viewport: { width: 960, height: 600 } },
  { size: '200 %', viewport: { width: 720, height: 450 } },
];

test('every screen: targets, names, focus, and a way round by Tab, at 100 %, at 200 % and in a small window', async ({
  page,
  console,
}) => {
  test.setTimeout(400_000);
  await page.goto(console.address);
  const found: string[] = [];
  await walkScreens(page, async (name) => {
    for (const { size, viewport } of sizes) {
      await page.setViewportSize(viewport);
      found.push(...(await boxFaults(page)).map((fault) => `${name}, ${size}: ${fault}`));
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    const focus = await page.evaluateHandle(() => document.activeElement);
    found.push(...(await tabFaults(page)).map((fault) => `${name}: ${fault}`));
    await focus.evaluate((element) => (element as HTMLElement | null)?.focus());
  });
  expect([...new Set(found)]).toEqual([]);
});

for (const locale of ['en-XA', 'ar-XB'])
  test(`every screen in ${locale}: words come from the catalogue and have room`, async ({ page, console }) => {
    test.setTimeout(240_000);
    await page.addInitScript((name) => localStorage.setItem('stellaops.locale', name), locale);
    await page.goto(console.address);
    await expect(page.locator('html')).toHaveAttribute('dir', locale === 'ar-XB' ? 'rtl' : 'ltr');
    const found: string[] = [];
    await walkScreens(page, async (name) => {
      found.push(...(await boxFaults(page)).map((fault) => `${name}: ${fault}`));
      if (locale === 'en-XA') found.push(...(await wordsWithoutCatalogue(page)).map((fault) => `${name}: ${fault}`));
    });
    expect([...new Set(found)]).toEqual([]);
  });
