import { isKnown, knownEnd, knownStart, type Text } from '../text.ts';

/** A pattern (POSIX.1-2024 §2.14) in pieces: quoted text stands for itself. */
export type PatternPiece = Readonly<{ text: Text; quoted: boolean }>;

type Token =
  | Readonly<{ type: 'char'; char: string }>
  | Readonly<{ type: 'any' | 'star' | 'unknown' }>
  | Readonly<{ type: 'set'; has: (char: string) => boolean }>;

/** A pattern ready to match. Undefined where it is made: an extended pattern, which is not supported. */
export type Pattern = readonly Token[];

const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  alnum: /[A-Za-z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /\s/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  xdigit: /[0-9A-Fa-f]/,
};

export function readPattern(pieces: readonly PatternPiece[]): Pattern | undefined {
  const tokens: Token[] = [];
  for (const { text, quoted } of pieces) {
    for (let i = 0; i < text.length; i++) {
      const char = text[i] ?? '';
      if (char > '\xff') tokens.push({ type: 'unknown' });
      else if (quoted) tokens.push({ type: 'char', char });
      else if (/[?*+@!]/.test(char) && text[i + 1] === '(') return undefined;
      else if (char === '*') tokens.push({ type: 'star' });
      else if (char === '?') tokens.push({ type: 'any' });
      else if (char === '\\' && i + 1 < text.length) tokens.push({ type: 'char', char: text[++i] ?? '' });
      else {
        const set = char === '[' ? bracket(text, i) : undefined;
        tokens.push(set ? { type: 'set', has: set.has } : { type: 'char', char });
        if (set) i = set.end;
      }
    }
  }
  return tokens;
}

/** `[…]` at `from`; undefined when it does not end. */
function bracket(text: string, from: number): { has: (char: string) => boolean; end: number } | undefined {
  const negated = /[!^]/.test(text[from + 1] ?? '');
  let i = from + (negated ? 2 : 1);
  const first = i;
  const tests: ((char: string) => boolean)[] = [];
  for (; i < text.length; i++) {
    const char = text[i] ?? '';
    if (char === ']' && i > first) return { has: (c) => tests.some((test) => test(c)) !== negated, end: i };
    const named = /^\[:(\w+):\]/.exec(text.slice(i, i + 12));
    const last = text[i + 2];
    if (named) {
      const known = CLASSES[named[1] ?? ''];
      tests.push((c) => known?.test(c) ?? false);
      i += named[0].length - 1;
    } else if (text[i + 1] === '-' && last !== undefined && last !== ']') {
      tests.push((c) => c >= char && c <= last);
      i += 2;
    } else tests.push((c) => c === char);
  }
  return undefined;
}

/** Does the whole text match? `undefined`: that depends on what is not known. */
export function matches(pattern: Pattern, text: Text): boolean | undefined {
  if (pattern.length === 1 && pattern[0]?.type === 'star') return true;
  if (isKnown(text) && !pattern.some(({ type }) => type === 'unknown')) return matchesKnown(pattern, text);
  const literal = (tokens: Pattern): string => {
    const end = tokens.findIndex(({ type }) => type !== 'char');
    return tokens
      .slice(0, end < 0 ? tokens.length : end)
      .map((token) => (token.type === 'char' ? token.char : ''))
      .join('');
  };
  const differ = (a: string, b: string): boolean => !a.startsWith(b) && !b.startsWith(a);
  if (differ(literal(pattern), knownStart(text))) return false;
  const reversed = (one: string): string => one.split('').reverse().join('');
  if (differ(literal([...pattern].reverse()), reversed(knownEnd(text)))) return false;
  // `*x*` matches whatever stands around a known x.
  if (pattern[0]?.type === 'star' && pattern.at(-1)?.type === 'star') {
    const inside = pattern.slice(1, -1);
    if (inside.every(({ type }) => type === 'char') && text.includes(literal(inside))) return true;
  }
  const [first, ...rest] = [...pattern].reverse();
  if (
    first?.type === 'star' &&
    rest.every(({ type }) => type === 'char') &&
    knownStart(text).startsWith(literal(pattern))
  )
    return true;
  return undefined;
}

/** Each star is tried again from one further on only for the last star: enough, and never exponential. */
function matchesKnown(pattern: Pattern, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const token = pattern[p];
    if (token?.type === 'star') {
      star = p++;
      mark = t;
    } else if (token && fits(token, text[t] ?? '')) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p]?.type === 'star') p += 1;
  return p === pattern.length;
}

function fits(token: Token, char: string): boolean {
  return (
    token.type === 'any' || (token.type === 'char' && token.char === char) || (token.type === 'set' && token.has(char))
  );
}

/** Longest text in which every start or end is tried: quadratic. */
const TRIED_BYTES = 4096;

/** `${x#p}` and its like. `undefined`: not known. */
export function remove(text: Text, pattern: Pattern, operator: '#' | '##' | '%' | '%%'): Text | undefined {
  const front = operator.startsWith('#');
  const longest = operator.length === 2;
  const only = pattern.every(({ type }) => type === 'char');
  if (text.length > TRIED_BYTES || pattern.some(({ type }) => type === 'unknown')) return undefined;
  const lengths = only
    ? [pattern.length]
    : Array.from({ length: text.length + 1 }, (_, i) => (longest ? text.length - i : i));
  for (const length of lengths) {
    if (length > text.length) continue;
    const piece = front ? text.slice(0, length) : text.slice(text.length - length);
    const answer = matches(pattern, piece);
    if (answer === undefined || (!isKnown(piece) && !only)) return isKnown(text) ? text : undefined;
    if (answer) return front ? text.slice(length) : text.slice(0, text.length - length);
  }
  return isKnown(text) || only ? text : undefined;
}

/** `${x/p/r}`. `undefined`: not known. */
export function replace(text: Text, pattern: Pattern, operator: '/' | '//' | '/#' | '/%', by: Text): Text | undefined {
  if (!isKnown(text) || text.length > TRIED_BYTES || pattern.some(({ type }) => type === 'unknown')) return undefined;
  if (pattern.length === 0) return text;
  const longestAt = (at: number): number => {
    for (let end = text.length; end >= at; end--) if (matchesKnown(pattern, text.slice(at, end))) return end;
    return -1;
  };
  if (operator === '/#') {
    const end = longestAt(0);
    return end < 0 ? text : by + text.slice(end);
  }
  if (operator === '/%') {
    for (let at = 0; at <= text.length; at++) if (matchesKnown(pattern, text.slice(at))) return text.slice(0, at) + by;
    return text;
  }
  let out = '';
  for (let at = 0; at < text.length;) {
    const end = longestAt(at);
    if (end > at) {
      out += by;
      if (operator === '/') return out + text.slice(end);
      at = end;
    } else out += text[at++] ?? '';
  }
  return out;
}
