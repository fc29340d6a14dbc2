import { pseudo } from './pseudo.ts';

/** Languages of the window: English, and the two that show what a translation would break (ui.md section 5.2). */
export const locales = ['en', 'en-XA', 'ar-XB'] as const;
export type Locale = (typeof locales)[number];

/** Where a language is remembered; there is no switch for it while there is one real language. */
export const LOCALE_KEY = 'stellaops.locale';

/** The language that a stored word names; anything else is English. */
export function localeOf(stored: string | null): Locale {
  return locales.find((name) => name === stored) ?? 'en';
}

/** The window's language, read once: the catalogue is made when the page is. */
export const locale: Locale = localeOf(stored());

/** The catalogue in the window's language. Keys, and what functions take, stay as they are. */
export function localised<Catalogue>(catalogue: Catalogue): Catalogue {
  return locale === 'en' ? catalogue : pseudo(catalogue, locale);
}

/** Tells the document its language and its direction. */
export function applyLocale(root: HTMLElement): void {
  root.lang = locale;
  root.dir = locale === 'ar-XB' ? 'rtl' : 'ltr';
}

function stored(): string | null {
  try {
    return globalThis.localStorage.getItem(LOCALE_KEY);
  } catch {
    // No window (tests of pure parts), or a browser that keeps nothing.
    return null;
  }
}
