import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { test } from './support/console.ts';
import { walkScreens } from './support/screens.ts';

const banned = /\b(unused|safe|unsafe|score|grade|vulnerable|severity|PASS|FAIL)\b/;

/** How a screen may look; one walk shows each screen in each of them. */
const looks = [
  { look: 'light', media: { colorScheme: 'light', forcedColors: 'none' } },
  { look: 'dark', media: { colorScheme: 'dark', forcedColors: 'none' } },
  { look: 'forced colours', media: { colorScheme: 'light', forcedColors: 'active' } },
] as const;

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** All rules, or the one whose answer depends on how the screen looks. */
async function violations(page: Page, all: boolean): Promise<string[]> {
  const builder = new AxeBuilder({ page });
  const result = await (all ? builder.withTags(standards) : builder.withRules(['color-contrast'])).analyze();
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.flatMap(({ html }) =>
      // A line of a script is as high as its text; the step that it leads to is in the list too, in full size (WCAG 2.5.8, equivalent).
      id === 'target-size' && html.includes('line-stop') ? [] : [`${id}: ${html.slice(0, 200)}`],
    ),
  );
}

test('every screen in every state has no axe violation and no verdict, light, dark and in forced colours', async ({
  page,
  console,
}) => {
  // Some fifty analyses, each of which may take seconds on a busy machine.
  test.setTimeout(400_000);
  await page.setViewportSize({ width: 1280, height: 760 });
  await page.goto(console.address);
  const found: string[] = [];
  let seen = 0;
  await walkScreens(page, async (name) => {
    for (const { look, media } of looks) {
      await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
      found.push(...(await violations(page, look === 'light')).map((violation) => `${name}, ${look}: ${violation}`));
    }
    seen++;
    // Nothing moves for who asked for that.
    const moving = await page.evaluate(() => document.getAnimations().length);
    if (moving > 0) found.push(`${name}: ${moving} animations`);
    const verdict = banned.exec((await page.locator('body').textContent()) ?? '');
    if (verdict) found.push(`${name}: says ${verdict[0]}`);
  });
  expect(found).toEqual([]);
  expect(seen).toBeGreaterThan(15);
});
