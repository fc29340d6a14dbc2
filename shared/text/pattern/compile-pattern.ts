import { parsePattern, PatternError, type PatternNode } from './parse-pattern.ts';

type CharacterSet = Extract<PatternNode, { kind: 'set' }>;

/** A step of the automaton: `next` and `other` are places of steps. */
type Step =
  | Readonly<{ kind: 'set'; set: CharacterSet; next: number }>
  | Readonly<{ kind: 'split'; next: number; other: number }>
  | Readonly<{ kind: 'start' | 'end'; next: number }>
  | Readonly<{ kind: 'found' }>;

/** Steps of one pattern once its repetitions are written out: 20,000 of them would be a slow keystroke. */
const MOST_STEPS = 2000;
/** Sets of steps that are kept. More are forgotten and found again, which costs time in proportion to the text, no more. */
const MOST_STATES = 500;
const ASCII = 128;

/** A set of steps that are reached at once, and where each next character leads. */
type State = {
  readonly steps: readonly number[];
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
    if (steps.length >= MOST_STEPS) throw new PatternError(0, 'The pattern repeats too much');
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
  #states = new Map<string, State>();
  #begin: State | undefined;

  constructor(steps: readonly Step[], first: number) {
    this.#steps = steps;
    this.#first = first;
  }

  matches(text: string): boolean {
    // The one text in which what needs the end and what needs the start may follow each other.
    if (text === '') return this.#closed([this.#first], true, true).includes(0);
    let state = (this.#begin ??= this.#state(this.#closed([this.#first], true)));
    for (let at = 0; at < text.length; at++) {
      if (state.found) return true;
      const code = text.codePointAt(at) ?? 0;
      if (code > 0xff_ff) at += 1;
      const known = code < ASCII ? state.ascii[code] : undefined;
      const next: State = known ?? this.#after(state, code);
      if (known === undefined && code < ASCII) state.ascii[code] = next;
      state = next;
    }
    return state.found || state.foundAtEnd;
  }

  #after(state: State, code: number): State {
    const next = [this.#first];
    for (const at of state.steps) {
      const step = this.#steps[at];
      if (step?.kind === 'set' && isIn(step.set, code)) next.push(step.next);
    }
    return this.#state(this.#closed(next, false));
  }

  /** All that is reached without a character; what needs the end is kept for it. */
  #closed(from: readonly number[], atStart: boolean, atEnd = false): number[] {
    const seen = new Set<number>();
    const open = [...from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const step = this.#steps[at];
      if (step?.kind === 'split') open.push(step.next, step.other);
      if ((step?.kind === 'start' && atStart) || (step?.kind === 'end' && atEnd)) open.push(step.next);
    }
    return [...seen].sort((a, b) => a - b);
  }

  #state(steps: readonly number[]): State {
    const name = steps.join();
    const known = this.#states.get(name);
    if (known) return known;
    if (this.#states.size >= MOST_STATES) {
      // States lead to each other: all go, or none would be freed.
      this.#states = new Map();
      this.#begin = undefined;
    }
    const state: State = {
      steps,
      found: steps.includes(0),
      foundAtEnd: this.#closed(steps, false, true).includes(0),
      ascii: Array.from({ length: ASCII }, () => undefined),
    };
    this.#states.set(name, state);
    return state;
  }
}

function isIn({ ranges, negated }: CharacterSet, code: number): boolean {
  const holds = (one: number): boolean => ranges.some(([low, high]) => one >= low && one <= high);
  const lower = code >= 65 && code <= 90 ? code + 32 : code;
  const upper = code >= 97 && code <= 122 ? code - 32 : code;
  return (holds(lower) || holds(upper)) !== negated;
}
