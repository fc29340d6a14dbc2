import { expect, type Page } from '@playwright/test';
import { axeViolations } from './axe.ts';
import { showLook, THEMES } from './looks.ts';

/** Where to put pictures for people to look at; nowhere unless asked. */
const pictures = process.env['STELLAOPS_PICTURES'];

/** A picture of the screen in each theme, `NAME-light.png` and `NAME-dark.png`, if anybody asked for pictures. */
export async function takePictures(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  for (const theme of THEMES) {
    await showLook(page, { colorScheme: theme });
    await page.screenshot({ path: `${pictures}/${name}-${theme}.png` });
  }
}

/**
 * The screen as it is has no axe violation, in either theme. A journey is walked once and looked at in both: only what is looked at
 * depends on the theme. What moves has to have been told not to (`reducedMotion`).
 *
 * @param look `picture`: its name, if one is to be taken too; `tags`: of the rules, if not those that axe asks by itself; `where`: said before what is found
 */
export async function expectAccessible(
  page: Page,
  look: Readonly<{ picture?: string; tags?: readonly string[]; where?: string }> = {},
): Promise<void> {
  const found: string[] = [];
  for (const theme of THEMES) {
    await showLook(page, { colorScheme: theme });
    if (pictures !== undefined && look.picture !== undefined)
      await page.screenshot({ path: `${pictures}/${look.picture}-${theme}.png` });
    found.push(...(await axeViolations(page, look)).map((violation) => `${look.where ?? ''} ${theme}: ${violation}`));
  }
  expect(found).toEqual([]);
}
