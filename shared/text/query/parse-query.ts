import { EVERYTHING, type Filter, filterLimits, type LayerField, type LayerSpan } from '#shared/schema/filter.ts';
import { compilePattern, PatternError } from '../pattern.ts';
import { canonicalFilter } from './canonical-filter.ts';
import { flagNamed, isLayerField, isPartField, type QueryField } from './query-words.ts';
import {
  type Place,
  type QueryFault,
  type QueryProblem,
  type QueryToken,
  type QueryValue,
  tokenizeQuery,
} from './tokenize-query.ts';

/** What a query means, and what in it means nothing. */
export type ParsedQuery = Readonly<{ filter: Filter; problems: readonly QueryProblem[] }>;

/** Parentheses in parentheses. Each level may add `or`, `and` and `not` to the depth of the filter. */
const MOST_NESTED = 9;
/** Each clause is a part of the filter, and so may be what joins it to the others. */
const MOST_TOKENS = 200;
const HIGHEST_LAYER = 1_000_000;

/**
 * Reads the query box.
 *
 * ```
 * query   := all { 'or' all }
 * all     := { [ '-' | 'not' ] part }          ('and' between parts may be left out)
 * part    := '(' query ')' | clause
 * clause  := word | "whole name" | field ':' value { ',' value }
 * ```
 *
 * A word is looked for in name, version and key; `/lib(ssl|tls)[0-9]/` is a pattern (see `text/pattern`). `name: version: licence:` take parts, patterns, or whole values in quotes; `type: origin:
 * state: arch:` take whole values; `layer: modified: removed:` take layer indexes, `3..5`, `>2`, `<=4`; `is:` takes
 * `present removed unlicensed unowned modified added`. Several values are alternatives.
 *
 * Never fails: what is wrong is left out and named in `problems`, so that a list does not go empty while somebody writes.
 */
export function parseQuery(text: string): ParsedQuery {
  const { tokens, problems } = tokenizeQuery(text);
  const tooMany = tokens[MOST_TOKENS];
  if (tooMany) problems.push({ from: tooMany.from, to: text.length, code: 'too-long' });
  const parser = new Parser(tokens.slice(0, MOST_TOKENS), problems);
  const filter = canonicalFilter(parser.query());
  // The first one is what is explained beside the box.
  return { filter, problems: problems.sort((a, b) => a.from - b.from) };
}

