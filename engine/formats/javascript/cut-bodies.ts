/** A text without the bodies of some of its functions. */
export type CutText = Readonly<{
  text: string;
  /** Offset in the whole text of an offset in this one. */
  originalAt: (at: number) => number;
}>;

/** Words that a body must not have, or else it is kept; and bodies that are kept, by the offset behind their brace. */
export type Keep = Readonly<{ words: ReadonlySet<string>; bodies: ReadonlySet<number> }>;

const SPACES = /\s*/y;
/** `module['require']`: the word is in a text. */
const IN_TEXT = /\bmodule\s*(?:\?\.)?\s*\[\s*["'`]/;

/** Words before which a value ends, so that a slash after them begins a regular expression. */
const BEFORE_VALUE = new Set('return typeof case do else in instanceof new void delete throw default'.split(' '));
/** Words that are names in some places, or end a statement where a line ends: a slash after them may be either. */
const AMBIGUOUS = new Set('yield await of let static async get set break continue debugger'.split(' '));
/** What a slash after the closing parenthesis of one is. `for await (…)` looks like a call. */
const CONTROL: ReadonlyMap<string, Before> = new Map([
  ['if', 'operator'],
  ['for', 'operator'],
  ['while', 'operator'],
  ['with', 'operator'],
  ['await', 'unsure'],
]);
/** A brace after the closing parenthesis of one begins no function. */
const NO_FUNCTION = new Set(['if', 'for', 'while', 'with', 'await', 'switch', 'catch']);

/** Longer words share a bit. */
const MOST_LENGTH = 31;
const ANY_LENGTH = -1;

/** How far back it is looked for the beginning of a line. */
const MOST_INDENT = 200;

/** What came last, as far as a slash after it is concerned. */
type Before = 'value' | 'operator' | 'unsure';

/** An open bracket: `(`, `[`, `{`, or `${` of a template. */
type Open = {
  readonly kind: '(' | '[' | '{' | '${';
  /** Of `{`: where a function's body begins, behind the brace; -1: it is none. */
  readonly from: number;
  /** What it is as a whole. */
  readonly after: Before;
  /** Of `(`: may a function's body follow? */
  readonly heads: boolean;
  asks: boolean;
};

class Unsure extends Error {}

/**
 * Cuts what is in the bodies of functions that have none of some words: passing over a body takes a twentieth of parsing it. Nothing that
 * such a body declares is seen outside of it, and what it does to names outside has these names in it.
 *
 * A syntax error inside of such a body is not seen: Node would not load the file.
 *
 * @returns undefined: nothing is cut, or it is not sure what a slash is
 */
export function cutBodies(text: string, keep: Keep): CutText | undefined {
  if (IN_TEXT.test(text)) return undefined;
  try {
    return joined(text, new Scanner(text, keep).run());
  } catch (error) {
    if (error instanceof Unsure) return undefined;
    throw error;
  }
}

/** Lexical grammar of ECMA-262 §12, as far as it tells where strings, templates, regular expressions, comments and brackets are. */
class Scanner {
  readonly #text: string;
  readonly #words: ReadonlySet<string>;
  readonly #bodies: ReadonlySet<number>;
  /** Lengths of the words that matter, a bit each, by their first letter: most words need not be looked up. */
  readonly #lengths = new Int32Array(128);
  /** Begins and ends of what is cut, ascending, none inside another. */
  readonly #cuts: number[] = [];
  readonly #open: Open[] = [];
  #at = 0;
  #before: Before = 'operator';
  /** The last word, while nothing came after it. */
  #word = '';
  #afterDot = false;
  /** Where a brace begins the body of a function: `…) {`, `=> {`. */
  #bodyAt = -1;

  constructor(text: string, { words, bodies }: Keep) {
    this.#text = text;
    this.#words = words;
    for (const set of [words, BEFORE_VALUE, AMBIGUOUS, NO_FUNCTION]) for (const word of set) this.#expect(word);
    this.#bodies = bodies;
  }

  #expect(word: string): void {
    const first = word.charCodeAt(0);
    if (first < this.#lengths.length)
      this.#lengths[first] = (this.#lengths[first] ?? 0) | (1 << Math.min(word.length, MOST_LENGTH));
  }

  run(): readonly number[] {
    const text = this.#text;
    if (text.startsWith('#!')) this.#skipLine();
    while (this.#at < text.length) this.#token(text.charCodeAt(this.#at));
    if (this.#open.length > 0) throw new Unsure();
    return this.#cuts;
  }

  #token(char: number): void {
    if (isWordChar(char)) {
      this.#identifier();
      return;
    }
    switch (char) {
      case 0x20:
      case 0x09:
      case 0x0a:
      case 0x0d:
      case 0x0b:
      case 0x0c:
      case 0xa0:
      case 0xfeff:
      case 0x2028:
      case 0x2029:
        this.#at += 1;
        return;
      case 0x22:
      case 0x27:
        this.#string(char);
        this.#is('value');
        return;
      case 0x60:
        this.#at += 1;
        this.#template();
        return;
      case 0x2f:
        this.#slash();
        return;
      case 0x28:
        this.#push('(', -1, CONTROL.get(this.#word) ?? 'value', !NO_FUNCTION.has(this.#word));
        return;
      case 0x5b:
        this.#push('[', -1, 'value');
        return;
      case 0x7b:
        // After a block a statement begins, after an object an operator follows.
        this.#push('{', this.#bodyAt === this.#at ? this.#at + 1 : -1, 'unsure');
        return;
      case 0x29:
        this.#close('(');
        return;
      case 0x5d:
        this.#close('[');
        return;
      case 0x7d:
        this.#closeBrace();
        return;
      case 0x2b:
      case 0x2d:
        this.#plusOrMinus(char);
        return;
      case 0x2e:
        this.#at += 1;
        this.#is('operator');
        // `...x` spreads a value; `.x` names a member.
        this.#afterDot = this.#text.charCodeAt(this.#at - 2) !== char;
        return;
      case 0x5c:
        // A name with an escape in it.
        throw new Unsure();
      case 0x3c:
        // A comment in scripts.
        if (this.#text.startsWith('<!--', this.#at)) throw new Unsure();
        this.#at += 1;
        this.#is('operator');
        return;
      default:
        // A space that is rarely one.
        if (char > 0x7f) throw new Unsure();
        this.#at += 1;
        this.#is('operator');
        if (char === 0x3e && this.#text.charCodeAt(this.#at - 2) === 0x3d) this.#bodyAt = this.#skipped();
    }
  }

  #is(before: Before): void {
    this.#before = before;
    this.#word = '';
    this.#afterDot = false;
  }

  #identifier(): void {
    const from = this.#at;
    const text = this.#text;
    let at = from + 1;
    while (at < text.length && isWordChar(text.charCodeAt(at))) at += 1;
    // A number with a point or exponent is several tokens here; all of them are values.
    this.#at = at;
    if (text.charCodeAt(at) === 0x5c) throw new Unsure();
    const member = this.#afterDot;
    this.#afterDot = false;
    const lengths = this.#lengths[text.charCodeAt(from)] ?? ANY_LENGTH;
    if ((lengths & (1 << Math.min(at - from, MOST_LENGTH))) === 0) {
      this.#before = 'value';
      this.#word = '';
      return;
    }
    const word = text.slice(from, at);
    if (this.#words.has(word)) this.#asks();
    if (!member && BEFORE_VALUE.has(word)) this.#before = 'operator';
    else this.#before = !member && AMBIGUOUS.has(word) ? 'unsure' : 'value';
    this.#word = member ? '' : word;
  }

  #asks(): void {
    const top = this.#open.at(-1);
    if (top) top.asks = true;
  }

  #skipped(): number {
    SPACES.lastIndex = this.#at;
    SPACES.test(this.#text);
    return SPACES.lastIndex;
  }

  #push(kind: Open['kind'], from: number, after: Before, heads = false): void {
    this.#open.push({ kind, from, after, heads, asks: false });
    this.#at += 1;
    this.#is('operator');
  }

  #pop(kind: Open['kind']): Open {
    const open = this.#open.pop();
    if (open?.kind !== kind) throw new Unsure();
    const outer = this.#open.at(-1);
    if (open.asks && outer) outer.asks = true;
    return open;
  }

  #close(kind: '(' | '['): void {
    const { after, heads } = this.#pop(kind);
    this.#at += 1;
    this.#is(after);
    if (heads) this.#bodyAt = this.#skipped();
  }

  #closeBrace(): void {
    const top = this.#open.at(-1);
    if (top?.kind === '${') {
      this.#pop('${');
      this.#at += 1;
      this.#template();
      return;
    }
    const { from, asks, after } = this.#pop('{');
    if (from >= 0 && !asks && this.#at - from > 2 && !this.#bodies.has(from)) {
      while ((this.#cuts.at(-2) ?? -1) >= from) this.#cuts.length -= 2;
      this.#cuts.push(from, this.#at);
    }
    this.#at += 1;
    this.#is(after);
  }

  /** From behind its opening quote, or behind the brace of a part. */
  #template(): void {
    const text = this.#text;
    for (; this.#at < text.length; this.#at++) {
      const char = text.charCodeAt(this.#at);
      if (char === 0x5c) this.#at += 1;
      else if (char === 0x60) {
        this.#at += 1;
        this.#is('value');
        return;
      } else if (char === 0x24 && text.charCodeAt(this.#at + 1) === 0x7b) {
        this.#at += 1;
        this.#push('${', -1, 'value');
        return;
      }
    }
    throw new Unsure();
  }

  #string(quote: number): void {
    const text = this.#text;
    for (let at = this.#at + 1; at < text.length; at++) {
      const char = text.charCodeAt(at);
      if (char === 0x5c) at += 1;
      else if (char === quote) {
        this.#at = at + 1;
        return;
      } else if (char === 0x0a || char === 0x0d) break;
    }
    throw new Unsure();
  }

  #slash(): void {
    const text = this.#text;
    const next = text.charCodeAt(this.#at + 1);
    if (next === 0x2f) this.#skipLine();
    else if (next === 0x2a) {
      const end = text.indexOf('*/', this.#at + 2);
      if (end < 0) throw new Unsure();
      const wasAt = this.#bodyAt === this.#at;
      this.#at = end + 2;
      if (wasAt) this.#bodyAt = this.#skipped();
    } else if (this.#before === 'unsure') throw new Unsure();
    else if (this.#before === 'value') {
      this.#at += 1;
      this.#is('operator');
    } else this.#regExp();
  }

  #regExp(): void {
    const text = this.#text;
    let inClass = false;
    for (let at = this.#at + 1; at < text.length; at++) {
      const char = text.charCodeAt(at);
      if (char === 0x5c) at += 1;
      else if (char === 0x0a || char === 0x0d || char === 0x2028 || char === 0x2029) break;
      else if (char === 0x5b) inClass = true;
      else if (char === 0x5d) inClass = false;
      else if (char === 0x2f && !inClass) {
        this.#at = at + 1;
        this.#is('value');
        return;
      }
    }
    throw new Unsure();
  }

  #plusOrMinus(char: number): void {
    const text = this.#text;
    const double = text.charCodeAt(this.#at + 1) === char;
    // `-->` where a line begins is a comment in scripts.
    if (double && char === 0x2d && text.charCodeAt(this.#at + 2) === 0x3e) {
      const before = text.slice(Math.max(0, this.#at - MOST_INDENT), this.#at);
      if (/(?:^|[\r\n\u2028\u2029])[\s*/]*$/.test(before)) throw new Unsure();
    }
    this.#at += double ? 2 : 1;
    this.#is(double ? 'unsure' : 'operator');
  }

  #skipLine(): void {
    const text = this.#text;
    const wasAt = this.#bodyAt === this.#at;
    while (this.#at < text.length && !isLineEnd(text.charCodeAt(this.#at))) this.#at += 1;
    if (wasAt) this.#bodyAt = this.#skipped();
  }
}

/** Letters, digits, `$`, `_`, `#`; what is no ASCII and no space is a letter, or the parser's to refuse. */
function isWordChar(char: number): boolean {
  if (char > 0x7f) return !isSpace(char);
  return (
    (char >= 0x61 && char <= 0x7a) ||
    (char >= 0x41 && char <= 0x5a) ||
    (char >= 0x30 && char <= 0x39) ||
    char === 0x5f ||
    char === 0x24 ||
    char === 0x23
  );
}

/** WhiteSpace and LineTerminator beyond ASCII (ECMA-262 §12.2, §12.3). */
function isSpace(char: number): boolean {
  return (
    char === 0xa0 ||
    char === 0xfeff ||
    char === 0x1680 ||
    (char >= 0x2000 && char <= 0x200a) ||
    (char >= 0x2028 && char <= 0x2029) ||
    char === 0x202f ||
    char === 0x205f ||
    char === 0x3000
  );
}

function isLineEnd(char: number): boolean {
  return char === 0x0a || char === 0x0d || char === 0x2028 || char === 0x2029;
}

function joined(text: string, cuts: readonly number[]): CutText | undefined {
  if (cuts.length === 0) return undefined;
  const parts: string[] = [];
  /** Where each part begins in the cut text, and in the whole one. */
  const begins: number[] = [];
  const originals: number[] = [];
  let from = 0;
  let length = 0;
  const add = (to: number): void => {
    begins.push(length);
    originals.push(from);
    parts.push(text.slice(from, to));
    length += to - from;
  };
  for (let i = 0; i < cuts.length; i += 2) {
    add(cuts[i] as number);
    from = cuts[i + 1] as number;
  }
  add(text.length);
  const originalAt = (at: number): number => {
    let [low, high] = [0, begins.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((begins[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return (originals[low] as number) + at - (begins[low] as number);
  };
  return { text: parts.join(''), originalAt };
}
