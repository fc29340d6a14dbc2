import { parsePattern, PatternError, type PatternNode } from './parse-pattern.ts';

type CharacterSet = Extract<PatternNode, { kind: 'set' }>;

/** A step of the automaton: `next` and `other` are places of steps. */
type Step =
  | Readonly<{ kind: 'set'; set: CharacterSet; next: number }>
  | Readonly<{ kind: 'split'; next: number; other: number }>
  | Readonly<{ kind: 'start' | 'end'; next: number }>
  | Readonly<{ kind: 'found' }>;

/** Steps of one pattern once its repetitions are written out. A character may look at all of them. */
const MOST_STEPS = 500;
/** Sets of steps that are kept. More are forgotten and found again. */
const MOST_STATES = 500;
/** How often they are forgotten before none is kept any more: where they hardly come again, making them is the most of the work. */
const MOST_ROUNDS = 4;
const ASCII = 128;

/** A set of steps that are reached at once, and where each next character leads. */
type State = {
  readonly steps: Int32Array;
  readonly found: boolean;
  readonly foundAtEnd: boolean;
  readonly ascii: (State | undefined)[];
};

/** Does a text hold what the pattern describes, anywhere? ASCII case is ignored. Takes time linear to the text. */
export type Matcher = (text: string) => boolean;

/** @throws PatternError */
export function compilePattern(text: string): Matcher {
  const steps: Step[] = [{ kind: 'found' }];
  const first = build(parsePattern(text), 0, steps);
  const automaton = new Automaton(steps, first);
  return (value) => automaton.matches(value);
}

/** Writes the steps of a node in front of the step at `next`. @returns where they begin */
function build(node: PatternNode, next: number, steps: Step[]): number {
  const add = (step: Step): number => {
    if (steps.length >= MOST_STEPS) throw new PatternError(0, 'repeats-too-much');
    steps.push(step);
    return steps.length - 1;
  };
  switch (node.kind) {
    case 'set':
      return add({ kind: 'set', set: node, next });
    case 'start':
    case 'end':
      return add({ kind: node.kind, next });
    case 'cat':
      return node.of.reduceRight((after, part) => build(part, after, steps), next);
    case 'alt':
      return node.of
        .map((part) => build(part, next, steps))
        .reduceRight((other, begin) => add({ kind: 'split', next: begin, other }));
    case 'repeat': {
      let begin = next;
      if (node.most === null) {
        // The loop's step is needed before that what it repeats.
        const loop = add({ kind: 'found' });
        steps[loop] = { kind: 'split', next: build(node.of, loop, steps), other: next };
        begin = loop;
      } else
        for (let k = node.least; k < node.most; k++)
          begin = add({ kind: 'split', next: build(node.of, begin, steps), other: next });
      for (let k = 0; k < node.least; k++) begin = build(node.of, begin, steps);
      return begin;
    }
    default:
      return node satisfies never;
  }
}

class Automaton {
  readonly #steps: readonly Step[];
  readonly #first: number;
  /** By step: which ASCII characters its set has. */
  readonly #ascii: readonly (Uint8Array | undefined)[];
  #states = new Map<string, State>();
  #begin: State | undefined;
  #rounds = 0;
  /** Steps that were reached: those in `#reached` up to `#count` wait for a character or the end. Each step is passed once a turn. */
  readonly #turns: Float64Array;
  #turn = 0;
  #reached: Int32Array<ArrayBuffer>;
  #before: Int32Array<ArrayBuffer>;
  #count = 0;
  #found = false;
  readonly #open: number[] = [];

  constructor(steps: readonly Step[], first: number) {
    this.#steps = steps;
    this.#first = first;
    const tables = new Map<CharacterSet, Uint8Array>();
    this.#ascii = steps.map((step) => (step.kind === 'set' ? tableOf(step.set, tables) : undefined));
    this.#turns = new Float64Array(steps.length);
    this.#reached = new Int32Array(steps.length);
    this.#before = new Int32Array(steps.length);
  }

