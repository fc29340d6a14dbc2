import { expect, type Page } from '@playwright/test';
import { test } from './support/console.ts';
import { walkScreens } from './support/screens.ts';
import { spaceText } from './support/text-spacing.ts';
import {
  boxFaults,
  lostControls,
  shownControls,
  sidewaysFaults,
  tabFaults,
  wordsWithoutCatalogue,
} from './support/walkers.ts';

const usual = { width: 1440, height: 900 };
/** Sizes of the window; at 200 % a window of 1440 by 900 has half as many pixels of the page's own. */
const sizes = [
  { size: '100 %', viewport: usual },
  { size: '960 by 600', viewport: { width: 960, height: 600 } },
  { size: '200 %', viewport: { width: 720, height: 450 } },
];

/** 1280 by 1024 at 400 % is what WCAG 1.4.10 measures at: 320 by 256 pixels of the page's own. */
const reflow = { width: 320, height: 256 };

/** Targets and names in each size, and a way round by Tab. */
async function sizeFaults(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const { size, viewport } of sizes) {
    await page.setViewportSize(viewport);
    found.push(...(await boxFaults(page)).map((fault) => `${size}: ${fault}`));
  }
  await page.setViewportSize(usual);
  const focus = await page.evaluateHandle(() => document.activeElement);
  found.push(...(await tabFaults(page)));
  await focus.evaluate((element) => (element as HTMLElement | null)?.focus());
  return found;
}

async function reflowFaults(page: Page): Promise<string[]> {
  await page.setViewportSize(reflow);
  const found = [...(await boxFaults(page)), ...(await sidewaysFaults(page))];
  await page.setViewportSize(usual);
  return found.map((fault) => `400 %: ${fault}`);
}

async function spacingFaults(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const { size, viewport } of sizes.filter(({ size }) => size !== '960 by 600')) {
    await page.setViewportSize(viewport);
    const before = await shownControls(page);
    const undo = await spaceText(page);
    const faults = [...(await boxFaults(page)), ...(await lostControls(page, before))];
    found.push(...faults.map((fault) => `spaced text, ${size}: ${fault}`));
    await undo();
  }
  await page.setViewportSize(usual);
  return found;
}

// One walk for all that is looked at in the same language: each leaves the screen as it found it.
test('every screen: targets, names, focus, a way round by Tab and nothing lost, at 100 %, 200 %, 400 %, in a small window and with spaced text', async ({
  page,
  console,
}) => {
  test.setTimeout(600_000);
  await page.goto(console.address);
  const found: string[] = [];
  await walkScreens(page, async (name) => {
    const before = await shownControls(page);
    for (const look of [sizeFaults, reflowFaults, spacingFaults]) {
      found.push(...(await look(page)).map((fault) => `${name}, ${fault}`));
      expect([name, look.name, await shownControls(page)]).toEqual([name, look.name, before]);
    }
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
