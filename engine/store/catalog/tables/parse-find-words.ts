/**
 * What a person typed to find something in all images.
 *
 * `name`: a part of a name; null: none is meant. `parts` must be in name or version as well. `purl`: a package URL, or the beginning of
 * one; null: none is meant. `path`: a part of a path, without the slash in front; null: no path is meant.
 */
export type FindWords = Readonly<{
  name: string | null;
  parts: readonly string[];
  purl: PurlBegin | null;
  path: string | null;
}>;

/** `whole`: what follows must be a version, qualifiers or a subpath, so that `…/openssl` is not `…/openssl-dev`. */
export type PurlBegin = Readonly<{ text: string; whole: boolean }>;

const none: FindWords = { name: null, parts: [], purl: null, path: null };

/** Most words that are looked for together. */
const MOST_WORDS = 8;

/**
 * `pkg:…` is a package URL or its beginning, `/…` a path, `name@version` and `name version` both; anything else is a part of a name,
 * and of a path too where it has a slash or a dot, as sonames have.
 */
export function parseFindWords(text: string): FindWords {
  const typed = text.trim();
  if (typed.startsWith('/')) return { ...none, path: nullIfEmpty(typed.replace(/^\/+/, '')) };
  if (typed.startsWith('pkg:')) return { ...none, purl: purlOf(typed) };
  // A scope of npm begins with the same sign.
  const words = typed.replace(/(.)@/, '$1 ').split(/\s+/).slice(0, MOST_WORDS);
  const [first = '', ...parts] = words;
  if (first === '') return none;
  const path = words.length === 1 && /[./]/.test(first) ? first : null;
  return { ...none, name: first, parts, path };
}

/** A beginning that names no package yet means nothing. */
function purlOf(typed: string): PurlBegin | null {
  const name = /^pkg:[^/]+\/(?:[^?#]*\/)?([^/@?#]+)/.exec(typed)?.[1];
  if (name === undefined) return null;
  // Written as people write it; keys have it encoded.
  const text = typed.replace(/^pkg:npm\/@/, 'pkg:npm/%40');
  return { text, whole: !/[@?#]/.test(text) };
}

function nullIfEmpty(text: string): string | null {
  return text === '' ? null : text;
}
