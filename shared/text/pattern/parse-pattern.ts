/**
 * A regular expression that is matched in time linear to the text, whatever it says: characters, `.`, `[a-z]`, `[^…]`, `\d \w \s`,
 * `^ $`, groups, `|`, `* + ? {2,5}`. There are no back references and no look-around, as only these make matching slow; JavaScript's
 * own engine tries alternatives one after the other and may take hours over `(a+)+$`.
 */
export type PatternNode =
  | Readonly<{ kind: 'set'; ranges: readonly (readonly [number, number])[]; negated: boolean }>
  | Readonly<{ kind: 'cat' | 'alt'; of: readonly PatternNode[] }>
  | Readonly<{ kind: 'repeat'; of: PatternNode; least: number; most: number | null }>
  | Readonly<{ kind: 'start' | 'end' }>;

/** Bounds: nobody writes by hand what is near these. `repeat`: highest number in braces. */
export const patternLimits = { length: 200, depth: 20, repeat: 100 } as const;

/** What is wrong with a pattern, as data: whoever shows it has the sentence. */
export type PatternFault =
  | 'too-long'
  | 'stray-bracket'
  | 'repeated-place'
  | 'repeated-twice'
  | 'many-repetitions'
  | 'descending-repetitions'
  | 'deep-groups'
  | 'unknown-group'
  | 'open-group'
  | 'open-set'
  | 'descending-range'
  | 'unknown-in-set'
  | 'lonely-backslash'
  | 'unknown-escape'
  | 'repeats-too-much'
  | 'nothing-to-repeat';

/** `at` is the place of the fault in the pattern, in UTF-16 units. */
export class PatternError extends Error {
  readonly at: number;
  readonly fault: PatternFault;

  constructor(at: number, fault: PatternFault) {
    super(`Pattern: ${fault} at ${at}`);
    this.at = at;
    this.fault = fault;
  }
}

/** @throws PatternError */
export function parsePattern(text: string): PatternNode {
  if (text.length > patternLimits.length) throw new PatternError(patternLimits.length, 'too-long');
  return new Parser(text).run();
}

const DIGIT = [[48, 57]] as const;
const WORD = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
] as const;
const SPACE = [
  [9, 13],
  [32, 32],
  [160, 160],
] as const;
const CLASSES = { d: DIGIT, w: WORD, s: SPACE } as const;
const HIGHEST = 0x10_ff_ff;

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): PatternNode {
    const node = this.#alternatives();
    if (this.#at < this.#text.length) throw new PatternError(this.#at, 'stray-bracket');
    return node;
  }

  #alternatives(): PatternNode {
    const of = [this.#sequence()];
    while (this.#take('|')) of.push(this.#sequence());
    const [first] = of;
    return of.length === 1 && first ? first : { kind: 'alt', of };
  }

  #sequence(): PatternNode {
    const of: PatternNode[] = [];
    while (this.#at < this.#text.length && !this.#sees('|') && !this.#sees(')')) of.push(this.#repeated());
    return { kind: 'cat', of };
  }

  #repeated(): PatternNode {
    const from = this.#at;
    const node = this.#atom();
    const counts = this.#counts();
    if (!counts) return node;
    if (node.kind === 'start' || node.kind === 'end') throw new PatternError(from, 'repeated-place');
    // Lazy or not is the same when only the answer counts.
    this.#take('?');
    if (this.#counts()) throw new PatternError(this.#at - 1, 'repeated-twice');
    return { kind: 'repeat', of: node, ...counts };
  }

  #counts(): { least: number; most: number | null } | undefined {
    if (this.#take('*')) return { least: 0, most: null };
    if (this.#take('+')) return { least: 1, most: null };
    if (this.#take('?')) return { least: 0, most: 1 };
    const braces = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.#text.slice(this.#at, this.#at + 12));
    if (!braces) return undefined;
    const least = Number(braces[1]);
    const most = braces[2] === undefined ? least : braces[3] === '' ? null : Number(braces[3]);
    if (least > patternLimits.repeat || (most ?? 0) > patternLimits.repeat)
      throw new PatternError(this.#at, 'many-repetitions');
    if (most !== null && most < least) throw new PatternError(this.#at, 'descending-repetitions');
    this.#at += braces[0].length;
    return { least, most };
  }

  #atom(): PatternNode {
    const from = this.#at;
    if (this.#take('(')) return this.#group(from);
    if (this.#take('[')) return this.#class(from);
    if (this.#take('^')) return { kind: 'start' };
    if (this.#take('$')) return { kind: 'end' };
    if (this.#take('.')) return { kind: 'set', ranges: [[0, HIGHEST]], negated: false };
    if (this.#take('\\')) return this.#escaped(from);
    if (/[*+?]/.test(this.#text.charAt(from))) throw new PatternError(from, 'nothing-to-repeat');
    return only(this.#character());
  }

  #group(from: number): PatternNode {
    if (this.#depth === patternLimits.depth) throw new PatternError(from, 'deep-groups');
    if (this.#take('?') && !this.#take(':')) throw new PatternError(from, 'unknown-group');
    this.#depth += 1;
    const node = this.#alternatives();
    this.#depth -= 1;
    if (!this.#take(')')) throw new PatternError(from, 'open-group');
    return node;
  }

  #class(from: number): PatternNode {
    const negated = this.#take('^');
    const ranges: (readonly [number, number])[] = [];
    while (!this.#take(']')) {
      if (this.#at >= this.#text.length) throw new PatternError(from, 'open-set');
      const start = this.#at;
      const low = this.#member(from);
      if (typeof low !== 'number') {
        ranges.push(...low);
        continue;
      }
      const dashed = this.#sees('-') && this.#text.charAt(this.#at + 1) !== ']';
      if (!dashed) {
        ranges.push([low, low]);
        continue;
      }
      this.#at += 1;
      const high = this.#member(from);
      if (typeof high !== 'number' || high < low) throw new PatternError(start, 'descending-range');
      ranges.push([low, high]);
    }
    return { kind: 'set', ranges, negated };
  }

  /** A code point, or what `\d` and its like stand for. */
  #member(open: number): number | readonly (readonly [number, number])[] {
    const from = this.#at;
    if (from >= this.#text.length) throw new PatternError(open, 'open-set');
    if (!this.#take('\\')) return this.#character();
    const node = this.#escaped(from);
    if (node.kind !== 'set' || node.negated) throw new PatternError(from, 'unknown-in-set');
    const [first] = node.ranges;
    return node.ranges.length === 1 && first && first[0] === first[1] ? first[0] : node.ranges;
  }

  #escaped(from: number): PatternNode {
    const char = this.#text.charAt(this.#at);
    if (char === '') throw new PatternError(from, 'lonely-backslash');
    const lower = char.toLowerCase();
    if (lower === 'd' || lower === 'w' || lower === 's') {
      this.#at += 1;
      return { kind: 'set', ranges: CLASSES[lower], negated: char !== lower };
    }
    const control = { t: 9, n: 10, r: 13 }[char];
    if (control !== undefined) {
      this.#at += 1;
      return only(control);
    }
    if (/[A-Za-z0-9]/.test(char)) throw new PatternError(from, 'unknown-escape');
    return only(this.#character());
  }

  #character(): number {
    const code = this.#text.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xff_ff ? 2 : 1;
    return code;
  }

  #sees(char: string): boolean {
    return this.#text.charAt(this.#at) === char;
  }

  #take(char: string): boolean {
    const found = this.#sees(char);
    if (found) this.#at += 1;
    return found;
  }
}

function only(code: number): PatternNode {
  return { kind: 'set', ranges: [[code, code]], negated: false };
}
