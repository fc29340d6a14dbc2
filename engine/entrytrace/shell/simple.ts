import { limits } from '#engine/bytes/limits.ts';
import type { Assignment, Simple, Word } from '#engine/formats/shell/ast.ts';
import { isKnown, type Text } from '../text.ts';
import { BUILTINS } from './builtins.ts';
import { DECLARATIONS, declare } from './declare.ts';
import { doubted } from './doubt.ts';
import { expandAssigned, expandText, expandWords } from './expand.ts';
import type { Call, Frame, Runner } from './machine.ts';
import { withRedirects } from './redirect.ts';
import type { ShellFunction, State } from './state.ts';
import { settle } from './ways.ts';

/** One command with its assignments and redirections (POSIX.1-2024 §2.9.1). */
export function runSimple(
  runner: Runner,
  command: Simple,
  state: State,
  frame: Frame,
  kind: 'run' | 'background' = 'run',
): State[] {
  const before = state.status;
  state.status = 0;
  const [first] = command.words;
  const name = first?.type === 'word' ? plain(first) : undefined;
  if (name !== undefined && DECLARATIONS.has(name) && !state.functions.has(name)) {
    return withRedirects(runner, command.redirects, state, frame, (one) => {
      const isKnownName = declare(runner, name, command.words.slice(1), one, frame);
      one.chosen.clear();
      return (isKnownName ? [one] : doubted(one, runner.world.unknowns)).flatMap((way) => settle(way, frame));
    });
  }
  // `$?` among the words is the status of the command before.
  state.status = before;
  const words = command.words.flatMap((one) =>
    one.type === 'word' ? expandWords(runner, [one], state, frame) : [assignmentText(runner, one, state, frame)],
  );
  if (words.length === 0) {
    state.status = 0;
    for (const one of command.assignments) assign(runner, one, state, frame);
    state.chosen.clear();
    return withRedirects(runner, command.redirects, state, frame, (one) => settle(one, frame));
  }
  const env = new Map<string, Text>();
  for (const one of command.assignments) {
    const value = expandAssigned(runner, one, state, frame);
    if (typeof value === 'string') env.set(one.name, value);
  }
  state.chosen.clear();
  if (state.flow !== 'next') return [state];
  const call: Call = { kind, at: command.at, text: command.text, env };
  return withRedirects(runner, command.redirects, state, frame, (one) =>
    dispatch(runner, words, one, frame, call, true),
  );
}

/** Runs a function, a builtin or a program, whichever a name means. */
export function dispatch(
  runner: Runner,
  words: readonly Text[],
  state: State,
  frame: Frame,
  call: Call,
  functions: boolean,
): State[] {
  const [name = ''] = words;
  const called = functions && isKnown(name) ? state.functions.get(name) : undefined;
  if (called)
    return called.flatMap((one, i) => {
      const way = i === called.length - 1 ? state : state.clone();
      return one === null
        ? dispatch(runner, words, way, frame, call, false)
        : callFunction(runner, name, one, words.slice(1), way, frame, call);
    });
  const builtin = isKnown(name) && runner.isBuiltin(name) ? BUILTINS[name] : undefined;
  if (!builtin) return runner.external(words, state, frame, call).flatMap((one) => settle(one, frame));
  for (const [variable, value] of call.env) state.set(variable, value);
  return builtin(words.slice(1), state, runner, frame, call).flatMap((one) => settle(one, frame));
}

function callFunction(
  runner: Runner,
  name: string,
  called: ShellFunction,
  args: readonly Text[],
  state: State,
  frame: Frame,
  call: Call,
): State[] {
  if (frame.depth >= limits.traceDepth) {
    runner.note('RecursionLimitReached', `function ${name} is nested deeper than ${limits.traceDepth}`, frame, call.at);
    state.status = 'unknown';
    return [state];
  }
  const { positional } = state;
  for (const [variable, value] of call.env) state.set(variable, value);
  state.positional = args;
  state.hidden = [...state.hidden, new Map()];
  const inner: Frame = { ...frame, file: called.file, depth: frame.depth + 1, function: name };
  return runner.command(called.body, state, inner).map((after) => {
    after.positional = positional;
    const hidden = after.hidden.at(-1);
    after.hidden = after.hidden.slice(0, -1);
    for (const [variable, value] of hidden ?? []) {
      if (value === undefined) after.variables.delete(variable);
      else after.variables.set(variable, value);
    }
    if (after.flow === 'return') after.flow = 'next';
    return after;
  });
}

function assign(runner: Runner, one: Assignment, state: State, frame: Frame): void {
  const value = expandAssigned(runner, one, state, frame);
  const before = state.get(one.name)?.value;
  if (one.index) {
    const index = expandText(runner, one.index, state, frame);
    const list = Array.isArray(before) ? [...(before as readonly Text[])] : [];
    const at = Number(index);
    const { unknowns } = runner.world;
    if (typeof value === 'string' && /^\d{1,4}$/.test(index) && at <= list.length) list[at] = value;
    else {
      // Which element it is, is not known, and so is none.
      const reason = isKnown(index) ? 'UnsupportedConstruct' : 'DynamicEnvironmentReference';
      list.splice(0, list.length, unknowns.manyOf(reason, `\${${one.name}[@]}`));
    }
    state.set(one.name, list);
    return;
  }
  if (!one.append) state.set(one.name, value);
  else if (typeof value === 'string') {
    const [start, ...rest] = typeof before === 'string' || before === undefined ? [before ?? ''] : before;
    state.set(
      one.name,
      rest.length > 0 || Array.isArray(before) ? [(start ?? '') + value, ...rest] : (start ?? '') + value,
    );
  } else
    state.set(one.name, [...(before === undefined ? [] : typeof before === 'string' ? [before] : before), ...value]);
}

function assignmentText(runner: Runner, one: Assignment, state: State, frame: Frame): Text {
  const value = expandAssigned(runner, one, state, frame);
  return `${one.name}${one.append ? '+' : ''}=${typeof value === 'string' ? value : value.join(' ')}`;
}

function plain(word: Word): string | undefined {
  const texts = word.parts.map((part) => (part.type === 'text' ? part.text : undefined));
  return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
}
