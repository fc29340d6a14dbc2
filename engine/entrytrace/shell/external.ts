import type { TraceReason } from '#shared/model/entry-trace.ts';
import { isKnown, type Text } from '../text.ts';
import { findProgram, type Ended, type StartProgram } from '../process.ts';
import { applyEffects, endsByItself } from './effects.ts';
import { commonFiles } from './files.ts';
import { waitedFor } from './foreground.ts';
import type { Call, Frame, Machine } from './machine.ts';
import { PRINTERS } from './outputs.ts';
import { common, type State } from './state.ts';

/** Programs around the shell. */
export type Around = Readonly<{ ids: ReadonlySet<string>; captured: boolean }>;

/** Starts a program from a shell. */
export function runExternal(
  machine: Machine,
  around: Around,
  start: StartProgram,
  words: readonly Text[],
  state: State,
  frame: Frame,
  call: Call,
): State[] {
  const { world, user } = machine;
  const [name = ''] = words;
  const said = { file: frame.file, at: frame.at ?? call.at };
  const env = new Map([...state.environment(), ...call.env]);
  const argv = call.name === undefined ? words : [call.name, ...words.slice(1)];
  const base = { parent: frame.hop, kind: call.kind, argv, said, user, cwd: state.cwd };
  const found = isKnown(name)
    ? findProgram(world, name, env, state.cwd, user)
    : { node: null, reason: world.unknowns.reasonOf(name), detail: `runs ${world.unknowns.print(name)}` };
  const made = isKnown(name) && name.includes('/') ? state.files.get(name) : undefined;
  const notStarted = (one: State, reason: TraceReason, detail: string): State => {
    const hop = world.book.add({ ...base, node: null, reason });
    one.passed.add(hop);
    world.book.note(reason, detail, hop, said);
    const missing = reason === 'CommandNotFound' || reason === 'NotExecutable';
    one.write(missing ? '' : world.unknowns.mark('DynamicEnvironmentReference', `$(${call.text})`));
    one.status = missing ? (reason === 'CommandNotFound' ? 127 : 126) : 'unknown';
    if (call.kind === 'exec') {
      one.flow = missing ? 'exit' : 'replaced';
      one.terminals = missing ? [] : [hop];
    } else if (!missing) waitedFor(one, [hop], 'no');
    return one;
  };
  if (made !== undefined && made !== 'absent' && made !== 'unknown')
    return [notStarted(state, 'DynamicEnvironmentReference', `${name} is written at run time`)];
  if (!found.node) return [notStarted(state, found.reason, found.detail)];
  const others =
    found.unsure === undefined ? [] : [notStarted(state.clone(), 'DynamicEnvironmentReference', found.unsure)];
  const hop = world.book.add({ ...base, node: found.node, started: { called: found.called, env } });
  state.passed.add(hop);
  const program = name.replace(/^.*\//, '');
  const printed = Object.hasOwn(PRINTERS, program) ? PRINTERS[program]?.(words.slice(1), state, machine) : undefined;
  const process = {
    argv,
    called: found.called,
    node: found.node,
    env,
    cwd: state.cwd,
    user,
    files: state.files,
    input: state.input,
    captured: state.output !== null,
    depth: frame.depth + 1,
    around: around.ids,
    said,
  };
  const ends: Ended[] = printed
    ? [{ passed: new Set(), terminals: [hop], status: printed.status, failed: false, output: printed.text }]
    : start(process, hop);
  if (call.kind === 'exec') return [...become(state, ends, hop), ...others];
  for (const one of passedBy(ends)) state.passed.add(one);
  const going = ends.filter(({ failed }) => !failed);
  const ways = going.length > 0 ? going : ends;
  const living = ways.filter(({ terminals }) => terminals.length > 0);
  if (printed || living.length === 0 || endsByItself(program, words.slice(1))) waitedFor(state, [hop], 'yes');
  else {
    const runs = [...new Set(living.flatMap(({ terminals }) => terminals))];
    waitedFor(state, runs, living.length === ways.length ? 'no' : 'maybe');
  }
  const statuses = new Set(ends.map(({ status }) => status));
  state.status = statuses.size === 1 ? (ends[0]?.status ?? 'unknown') : 'unknown';
  const outputs = new Set(ways.map(({ output }) => output));
  const [output] = outputs;
  if (state.output !== null)
    state.write(
      outputs.size === 1 && typeof output === 'string'
        ? output
        : world.unknowns.mark('DynamicEnvironmentReference', `$(${call.text})`),
    );
  applyEffects(machine, program, words.slice(1), state);
  for (const [path, change] of commonFiles(ways)) state.files.set(path, change);
  return [state, ...others];
}

/** The shell is replaced: its ways are those of the program. */
function become(state: State, ends: readonly Ended[], hop: string): State[] {
  return ends.map((end, i) => {
    const one = i === ends.length - 1 ? state : state.clone();
    for (const hop of end.passed) one.passed.add(hop);
    one.terminals = end.terminals;
    one.foreground = end.ended === true ? [hop] : [];
    one.foregroundEnded = 'yes';
    one.status = end.failed && end.status === 'unknown' ? 1 : end.status;
    one.flow = end.failed ? 'exit' : 'replaced';
    if (one.output !== null) one.output += end.output ?? '';
    return one;
  });
}

function passedBy(ends: readonly Ended[]): Set<string> {
  const going = ends.filter(({ failed }) => !failed);
  const sets = (going.length > 0 ? going : ends).map(({ passed }) => passed);
  const [first] = sets;
  return first ? new Set(sets.reduce<ReadonlySet<string>>((a, b) => common(a, b), first)) : new Set();
}
