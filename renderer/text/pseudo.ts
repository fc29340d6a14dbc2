const ACCENTED: Readonly<Record<string, string>> = Object.fromEntries(
  'aå eé iî oö uû yý cç dð gĝ hĥ jĵ kķ lļ nñ rŕ sš tţ wŵ zž AÅ EÉ IÎ OÖ UÛ YÝ CÇ DÐ GĜ HĤ JĴ KĶ LĻ NÑ RŔ SŠ TŢ WŴ ZŽ'
    .split(' ')
    .map((pair) => [pair.charAt(0), pair.charAt(1)]),
);

/**
 * A catalogue in a language that nobody speaks. `en-XA` has accents, brackets and 40 % more length, so that a word which is in no
 * catalogue, is put together of parts, or has no room, is seen; `ar-XB` reads from right to left. What a function is given
 * (names, digests, paths, numbers) is never translated.
 */
export function pseudo<Catalogue>(catalogue: Catalogue, locale: 'en-XA' | 'ar-XB'): Catalogue {
  return changed(catalogue, [], locale === 'en-XA' ? accented : mirrored) as Catalogue;
}

type Change = (words: string, kept: readonly string[]) => string;

function changed(value: unknown, kept: readonly string[], change: Change): unknown {
  if (typeof value === 'string') return value === '' ? value : change(value, kept);
  if (typeof value === 'function') {
    const make = value as (...given: unknown[]) => unknown;
    return (...given: unknown[]) => changed(make(...given), given.flatMap(wordsOf), change);
  }
  if (Array.isArray(value)) return value.map((one) => changed(one, kept, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changed(one, kept, change)]));
}

/** The texts in what a function is given: they stand in its sentence as they are. */
function wordsOf(given: unknown): string[] {
  if (typeof given === 'string') return given === '' ? [] : [given];
  if (typeof given !== 'object' || given === null) return [];
  return Object.values(given).flatMap(wordsOf);
}

function accented(words: string, kept: readonly string[]): string {
  const body = outside(words, kept, (part) => part.replaceAll(/[a-z]/gi, (letter) => ACCENTED[letter] ?? letter));
  return `[${body}${'~'.repeat(Math.ceil(words.length * 0.4))}]`;
}

/** Inside the marks that turn the direction; they are ours, and text of an image never has them (`visible-text.ts`). */
function mirrored(words: string): string {
  return `\u2067${words}\u2069`;
}

function outside(words: string, kept: readonly string[], change: (part: string) => string): string {
  const [first, ...rest] = [...kept].sort((a, b) => b.length - a.length);
  if (first === undefined) return change(words);
  return words
    .split(first)
    .map((part) => outside(part, rest, change))
    .join(first);
}
