/**
 * A command as a person types it: a JSON list as in a Dockerfile, else words between blanks, quoted as in a shell. Nothing is
 * expanded. Undefined: a list that is none of texts, or a quote without its end.
 */
export function commandWords(text: string): string[] | undefined {
  if (!text.trimStart().startsWith('[')) return shellWords(text);
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((word) => typeof word === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

/** A piece of a word: between quotes, after a backslash, or neither (POSIX shell, 2.2). */
const PIECE = /'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|([^\s'"\\]+)/y;

function shellWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < text.length;) {
    if (/\s/.test(text[at] ?? '')) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
      continue;
    }
    PIECE.lastIndex = at;
    const piece = PIECE.exec(text);
    if (!piece) return undefined;
    const [all, single, double, escaped, plain] = piece;
    word = (word ?? '') + (single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? '');
    at += all.length;
  }
  return word === null ? words : [...words, word];
}

/**
 * A command as one would type it: the words that {@link commandWords} reads again. One that has an expansion stays as the script has
 * it, with its own quotes.
 */
export function wordsText(words: readonly string[]): string {
  return words.map((word) => (/^[^\s'"\\[][^\s'"\\]*$|[$`]/.test(word) ? word : quoted(word))).join(' ');
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
