import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { showLook } from './looks.ts';

const banned = /\b(unused|safe|unsafe|score|grade|vulnerable|severity|PASS|FAIL)\b/;

/** How a screen may look; one visit shows it in each of them. */
const looks = [
  { look: 'light', media: { colorScheme: 'light', forcedColors: 'none' } },
  { look: 'dark', media: { colorScheme: 'dark', forcedColors: 'none' } },
  { look: 'forced colours', media: { colorScheme: 'light', forcedColors: 'active' } },
] as const;

export const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe is asked: all that it does by itself, or rules by tag or name; of the whole page, or of what a selector finds. */
type Question = Readonly<{ tags?: readonly string[]; rules?: readonly string[]; inside?: string }>;

/** What axe finds in a screen in each of its looks, what moves for who asked that nothing does, and words that judge. */
export async function axeFaults(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const { look, media } of looks) {
    await showLook(page, media);
    // All rules, or the one whose answer depends on how the screen looks.
    const violations = await axeViolations(
      page,
      look === 'light' ? { tags: standards } : { rules: ['color-contrast'] },
    );
    found.push(
      ...violations
        // A line of a script is as high as its text; the step that it leads to is in the list too, in full size (WCAG 2.5.8, equivalent).
        .filter((violation) => !(violation.startsWith('target-size') && violation.includes('line-stop')))
        .map((violation) => `${look}: ${violation}`),
    );
  }
  const moving = await page.evaluate(() => document.getAnimations().length);
  if (moving > 0) found.push(`${moving} animations`);
  const verdict = banned.exec((await page.locator('body').textContent()) ?? '');
  if (verdict) found.push(`says ${verdict[0]}`);
  return found;
}

/** What axe finds in a screen as it looks now, one text for each rule and element. */
export async function axeViolations(page: Page, { tags, rules, inside }: Question = {}): Promise<string[]> {
  // Half a megabyte of script, which stays in the page until that is loaded again.
  const isThere = await page.evaluate(() => 'axe' in window);
  const builder = new AxeBuilder({ page, ...(isThere ? { axeSource: '0' } : {}) })
    // Where each element that is in order lies is nothing that anybody reads, and takes axe most of its time.
    .options({ resultTypes: ['violations'] })
    // There are no frames whose results would have to be put together, in a further page for each analysis.
    .setLegacyMode();
  if (tags) builder.withTags([...tags]);
  if (rules) builder.withRules([...rules]);
  if (inside !== undefined) builder.include(inside);
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
