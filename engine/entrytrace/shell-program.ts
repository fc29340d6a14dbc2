import type { List } from '#engine/formats/shell/ast.ts';
import { printPath } from '#shared/model/root-path.ts';
import { type Ended, type Process, runs, type StartProgram } from './process.ts';
import { contentOf, see } from './shell/files.ts';
import { Interpreter } from './shell/interpreter.ts';
import type { Frame } from './shell/machine.ts';
import { restoreMarks } from './shell/marks.ts';
import { commonFiles } from './shell/files.ts';
import { State } from './shell/state.ts';
import { isKnown, type Text } from './text.ts';
import type { World } from './world.ts';

/** Names of shells, by what their file is called. */
export const SHELLS = new Set(['sh', 'dash', 'bash', 'ash', 'ksh', 'mksh', 'lksh', 'ksh93', 'yash', 'zsh', 'posh']);

/** What a shell was told to do (POSIX.1-2024, sh). */
type Invocation = Readonly<{
  line?: Text;
  script?: Text;
  name: Text;
  args: readonly Text[];
  options: readonly string[];
}>;

/** Follows a shell. @param name which shell it is */
export function startShell(world: World, process: Process, hop: string, name: string, start: StartProgram): Ended[] {
  const { line, script, name: zero, args, options } = readArguments(process);
  const bash = name !== 'sh' && /bash|ksh|zsh/.test(name);
  const interpreter = new Interpreter(
    world,
    process.user,
    bash,
    { ids: process.around, captured: process.captured },
    start,
  );
  const state = initialState(process, zero, args, options);
  let text: Text | undefined;
  let frame: Frame = { hop, file: null, source: zero, depth: process.depth };
  if (line !== undefined) {
    text = restoreMarks(line);
    // A line stands where the command stands that has it.
    frame = { ...frame, file: process.said.file, ...(process.said.at ? { at: process.said.at } : {}) };
  } else if (script === undefined) {
    // Commands come from standard input: a here-document, or a terminal.
    text = process.input !== null && isKnown(process.input) ? process.input : undefined;
    if (text === undefined) return runs(hop);
    frame = { ...frame, file: process.said.file, ...(process.said.at ? { at: process.said.at } : {}) };
  } else {
    if (!isKnown(script)) {
      world.book.note('DynamicEnvironmentReference', `runs ${world.unknowns.print(script)}`, hop, process.said);
      return runs(hop);
    }
    const machine = interpreter;
    const seen = see(machine, script, state);
    if (seen.kind === 'absent') {
      world.book.note('MissingFile', `script ${printPath(script)} is not in the image`, hop, process.said);
      return [{ passed: new Set(), terminals: [], status: 127, failed: true, output: '' }];
    }
    text = contentOf(machine, script, state);
    if (text === undefined) {
      const unread = seen.kind === 'unknown' && seen.unread;
      const reason = unread
        ? 'LayerNotRead'
        : seen.kind === 'image'
          ? 'ScriptNotParsed'
          : 'DynamicEnvironmentReference';
      const detail = `${unread ? 'there is no' : 'cannot read'} ${printPath(script)}`;
      world.book.note(reason, detail, hop, process.said);
      return runs(hop);
    }
    frame = {
      ...frame,
      file: printPath(seen.kind === 'image' ? seen.node.path : script.replace(/^\//, '')),
      source: script,
    };
  }
  const parsed = world.parse(text);
  for (const { message, at } of parsed.problems.slice(0, 1))
    world.book.note('ScriptNotParsed', message, hop, { file: frame.file, at: frame.at ?? at });
  if (parsed.commands.length === 0 && parsed.problems.length > 0) return runs(hop);
  return run(interpreter, parsed.commands, state, frame);
}

function run(interpreter: Interpreter, commands: List, state: State, frame: Frame): Ended[] {
  const { unknowns } = interpreter.world;
  const ends = interpreter.list(commands, state, frame).flatMap((one) => exitTrap(interpreter, one, frame));
  return joinEnds(
    ends.flatMap((one) =>
      programsLeft(one).map((terminals): Ended => ({
        passed: one.passed,
        terminals,
        status: one.status,
        failed: one.failed,
        ended: terminals.length === 0 && one.foreground.length > 0,
        output: one.output ?? '',
        files: one.files,
      })),
    ),
    () => unknowns.mark('DynamicEnvironmentReference', '(output)'),
  );
}

/** What runs when nothing more is started, as far as that is known: one list for each answer. */
function programsLeft({ flow, terminals, foreground, foregroundEnded }: State): (readonly string[])[] {
  if (flow === 'replaced') return [terminals];
  if (flow === 'endless' || foregroundEnded === 'no') return [foreground];
  return foregroundEnded === 'maybe' ? [foreground, []] : [[]];
}

/** `trap … EXIT`: runs when the shell ends, not when it is replaced. */
function exitTrap(interpreter: Interpreter, state: State, frame: Frame): State[] {
  const { exitTrap, status, flow, foreground, foregroundEnded } = state;
  if (exitTrap === null || flow === 'replaced' || flow === 'endless') return [state];
  state.exitTrap = null;
  state.flow = 'next';
  const { commands } = interpreter.world.parse(restoreMarks(exitTrap));
  return interpreter.list(commands, state, { ...frame, tested: true }).map((one) => {
    if (one.flow === 'next') one.status = status;
    one.flow = one.flow === 'replaced' ? one.flow : 'exit';
    one.foreground = foreground;
    one.foregroundEnded = foregroundEnded;
    return one;
  });
}

/** Ends that differ in nothing but what they passed on the way are one. */
function joinEnds(ends: readonly Ended[], unknown: () => Text): Ended[] {
  const groups = Map.groupBy(ends, ({ terminals, failed, status, ended }) =>
    JSON.stringify([terminals, failed, status, ended]),
  );
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map((first): Ended => {
      const passed = group.map((one) => one.passed).reduce((a, b) => new Set([...a].filter((hop) => b.has(hop))));
      const same = group.every(({ output }) => output === first.output);
      return { ...first, passed, output: same ? first.output : unknown(), files: commonFiles(group) };
    }),
  );
}

function readArguments({ argv, called }: Process): Invocation {
  const rest = argv.slice(1);
  const options: string[] = [];
  let hasLine = false;
  while (rest[0] !== undefined && /^[-+]./.test(rest[0])) {
    const option = rest.shift() ?? '';
    if (option === '--') break;
    if (option.startsWith('--')) {
      if (option === '--rcfile' || option === '--init-file') rest.shift();
      continue;
    }
    for (const letter of option.slice(1)) {
      if (letter === 'c') hasLine = true;
      else if (letter === 'o' || letter === 'O') options.push(rest.shift() ?? '');
      else options.push(letter);
    }
  }
  if (rest[0] === '-' || rest[0] === '--') rest.shift();
  if (hasLine) {
    const [line = '', name = argv[0] ?? called, ...args] = rest;
    return { line, name, args, options };
  }
  if (options.includes('s') || rest.length === 0) return { name: argv[0] ?? called, args: rest, options };
  const [script = '', ...args] = rest;
  return { script, name: script, args, options };
}

function initialState(process: Process, name: Text, args: readonly Text[], options: readonly string[]): State {
  const state = new State();
  for (const [variable, value] of process.env)
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) state.set(variable, value, { exported: true });
  const long: Readonly<Record<string, string>> = { errexit: 'e', nounset: 'u', noglob: 'f', allexport: 'a' };
  for (const option of options) state.options.add(long[option] ?? option);
  state.set('PWD', process.cwd, { exported: true });
  state.name = name;
  state.positional = args;
  state.cwd = process.cwd;
  state.files = new Map(process.files);
  state.input = process.input;
  state.output = process.captured ? '' : null;
  return state;
}
