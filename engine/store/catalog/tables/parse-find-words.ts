/**
 * What a person typed to find something in all images.
 *
 * `names`: exact names where `keyBegin` is the beginning of a package URL, else one part of a name; null: no name is meant.
 * `parts` must be in name or version as well. `path`: a part of a path, without the slash in front; null: no path is meant.
 */
export type FindWords = Readonly<{
  names: readonly string[] | null;
  parts: readonly string[];
  keyBegin: string | null;
  path: string | null;
}>;

/** Most words that are looked for together. */
const MOST_WORDS = 8;

/**
 * `pkg:…` is a package URL or its beginning, `/…` a path, `name@version` and `name version` both; anything else is a part of a name,
 * and of a path too where it has a slash or a dot, as sonames have.
 */
export function parseFindWords(text: string): FindWords {
  const typed = text.trim();
  if (typed.startsWith('/'))
    return { names: null, parts: [], keyBegin: null, path: nullIfEmpty(typed.replace(/^\/+/, '')) };
  if (typed.startsWith('pkg:')) return { names: namesOf(typed), parts: [], keyBegin: typed, path: null };
  // A scope of npm begins with the same sign.
  const words = typed.replace(/(.)@/, '$1 ').split(/\s+/).slice(0, MOST_WORDS);
  const [first = '', ...parts] = words;
  if (first === '') return { names: null, parts: [], keyBegin: null, path: null };
  const path = words.length === 1 && /[./]/.test(first) ? first : null;
  return { names: [first], parts, keyBegin: null, path };
}

/** Names that the component of a package URL may have: with its namespace in some ecosystems. */
function namesOf(purl: string): string[] {
  const [, ...segments] = purl
    .slice('pkg:'.length)
    .replace(/[?#].*$/s, '')
    .split('/');
  const last = segments.pop()?.replace(/(.)@.*$/s, '$1') ?? '';
  const decoded = [...segments, last].map(decode);
  const name = decoded.at(-1) ?? '';
  const whole = decoded.join('/');
  return [...new Set([name, whole, decoded.join(':')])].filter((one) => one !== '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function nullIfEmpty(text: string): string | null {
  return text === '' ? null : text;
}
