import { expect } from '@playwright/test';
import { axeFaults } from './support/axe.ts';
import { test } from './support/console.ts';
import { walkScreens } from './support/screens.ts';

test('every screen in every state has no axe violation and no verdict, light, dark and in forced colours', async ({
  page,
  console,
}) => {
  // Some hundred analyses, each of which may take seconds on a busy machine.
  test.setTimeout(600_000);
  await page.setViewportSize({ width: 1280, height: 760 });
  await page.goto(console.address);
  const found: string[] = [];
  let seen = 0;
  await walkScreens(page, async (name) => {
    found.push(...(await axeFaults(page)).map((fault) => `${name}, ${fault}`));
    seen++;
  });
  expect(found).toEqual([]);
  expect(seen).toBeGreaterThan(30);
});
