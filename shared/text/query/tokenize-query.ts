import type { PatternFault } from '../pattern.ts';
import { fieldNamed, isKeyword, type QueryField } from './query-words.ts';

/** Place in the text, half-open, in UTF-16 units. */
export type Place = Readonly<{ from: number; to: number }>;

/** Something in a query that is not understood. It is left out; the rest counts. */
export type QueryProblem = Place & QueryFault;

/**
 * What is not understood, as data: whoever shows it has the sentence. `found`: what was written; `most`: the bound that it is
 * beyond; `fault`: what is wrong with a pattern.
 */
export type QueryFault =
  | Readonly<{ code: 'no-field' | 'no-value' | 'no-flag' | 'no-layer'; found: string }>
  | Readonly<{ code: 'long-value'; most: number }>
  | Readonly<{ code: 'pattern'; fault: PatternFault }>
  | Readonly<{
      code:
        | 'open-quotation'
        | 'open-parenthesis'
        | 'stray-parenthesis'
        | 'deep-parentheses'
        | 'too-long'
        | 'lonely-or'
        | 'lonely-not'
        | 'no-pattern-here';
    }>;

/** A value as written: `"quoted"` means whole, `/pattern/` a regular expression, whose text is then what stands between. */
export type QueryValue = Place & Readonly<{ text: string; form: 'bare' | 'quoted' | 'pattern' }>;

export type QueryToken = Place &
  (
    | Readonly<{ kind: '(' | ')' | 'and' | 'or' | 'not' }>
    /** `field` is null for free text, which has one value. */
    | Readonly<{ kind: 'clause'; field: QueryField | null; values: readonly QueryValue[] }>
  );

/**
 * Cuts a query into tokens. A backslash takes the next character as it is; outside of quotes, blanks, quotes and parentheses end
 * a word, and behind a field commas part values. A slash begins a pattern if the next one ends the value: `/usr/bin` is a text.
 */
export function tokenizeQuery(text: string): Readonly<{ tokens: QueryToken[]; problems: QueryProblem[] }> {
  return new Tokenizer(text).run();
}

/** A pattern of the greatest length with each character escaped, and some more, so that a longer one is refused by name. */
const MOST_PATTERN = 1000;

class Tokenizer {
  readonly #text: string;
  readonly #tokens: QueryToken[] = [];
  readonly #problems: QueryProblem[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): { tokens: QueryToken[]; problems: QueryProblem[] } {
    while (this.#at < this.#text.length) this.#token();
    return { tokens: this.#tokens, problems: this.#problems };
  }

  #token(): void {
    const from = this.#at;
    const char = this.#text.charAt(from);
    if (/\s/.test(char)) this.#at += 1;
    else if (char === '(' || char === ')') {
      this.#at += 1;
      this.#tokens.push({ kind: char, from, to: this.#at });
    } else if (char === '-') {
      this.#at += 1;
      this.#tokens.push({ kind: 'not', from, to: this.#at });
    } else this.#clause(from);
  }

  #clause(from: number): void {
    const name = /^[A-Za-z]+(?=:)|^sha256(?=:)/.exec(this.#text.slice(from, from + 40))?.[0];
    const field = name === undefined ? 'text' : fieldNamed(name);
    if (name === undefined || field === 'text') {
      this.#freeText(from);
      return;
    }
    this.#at += name.length + 1;
    const values = this.#values();
    const place = { from, to: this.#at };
    if (field === undefined) this.#problem(place, { code: 'no-field', found: name });
    else if (values.length === 0) this.#problem(place, { code: 'no-value', found: name });
    else this.#tokens.push({ kind: 'clause', field, values, ...place });
  }

  #freeText(from: number): void {
    const value = this.#value(/[\s()"]/);
    const raw = this.#text.slice(from, this.#at);
    const place = { from, to: this.#at };
    if (isKeyword(raw)) this.#tokens.push({ kind: raw.toLowerCase() as 'and' | 'or' | 'not', ...place });
    else this.#tokens.push({ kind: 'clause', field: null, values: [value], ...place });
  }

  /** Values up to a blank. Empty ones without quotes are left out: somebody is about to write them. */
  #values(): QueryValue[] {
    const values: QueryValue[] = [];
    for (;;) {
      const value = this.#value(/[\s()",]/);
      if (value.form !== 'bare' || value.text !== '') values.push(value);
      if (this.#text.charAt(this.#at) !== ',') return values;
      this.#at += 1;
    }
  }

  #value(end: RegExp): QueryValue {
    const from = this.#at;
    const pattern = this.#pattern(from, end);
    if (pattern) return pattern;
    const quoted = this.#text.charAt(from) === '"';
    if (quoted) this.#at += 1;
    const isEnd = (char: string): boolean => (quoted ? char === '"' : end.test(char));
    let text = '';
    for (;;) {
      const char = this.#text.charAt(this.#at);
      if (char === '' || isEnd(char)) break;
      const escaped = char === '\\' && this.#at + 1 < this.#text.length;
      text += escaped ? this.#text.charAt(this.#at + 1) : char;
      this.#at += escaped ? 2 : 1;
    }
    if (quoted && this.#at >= this.#text.length) this.#problem({ from, to: this.#at }, { code: 'open-quotation' });
    else if (quoted) this.#at += 1;
    return { text, form: quoted ? 'quoted' : 'bare', from, to: this.#at };
  }

  #pattern(from: number, end: RegExp): QueryValue | undefined {
    const found = /^\/((?:[^/\\]|\\.)+)\//s.exec(this.#text.slice(from, from + MOST_PATTERN));
    if (!found?.[1]) return undefined;
    const after = this.#text.charAt(from + found[0].length);
    if (after !== '' && !end.test(after)) return undefined;
    this.#at += found[0].length;
    return { text: found[1], form: 'pattern', from, to: this.#at };
  }

  #problem(place: Place, fault: QueryFault): void {
    this.#problems.push({ ...place, ...fault });
  }
}
