import { limits } from '#engine/bytes/limits.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { Command } from '#engine/formats/shell/ast.ts';
import type { Text, Unknowns } from '../text.ts';
import { isKnown } from '../text.ts';
import { eitherForeground, type HasEnded } from './foreground.ts';

/** A variable: one text, or a list. `choices`: it has one of these values. */
export type Variable = Readonly<{
  value: Text | readonly Text[];
  choices?: readonly Text[];
  exported: boolean;
}>;

/** A function, with the file that says it. */
export type ShellFunction = Readonly<{ body: Command; file: string | null }>;

/** What scripts made of files, where that is known. */
export type FileChange = 'file' | 'dir' | 'absent' | 'unknown' | Readonly<{ content: Text }>;

/** What goes on after a command. `break` and `continue` count the loops that they leave. */
export type Flow =
  'next' | 'return' | 'exit' | 'replaced' | 'endless' | Readonly<{ jump: 'break' | 'continue'; loops: number }>;

/** One way through a script: everything that decides what comes next. */
export class State {
  variables: Map<string, Variable>;
  /** What a name may call; null: no function. More than one where ways were merged that differ. */
  functions: Map<string, readonly (ShellFunction | null)[]>;
  options: Set<string>;
  files: Map<string, FileChange>;
  /** Hops that this way has passed. */
  passed: Set<string>;
  /** Hops of programs that were started in the background. */
  background: readonly string[];
  /** The last program that was waited for and may run on, or what it became; else the first one. */
  foreground: readonly string[];
  /** Has it ended? `waitedFor` has the rule. */
  foregroundEnded: HasEnded = 'yes';
  /** Where `exec` ended. */
  terminals: readonly string[] = [];
  positional: readonly Text[] = [];
  name: Text = '';
  cwd: Text = '/';
  status: number | 'unknown' = 0;
  flow: Flow = 'next';
  /** What can be read from standard input; null: not known. */
  input: Text | null = null;
  /** What is written to a captured standard output; null: nobody looks. */
  output: Text | null = null;
  exitTrap: Text | null = null;
  /** Values that were chosen for one command, by place. */
  chosen: Map<string, Text> = new Map();
  /** Values of variables that `local` hides, one map a function call. */
  hidden: readonly Map<string, Variable | undefined>[] = [];
  /** Text that is not known was run: a variable that nothing sets may be set all the same. */
  open = false;

  constructor() {
    this.variables = new Map();
    this.functions = new Map();
    this.options = new Set();
    this.files = new Map();
    this.passed = new Set();
    this.background = [];
    this.foreground = [];
  }

  clone(): State {
    const copy = Object.assign(new State(), this);
    copy.variables = new Map(this.variables);
    copy.functions = new Map(this.functions);
    copy.options = new Set(this.options);
    copy.files = new Map(this.files);
    copy.passed = new Set(this.passed);
    copy.chosen = new Map(this.chosen);
    copy.hidden = this.hidden.map((map) => new Map(map));
    return copy;
  }

  get(name: string): Variable | undefined {
    return this.variables.get(name);
  }

  set(name: string, value: Text | readonly Text[], more: { exported?: boolean; choices?: readonly Text[] } = {}): void {
    const exported = more.exported ?? this.variables.get(name)?.exported ?? this.options.has('a');
    this.variables.set(name, { value, exported, ...(more.choices ? { choices: more.choices } : {}) });
  }

  /** The environment that a program gets. */
  environment(): Map<string, Text> {
    const env = new Map<string, Text>();
    for (const [name, { value, exported }] of this.variables)
      if (exported && typeof value === 'string') env.set(name, value);
    return env;
  }

  write(text: Text): void {
    if (this.output !== null && this.output.length < limits.traceTextBytes) this.output += text;
  }

  get failed(): boolean {
    return this.flow === 'exit' && typeof this.status === 'number' && this.status !== 0;
  }

  /** Equal for ways that go on alike. */
  key(): string {
    return JSON.stringify([
      [...this.variables],
      [...this.functions].map(([name, all]) => [name, all.map(functionKey)]),
      [...this.options],
      [...this.files],
      this.positional,
      this.name,
      this.cwd,
      this.status,
      this.flow,
      this.input,
      this.output,
      this.exitTrap,
      this.background,
      this.foreground,
      this.foregroundEnded,
      this.terminals,
      this.hidden.map((map) => [...map]),
      this.open,
    ]);
  }
}

