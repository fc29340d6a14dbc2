import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const banned = /\b(unused|safe|unsafe|score|grade|vulnerable|severity|PASS|FAIL)\b/;

/** How a screen may look; one visit shows it in each of them. */
const looks = [
  { look: 'light', media: { colorScheme: 'light', forcedColors: 'none' } },
  { look: 'dark', media: { colorScheme: 'dark', forcedColors: 'none' } },
  { look: 'forced colours', media: { colorScheme: 'light', forcedColors: 'active' } },
] as const;

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds in a screen in each of its looks, what moves for who asked that nothing does, and words that judge. */
export async function axeFaults(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const { look, media } of looks) {
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' });
    found.push(...(await violations(page, look === 'light')).map((violation) => `${look}: ${violation}`));
  }
  const moving = await page.evaluate(() => document.getAnimations().length);
  if (moving > 0) found.push(`${moving} animations`);
  const verdict = banned.exec((await page.locator('body').textContent()) ?? '');
  if (verdict) found.push(`says ${verdict[0]}`);
  return found;
}

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