class Parser {
  readonly #tokens: readonly QueryToken[];
  readonly #problems: QueryProblem[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly QueryToken[], problems: QueryProblem[]) {
    this.#tokens = tokens;
    this.#problems = problems;
  }

  query(): Filter {
    const parts: Filter[] = [];
    for (;;) {
      const part = this.#any();
      if (part) parts.push(part);
      const stray = this.#take(')');
      if (!stray) return parts.length === 0 ? EVERYTHING : { op: 'and', of: parts };
      this.#problem(stray, { code: 'stray-parenthesis' });
    }
  }

  /** undefined: nothing is said. */
  #any(): Filter | undefined {
    const parts: Filter[] = [];
    for (;;) {
      const part = this.#all();
      if (part) parts.push(part);
      const or = this.#take('or');
      if (!or) break;
      const next = this.#tokens[this.#at]?.kind;
      if (!part || next === undefined || next === ')') this.#problem(or, { code: 'lonely-or' });
    }
    return parts.length === 0 ? undefined : { op: 'or', of: parts };
  }

  #all(): Filter | undefined {
    const parts: Filter[] = [];
    for (;;) {
      if (this.#take('and')) continue;
      const token = this.#tokens[this.#at];
      if (token === undefined || token.kind === ')' || token.kind === 'or') break;
      const part = this.#part();
      if (part) parts.push(part);
    }
    return parts.length === 0 ? undefined : { op: 'and', of: parts };
  }

  #part(): Filter | undefined {
    let negated = false;
    let not: QueryToken | undefined;
    for (let next = this.#take('not'); next; next = this.#take('not')) {
      negated = !negated;
      not = next;
    }
    const token = this.#tokens[this.#at];
    if (token?.kind !== '(' && token?.kind !== 'clause') {
      if (not) this.#problem(not, { code: 'lonely-not' });
      return undefined;
    }
    this.#at += 1;
    const part = token.kind === 'clause' ? this.#clause(token) : this.#group(token);
    return part && negated ? { op: 'not', of: part } : part;
  }

  #group(open: QueryToken): Filter | undefined {
    if (this.#depth === MOST_NESTED) {
      this.#problem(open, { code: 'deep-parentheses' });
      return undefined;
    }
    this.#depth += 1;
    const part = this.#any();
    this.#depth -= 1;
    if (this.#take(')')) return part ?? EVERYTHING;
    this.#problem(open, { code: 'open-parenthesis' });
    return part;
  }

  #clause({ field, values }: Extract<QueryToken, { kind: 'clause' }>): Filter | undefined {
    const fit = values.slice(0, filterLimits.values).filter((value) => {
      const short = value.text.length <= filterLimits.textLength;
      if (!short) this.#problem(value, { code: 'long-value', most: filterLimits.textLength });
      return short;
    });
    const parts = this.#parts(field, fit);
    return parts.length === 0 ? undefined : { op: 'or', of: parts };
  }

  #parts(field: QueryField | null, values: readonly QueryValue[]): Filter[] {
    if (field === null || isPartField(field)) {
      const whole = values.filter(({ form }) => form === 'quoted').map(({ text }) => text);
      const has = values.flatMap((value): Filter[] => {
        if (value.form === 'quoted') return [];
        if (value.form === 'bare') return [{ op: 'has', field: field ?? 'any', text: value.text }];
        return this.#isPattern(value) ? [{ op: 'matches', field: field ?? 'any', pattern: value.text }] : [];
      });
      return whole.length > 0 ? [{ op: 'is', field: field ?? 'name', values: whole }, ...has] : has;
    }
    const patterns = values.filter(({ form }) => form === 'pattern');
    for (const value of patterns) this.#problem(value, { code: 'no-pattern-here' });
    if (patterns.length > 0) return [];
    if (isLayerField(field)) return this.#spans(field, values);
    if (field !== 'is') return values.length > 0 ? [{ op: 'is', field, values: values.map(({ text }) => text) }] : [];
    return values.flatMap((value): Filter[] => {
      const flag = flagNamed(value.text);
      if (!flag) this.#problem(value, { code: 'no-flag', found: value.text });
      return flag ? [{ op: 'flag', flag }] : [];
    });
  }

  #isPattern(value: QueryValue): boolean {
    try {
      compilePattern(value.text);
      return true;
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      // Behind the first slash. An escaped one before the place moves it by a character, which still is inside the value.
      const from = Math.min(value.from + 1 + error.at, value.to - 1);
      this.#problem({ from, to: value.to }, { code: 'pattern', fault: error.fault });
      return false;
    }
  }

  #spans(field: LayerField, values: readonly QueryValue[]): Filter[] {
    const spans = values.flatMap((value) => {
      const span = parseSpan(value.text);
      if (!span) this.#problem(value, { code: 'no-layer', found: value.text });
      return span ? [span] : [];
    });
    return spans.length > 0 ? [{ op: 'in', field, spans }] : [];
  }

  #take(kind: QueryToken['kind']): QueryToken | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) return undefined;
    this.#at += 1;
    return token;
  }

  #problem({ from, to }: Place, fault: QueryFault): void {
    this.#problems.push({ from, to, ...fault });
  }
}

/** undefined: none, or one that no layer is in. */
function parseSpan(text: string): LayerSpan | undefined {
  const compared = /^(<=?|>=?)(\d{1,7})$/.exec(text);
  if (compared) {
    const layer = Number(compared[2]);
    if (compared[1] === '>') return checked(layer + 1, null);
    if (compared[1] === '>=') return checked(layer, null);
    return checked(0, compared[1] === '<' ? layer - 1 : layer);
  }
  const range = /^(\d{0,7})[.][.](\d{0,7})$/.exec(text);
  if (range && text !== '..') return checked(Number(range[1]), range[2] === '' ? null : Number(range[2]));
  return /^\d{1,7}$/.test(text) ? checked(Number(text), Number(text)) : undefined;
}

function checked(from: number, to: number | null): LayerSpan | undefined {
  if (from > HIGHEST_LAYER || (to !== null && (to < from || to > HIGHEST_LAYER))) return undefined;
  return { from, to };
}