/** Joins ways that go on alike, and when there are too many, those that do not: values that differ become sets. */
export function join(states: readonly State[], unknowns: Unknowns): State[] {
  if (states.length < 2) return [...states];
  const byKey = new Map<string, State>();
  for (const state of states) {
    const key = state.key();
    const same = byKey.get(key);
    if (same) same.passed = common(same.passed, state.passed);
    else byKey.set(key, state);
  }
  const left = [...byKey.values()];
  if (left.length <= limits.traceStates) return left;
  const groups = Map.groupBy(left, ({ flow, terminals, status }) =>
    JSON.stringify([flow, terminals, flow === 'exit' ? status : null]),
  );
  return [...groups.values()].map((group) => group.reduce((a, b) => widen(a, b, unknowns)));
}

export function common<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): Set<T> {
  return new Set([...a].filter((one) => b.has(one)));
}

/** One state for two that go on differently. It keeps what both have. */
export function widen(a: State, b: State, unknowns: Unknowns): State {
  const lost = (source: string): Text => unknowns.mark('DynamicEnvironmentReference', source);
  const text = (x: Text, y: Text, source: string): Text => (x === y ? x : lost(source));
  const joined = a.clone();
  joined.passed = common(a.passed, b.passed);
  for (const name of new Set([...a.variables.keys(), ...b.variables.keys()])) {
    const [x, y] = [a.get(name), b.get(name)];
    if (JSON.stringify(x) === JSON.stringify(y)) continue;
    const values = new Set(
      [x, y].flatMap((one) => one?.choices ?? (typeof one?.value === 'string' ? [one.value] : ['\u0100'])),
    );
    const known =
      x !== undefined && y !== undefined && values.size <= limits.traceSetValues && [...values].every(isKnown);
    joined.set(name, lost(`\${${name}}`), {
      exported: (x?.exported ?? false) || (y?.exported ?? false),
      ...(known ? { choices: [...values].sort() } : {}),
    });
  }
  if (JSON.stringify(a.positional) !== JSON.stringify(b.positional))
    joined.positional =
      a.positional.length === b.positional.length
        ? a.positional.map((one, i) => text(one, b.positional[i] ?? '', `$${i + 1}`))
        : [unknowns.manyOf('DynamicEnvironmentReference', '$@')];
  joined.cwd = text(a.cwd, b.cwd, '$PWD');
  if (a.status !== b.status) joined.status = 'unknown';
  for (const path of new Set([...a.files.keys(), ...b.files.keys()]))
    if (JSON.stringify(a.files.get(path)) !== JSON.stringify(b.files.get(path))) joined.files.set(path, 'unknown');
  joined.input = a.input === b.input ? a.input : null;
  joined.output = a.output === null || b.output === null ? null : text(a.output, b.output, '(output)');
  joined.background = [...new Set([...a.background, ...b.background])];
  Object.assign(joined, eitherForeground([a, b]));
  joined.terminals = [...new Set([...a.terminals, ...b.terminals])];
  for (const name of new Set([...a.functions.keys(), ...b.functions.keys()])) {
    const all = [...(a.functions.get(name) ?? [null]), ...(b.functions.get(name) ?? [null])];
    joined.functions.set(name, [...new Map(all.map((one) => [functionKey(one), one])).values()]);
  }
  // Runs that fail do not count: what ends one way by `set -e` is no end of both.
  joined.options = common(a.options, b.options);
  if (a.exitTrap !== b.exitTrap) joined.exitTrap = lost('(trap)');
  joined.open = a.open || b.open;
  joined.name = text(a.name, b.name, '$0');
  joined.hidden = a.hidden.map((map, i) => widenHidden(map, b.hidden[i] ?? new Map(), lost));
  return joined;
}

const bodyKeys = new WeakMap<Command, string>();

/** Equal for functions that say the same at the same place. */
function functionKey(one: ShellFunction | null): string {
  if (one === null) return '';
  const known = bodyKeys.get(one.body);
  const key = known ?? sha256(JSON.stringify(one.body));
  if (known === undefined) bodyKeys.set(one.body, key);
  return `${one.file ?? ''}:${key}`;
}

type Hidden = State['hidden'][number];

function widenHidden(a: Hidden, b: Hidden, lost: (source: string) => Text): Hidden {
  const names = new Set([...a.keys(), ...b.keys()]);
  return new Map(
    [...names].map((name) => {
      const [x, y] = [a.get(name), b.get(name)];
      const same = JSON.stringify(x) === JSON.stringify(y);
      return [name, same ? x : { value: lost(`$${name}`), exported: x?.exported ?? y?.exported ?? false }];
    }),
  );
}

/** Thrown while a command is expanded whose text is one of several: the command is then done once for each. */
export class Choice {
  readonly values: readonly Text[];
  readonly apply: (state: State, value: Text) => void;

  constructor(values: readonly Text[], apply: (state: State, value: Text) => void) {
    this.values = values;
    this.apply = apply;
  }
}