  matches(text: string): boolean {
    // The one text in which what needs the end and what needs the start may follow each other.
    if (text === '') {
      this.#begins();
      this.#reach(this.#first, true, true);
      return this.#found;
    }
    if (this.#rounds >= MOST_ROUNDS) return this.#walk(text);
    let state = (this.#begin ??= this.#beginning());
    for (let at = 0; at < text.length; at++) {
      if (state.found) return true;
      const code = text.codePointAt(at) ?? 0;
      if (code > 0xff_ff) at += 1;
      let next = code < ASCII ? state.ascii[code] : undefined;
      if (next === undefined) {
        next = this.#after(state, code);
        if (this.#rounds >= MOST_ROUNDS) return this.#walk(text);
        if (code < ASCII) state.ascii[code] = next;
      }
      state = next;
    }
    return state.found || state.foundAtEnd;
  }

  /** The same without states. */
  #walk(text: string): boolean {
    this.#begins();
    this.#reach(this.#first, true, false);
    for (let at = 0; at < text.length; at++) {
      if (this.#found) return true;
      const code = text.codePointAt(at) ?? 0;
      if (code > 0xff_ff) at += 1;
      const [before, count] = [this.#reached, this.#count];
      this.#reached = this.#before;
      this.#before = before;
      this.#pass(before, count, code);
    }
    return this.#found || this.#endsIn(this.#reached.slice(0, this.#count));
  }

  #beginning(): State {
    this.#begins();
    this.#reach(this.#first, true, false);
    return this.#state();
  }

  #after(state: State, code: number): State {
    this.#pass(state.steps, state.steps.length, code);
    return this.#state();
  }

  /** What a character leads to from steps, and what may begin behind it. */
  #pass(steps: Int32Array, count: number, code: number): void {
    this.#begins();
    this.#reach(this.#first, false, false);
    for (let i = 0; i < count; i++) {
      const at = steps[i] as number;
      const step = this.#steps[at] as Step;
      if (step.kind !== 'set') continue;
      const holds = code < ASCII ? this.#ascii[at]?.[code] === 1 : isIn(step.set, code);
      if (holds) this.#reach(step.next, false, false);
    }
  }

  #endsIn(steps: Int32Array): boolean {
    this.#begins();
    for (const at of steps) this.#reach(at, false, true);
    return this.#found;
  }

  #begins(): void {
    this.#turn += 1;
    this.#count = 0;
    this.#found = false;
  }

  /** All that is reached without a character; what needs the end is kept for it. */
  #reach(from: number, atStart: boolean, atEnd: boolean): void {
    const open = this.#open;
    open.push(from);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (this.#turns[at] === this.#turn) continue;
      this.#turns[at] = this.#turn;
      const step = this.#steps[at] as Step;
      if (step.kind === 'split') open.push(step.other, step.next);
      else if (step.kind === 'found') this.#found = true;
      else if (step.kind === 'set' || step.kind === 'end') this.#reached[this.#count++] = at;
      if ((step.kind === 'start' && atStart) || (step.kind === 'end' && atEnd)) open.push(step.next);
    }
  }

  /** Of what was reached. */
  #state(): State {
    const found = this.#found;
    const steps = this.#reached.slice(0, this.#count).sort();
    const name = `${found ? '!' : ''}${steps.join()}`;
    const known = this.#states.get(name);
    if (known) return known;
    if (this.#states.size >= MOST_STATES) {
      // States lead to each other: all go, or none would be freed.
      this.#states = new Map();
      this.#begin = undefined;
      this.#rounds += 1;
    }
    const state: State = {
      steps,
      found,
      foundAtEnd: this.#endsIn(steps),
      ascii: Array.from({ length: ASCII }, () => undefined),
    };
    this.#states.set(name, state);
    return state;
  }
}

function tableOf(set: CharacterSet, tables: Map<CharacterSet, Uint8Array>): Uint8Array {
  const known = tables.get(set);
  if (known) return known;
  const table = Uint8Array.from({ length: ASCII }, (_, code) => (isIn(set, code) ? 1 : 0));
  tables.set(set, table);
  return table;
}

function isIn({ ranges, negated }: CharacterSet, code: number): boolean {
  const holds = (one: number): boolean => ranges.some(([low, high]) => one >= low && one <= high);
  const lower = code >= 65 && code <= 90 ? code + 32 : code;
  const upper = code >= 97 && code <= 122 ? code - 32 : code;
  return (holds(lower) || holds(upper)) !== negated;
}
