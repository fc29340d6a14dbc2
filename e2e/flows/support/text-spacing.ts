import type { Page } from '@playwright/test';

/** What a reader's own style may ask of every text, and nothing may be lost by (WCAG 1.4.12). */
const SPACED = `
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }
`;

/** Spaces the text of the page. @returns how to take that back */
export async function spaceText(page: Page): Promise<() => Promise<void>> {
  // As a style sheet of the reader's, not of the page: its content policy stays as it is.
  const sheet = await page.evaluateHandle((css) => {
    const made = new CSSStyleSheet();
    made.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, made];
    return made;
  }, SPACED);
  return () =>
    sheet.evaluate((made) => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== made);
    });
}
