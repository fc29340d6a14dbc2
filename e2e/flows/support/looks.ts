import { expect, type Page } from '@playwright/test';

/** What a system may ask for. */
export const THEMES = ['light', 'dark'] as const;

type Look = Readonly<{ colorScheme: (typeof THEMES)[number]; forcedColors?: 'none' | 'active' }>;

/** Has the system ask for a look, and waits until the page has it, and no colour is still on its way. Focus and pointer stay. */
export async function showLook(page: Page, look: Look): Promise<void> {
  await page.emulateMedia(look);
  const seen = () =>
    page.evaluate((scheme) => {
      return {
        sheets: matchMedia(`(prefers-color-scheme: ${scheme})`).matches,
        kit: document.documentElement.dataset['mantineColorScheme'],
        moving: document.getAnimations().length,
      };
    }, look.colorScheme);
  await expect.poll(seen, { intervals: [20, 50, 100] }).toEqual({ sheets: true, kit: look.colorScheme, moving: 0 });
}
