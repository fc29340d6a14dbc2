import { expect, type Locator, type Page } from '@playwright/test';

/** Somebody without a pointer. After each step the focus is somewhere, and can be seen there. */
export type Keyboard = Readonly<{
  press: (keys: string) => Promise<void>;
  type: (words: string) => Promise<void>;
  /** Goes from stop to stop with one key until the thing has the focus. */
  reach: (target: Locator, by?: 'Tab' | 'Shift+Tab' | 'ArrowDown' | 'F7') => Promise<void>;
  /** What a screen reader was told since the last time this was asked. */
  heard: () => Promise<readonly string[]>;
}>;

/** More stops than a screen has. */
const MOST_STOPS = 200;

/** Before the page is opened. */
export async function keyboardOn(page: Page): Promise<Keyboard> {
  const said: string[] = [];
  await page.exposeFunction('heardOf', (words: string) => said.push(words));
  await page.addInitScript(() => {
    const tell = (window as unknown as { heardOf: (words: string) => void }).heardOf;
    const last = new WeakMap<Element, string>();
    const look = (): void => {
      for (const element of document.querySelectorAll('[role=status], [role=alert], [aria-live=polite]')) {
        const words = (element.textContent ?? '').trim();
        if (words === '' || last.get(element) === words) continue;
        last.set(element, words);
        tell(words);
      }
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
    for (const kind of ['pointerdown', 'mousedown', 'touchstart'])
      window.addEventListener(kind, () => tell(`pointer: ${kind}`), true);
  });
  const seen = async (after: string): Promise<void> => {
    // A screen that is fetched, or a sheet, takes the focus a moment later.
    await expect.poll(() => ringFault(page), `after ${after}`).toBeNull();
  };
  return {
    async press(keys) {
      await page.keyboard.press(keys);
      await seen(keys);
    },
    async type(words) {
      await page.keyboard.type(words);
      await seen(words);
    },
    async reach(target, by = 'Tab') {
      await expect(target).toBeVisible();
      for (let stop = 0; stop < MOST_STOPS; stop++) {
        if (await target.evaluate((element) => element === document.activeElement)) {
          await seen(`${by} to ${String(target)}`);
          return;
        }
        await page.keyboard.press(by);
      }
      await expect(target).toBeFocused();
    },
    async heard() {
      // What was said by the page arrives in the order in which it was said.
      await page.evaluate(() => null);
      return said.splice(0);
    },
  };
}

/** Why nobody can see where the focus is; null: it can be seen, or the page itself has it. */
function ringFault(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const active = element.getAttribute('aria-activedescendant');
    const places = [
      element,
      // A field shows it on the box around it, a list on its chosen row.
      element.parentElement,
      element.parentElement?.parentElement,
      active === null ? null : document.getElementById(active),
    ];
    const ringed = places.some((place) => {
      if (!place) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(place);
      // Where an outline would be cut off, there is a line inside, or one in front of the content.
      return (
        (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) ||
        (place === element && (/inset/.test(boxShadow) || getComputedStyle(place, '::after').content !== 'none'))
      );
    });
    // The box of the palette is the whole sheet: there is nothing else in it that could have the focus.
    return ringed || element.matches('.palette-input')
      ? null
      : `${element.tagName}.${element.className} "${(element.textContent ?? '').slice(0, 40)}"`;
  });
}
