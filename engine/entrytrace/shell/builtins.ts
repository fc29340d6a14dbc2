import { limits } from '#engine/bytes/limits.ts';
import { printPath } from '#shared/model/root-path.ts';
import { findProgram } from '../process.ts';
import { isKnown, knownStart, type Text } from '../text.ts';
import { cleanPath } from '../world.ts';
import { testWords } from './conditions.ts';
import { doubted } from './doubt.ts';
import { contentOf, see } from './files.ts';
import { waitedFor } from './foreground.ts';
import type { Call, Frame, Runner } from './machine.ts';
import { PRINTERS } from './outputs.ts';
import { restoreMarks } from './marks.ts';
import type { State } from './state.ts';

type Builtin = (args: readonly Text[], state: State, runner: Runner, frame: Frame, call: Call) => State[];

/** POSIX's own, and those that dash and ash have too. */
const COMMON = new Set(
  '. : [ alias bg break cd command continue echo eval exec exit export false fg getopts hash jobs kill local printf pwd read readonly return set shift test times trap true type ulimit umask unalias unset wait'.split(
    ' ',
  ),
);

export function isBuiltin(name: string, bash: boolean): boolean {
  return Object.hasOwn(BUILTINS, name) && (bash || COMMON.has(name));
}

function ends(state: State, status: State['status']): State[] {
  state.status = status;
  return [state];
}

/** After something ran that is not known. */
function open(state: State, runner: Runner): State[] {
  state.status = 'unknown';
  return doubted(state, runner.world.unknowns);
}

/** Is not known which command a text begins with? Unknown parts behind it are taken for words: no part of a shell's grammar. */
function startsOpen(text: Text): boolean {
  return !isKnown(text) && knownStart(text).trim() === '';
}

/** A builtin that nothing here depends on. */
const nothing: Builtin = (_, state) => ends(state, 0);

function printing(name: string): Builtin {
  return (args, state, runner) => {
    const printed = PRINTERS[name]?.(args, state, runner) ?? null;
    state.write(printed?.text ?? runner.world.unknowns.mark('DynamicEnvironmentReference', `$(${name} …)`));
    return ends(state, printed?.status ?? 'unknown');
  };
}

const test: Builtin = (args, state, runner) => {
  const truth = testWords(runner, args, state);
  return ends(state, truth === undefined ? 'unknown' : truth ? 0 : 1);
};

const source: Builtin = (args, state, runner, frame, call) => {
  const [name, ...parameters] = args[0] === '--' ? args.slice(1) : args;
  if (name === undefined) return ends(state, 2);
  const { world } = runner;
  const said = { file: frame.file, at: frame.at ?? call.at };
  if (!isKnown(name) || !isKnown(state.cwd)) {
    runner.note('DynamicEnvironmentReference', `sources ${world.unknowns.print(name)}`, frame, call.at);
    return open(state, runner);
  }
  const path = name.includes('/') ? name : sourcePath(runner, name, state);
  const seen = see(runner, path, state);
  if (seen.kind === 'unknown' && seen.unread) {
    runner.note('LayerNotRead', `sources ${printPath(path)}, which is not in the image`, frame, call.at);
    return open(state, runner);
  }
  if (seen.kind === 'unknown' || (seen.kind === 'made' && seen.content === undefined && path !== '/dev/null')) {
    runner.note(
      'DynamicEnvironmentReference',
      `sources ${printPath(path)}, which is written at run time`,
      frame,
      call.at,
    );
    return open(state, runner);
  }
  const node = seen.kind === 'image' ? seen.node : null;
  const reason = seen.kind === 'absent' ? ('MissingFile' as const) : undefined;
  const hop = world.book.add({
    parent: frame.hop,
    kind: 'source',
    argv: [name, ...parameters],
    node,
    said,
    user: runner.user,
    cwd: state.cwd,
    ...(reason ? { reason } : {}),
  });
  state.passed.add(hop);
  if (reason) {
    runner.note(reason, `sources ${printPath(path)}, which is not in the image`, frame, call.at);
    // A special builtin that fails ends a POSIX shell (§2.8.1).
    if (!runner.bash) state.flow = 'exit';
    return ends(state, 1);
  }
  const text = contentOf(runner, path, state);
  if (text === undefined) {
    runner.note('ScriptNotParsed', `cannot read ${printPath(path)}`, frame, call.at);
    return open(state, runner);
  }
  if (frame.depth >= limits.traceDepth) {
    runner.note(
      'RecursionLimitReached',
      `${printPath(path)} is nested deeper than ${limits.traceDepth}`,
      frame,
      call.at,
    );
    return ends(state, 'unknown');
  }
  if (!isKnown(text))
    runner.note('DynamicEnvironmentReference', `sources ${world.unknowns.print(text)}`, frame, call.at);
  if (startsOpen(text)) return open(state, runner);
  const script = world.parse(restoreMarks(text));
  const file = node ? printPath(node.path) : printPath(path.replace(/^\//, ''));
  const { at: _, ...outer } = frame;
  const inner: Frame = { ...outer, hop, file, source: path, depth: frame.depth + 1, sourced: true };
  for (const { message, at } of script.problems.slice(0, 1))
    world.book.note('ScriptNotParsed', message, hop, { file: inner.file, at });
  const { positional } = state;
  if (parameters.length > 0) state.positional = parameters;
  state.status = 0;
  return runner.list(script.commands, state, inner).map((after) => {
    if (parameters.length > 0) after.positional = positional;
    if (after.flow === 'return') after.flow = 'next';
    return after;
  });
};

function sourcePath(runner: Runner, name: string, state: State): string {
  for (const part of String(state.get('PATH')?.value ?? '').split(':')) {
    const path = `${part || '.'}/${name}`;
    if (isKnown(path) && runner.world.find(path, state.cwd)?.type === 'file') return path;
  }
  return name;
}

const evaluate: Builtin = (args, state, runner, frame, call) => {
  const text = args.join(' ');
  if (!isKnown(text))
    runner.note('DynamicEnvironmentReference', `eval ${runner.world.unknowns.print(text)}`, frame, call.at);
  if (startsOpen(text)) return open(state, runner);
  const script = runner.world.parse(restoreMarks(text));
  for (const { message } of script.problems.slice(0, 1))
    runner.note('ScriptNotParsed', `eval: ${message}`, frame, call.at);
  state.status = 0;
  return runner.list(script.commands, state, { ...frame, at: frame.at ?? call.at, depth: frame.depth + 1 });
};

const exec: Builtin = (args, state, runner, frame, call) => {
  const rest = [...args];
  let name: Text | undefined;
  while (rest[0]?.startsWith('-')) {
    const option = rest.shift();
    if (option === '-a') name = rest.shift();
    if (option === '--') break;
  }
  if (rest.length === 0) {
    // `exec "$@"` of nothing: there is nothing to become.
    if (args.length === 0 && /^exec\s+[^<>\s]/.test(call.text)) {
      state.foreground = [];
      state.foregroundEnded = 'yes';
    }
    return ends(state, 0);
  }
  return runner.external(rest, state, frame, { ...call, kind: 'exec', ...(name === undefined ? {} : { name }) });
};

const command: Builtin = (args, state, runner, frame, call) => {
  const at = args.findIndex((arg) => !/^-[pvV]+$/.test(arg));
  const rest = at < 0 ? [] : args.slice(at);
  if (!args.slice(0, at < 0 ? undefined : at).some((arg) => /v/i.test(arg)))
    return rest.length === 0 ? ends(state, 0) : runner.dispatch(rest, state, frame, call, false);
  return locate(rest, state, runner, true);
};

/** `command -v`, `type` and `hash`. */
function locate(names: readonly Text[], state: State, runner: Runner, print: boolean): State[] {
  let status: State['status'] = 0;
  for (const name of names) {
    if (!isKnown(name)) status = 'unknown';
    else if (state.functions.get(name)?.includes(null) === true) status = 'unknown';
    else if (state.functions.has(name) || runner.isBuiltin(name)) state.write(print ? `${name}\n` : '');
    else {
      const found = findProgram(runner.world, name, state.environment(), state.cwd, runner.user);
      if (found.node && found.unsure !== undefined && print)
        state.write(runner.world.unknowns.mark('DynamicEnvironmentReference', `$(command -v ${name})`));
      else if (found.node) state.write(print ? `${found.called}\n` : '');
      else if (status === 0) status = found.reason === 'DynamicEnvironmentReference' ? 'unknown' : 1;
    }
  }
  return ends(state, status);
}

const change: Builtin = (args, state, runner) => {
  const target =
    args.filter((arg) => !/^-[LPe@]*$/.test(arg) || arg === '-')[0] ?? String(state.get('HOME')?.value ?? '');
  const seen = target === '-' ? { kind: 'unknown' as const } : see(runner, target, state);
  if (seen.kind === 'absent') return ends(state, 1);
  // Perhaps it is not there: then the shell stays where it is.
  const stays = seen.kind === 'unknown' && target !== '-' ? state.clone() : undefined;
  if (stays) stays.status = 1;
  const before = state.cwd;
  if (!isKnown(target) || target === '-') state.cwd = runner.world.unknowns.mark('DynamicEnvironmentReference', '$PWD');
  else state.cwd = cleanPath(target, state.cwd);
  state.set('OLDPWD', before);
  state.set('PWD', state.cwd);
  return [...ends(state, 0), ...(stays ? [stays] : [])];
};

const set: Builtin = (args, state) => {
  const rest = [...args];
  while (rest[0] !== undefined && /^[-+]/.test(rest[0])) {
    const option = rest.shift() ?? '';
    if (option === '--' || option === '-') {
      state.positional = rest;
      return ends(state, 0);
    }
    const on = option.startsWith('-');
    for (const letter of option.slice(1)) {
      const long = letter === 'o' ? rest.shift() : undefined;
      const name =
        long === undefined ? letter : ({ errexit: 'e', nounset: 'u', noglob: 'f', allexport: 'a' }[long] ?? long);
      if (on) state.options.add(name);
      else state.options.delete(name);
    }
  }
  if (rest.length > 0) state.positional = rest;
  return ends(state, 0);
};

const read: Builtin = (args, state, runner) => {
  const options = args.filter((arg) => arg.startsWith('-')).join('');
  const names = args.filter((arg, i) => !arg.startsWith('-') && !/^-[a-z]*[tnNupd]$/.test(args[i - 1] ?? ''));
  const variables = names.length === 0 ? ['REPLY'] : names;
  if (state.input === null || !isKnown(state.input) || /[aN]/.test(options)) {
    for (const name of variables)
      if (isKnown(name))
        state.set(
          name,
          /a/.test(options)
            ? [runner.world.unknowns.manyOf('DynamicEnvironmentReference', `\${${name}[@]}`)]
            : runner.world.unknowns.mark('DynamicEnvironmentReference', `$${name}`),
        );
    return variables.every(isKnown) ? ends(state, 'unknown') : open(state, runner);
  }
  const separator = /d/.test(options) ? (args[args.findIndex((arg) => /^-[a-z]*d$/.test(arg)) + 1]?.[0] ?? '\0') : '\n';
  const at = state.input.indexOf(separator);
  const line = at < 0 ? state.input : state.input.slice(0, at);
  state.input = at < 0 ? '' : state.input.slice(at + 1);
  const ifs = state.get('IFS')?.value ?? ' \t\n';
  let left = typeof ifs === 'string' && ifs !== '' ? withoutBlanksAround(line) : line;
  for (const [i, name] of variables.entries()) {
    const cut =
      typeof ifs === 'string' && ifs !== '' && i < variables.length - 1
        ? left.split('').findIndex((char) => ifs.includes(char))
        : -1;
    if (isKnown(name)) state.set(name, cut < 0 ? left : left.slice(0, cut));
    left = cut < 0 ? '' : left.slice(cut + 1).replace(/^[ \t]+/, '');
  }
  state.status = at < 0 ? 1 : 0;
  return variables.every(isKnown) ? [state] : doubted(state, runner.world.unknowns);
};

/** Not by an expression: looking for blanks at the end from each blank on takes the square of a line's length. */
function withoutBlanksAround(line: string): string {
  let to = line.length;
  while (to > 0 && (line[to - 1] === ' ' || line[to - 1] === '\t')) to--;
  return line.slice(0, to).replace(/^[ \t]+/, '');
}

const jump =
  (kind: 'break' | 'continue'): Builtin =>
  ([count = '1'], state) => {
    state.flow = { jump: kind, loops: /^[1-9]\d{0,2}$/.test(count) ? Number(count) : 1 };
    return ends(state, 0);
  };

const leave =
  (flow: 'exit' | 'return'): Builtin =>
  ([code], state) => {
    state.flow = flow;
    if (code !== undefined) state.status = /^\d{1,3}$/.test(code) ? Number(code) & 255 : isKnown(code) ? 2 : 'unknown';
    return [state];
  };

export const BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': nothing,
  true: nothing,
  false: (_, state) => ends(state, 1),
  echo: printing('echo'),
  printf: (args, state, runner, frame, call) => {
    if (args[0] !== '-v') return printing('printf')(args, state, runner, frame, call);
    const printed = PRINTERS['printf']?.(args.slice(2), state, runner) ?? null;
    if (isKnown(args[1] ?? ''))
      state.set(
        args[1] ?? '',
        printed?.text ?? runner.world.unknowns.mark('DynamicEnvironmentReference', `$${args[1]}`),
      );
    state.status = 0;
    return isKnown(args[1] ?? '') ? [state] : doubted(state, runner.world.unknowns);
  },
  pwd: printing('pwd'),
  test,
  '[': (args, state, runner, frame, call) =>
    test(args.at(-1) === ']' ? args.slice(0, -1) : args, state, runner, frame, call),
  '.': source,
  source,
  eval: evaluate,
  exec,
  command,
  builtin: (args, state, runner, frame, call) => runner.dispatch(args, state, frame, call, false),
  type: (args, state, runner) =>
    locate(
      args.filter((arg) => !arg.startsWith('-')),
      state,
      runner,
      args.some((arg) => /^-[pP]/.test(arg)),
    ),
  hash: (args, state, runner) =>
    locate(
      args.filter((arg) => !arg.startsWith('-')),
      state,
      runner,
      false,
    ),
  cd: change,
  pushd: change,
  popd: (_, state, runner) => {
    state.cwd = String(state.get('OLDPWD')?.value ?? runner.world.unknowns.mark('DynamicEnvironmentReference', '$PWD'));
    return ends(state, 0);
  },
  set,
  shift: ([count = '1'], state, runner) => {
    const by = Number(count);
    const { unknowns } = runner.world;
    if (!isKnown(count) || state.positional.slice(0, by).some((one) => unknowns.isMany(one))) {
      state.positional = [unknowns.manyOf('DynamicEnvironmentReference', '$@')];
      return ends(state, 'unknown');
    }
    if (!Number.isInteger(by) || by > state.positional.length) return ends(state, 1);
    state.positional = state.positional.slice(by);
    return ends(state, 0);
  },
  unset: (args, state, runner) => {
    for (const name of args.filter((arg) => !arg.startsWith('-'))) {
      if (args[0] === '-f') state.functions.delete(name);
      else state.variables.delete(name);
    }
    state.status = 0;
    return args.every(isKnown) ? [state] : doubted(state, runner.world.unknowns);
  },
  read,
  mapfile: ([...args], state, runner) => {
    const name = args.filter((arg) => !arg.startsWith('-')).at(-1) ?? 'MAPFILE';
    const list = state.input === null || !isKnown(state.input) ? undefined : state.input.replace(/\n$/, '').split('\n');
    state.set(name, list ?? [runner.world.unknowns.manyOf('DynamicEnvironmentReference', `\${${name}[@]}`)]);
    return ends(state, 0);
  },
  break: jump('break'),
  continue: jump('continue'),
  exit: leave('exit'),
  return: leave('return'),
  trap: (args, state) => {
    const [action, ...signals] = args.filter((arg) => arg !== '--');
    if (action !== undefined && signals.some((signal) => signal === 'EXIT' || signal === '0'))
      state.exitTrap = action === '-' || action === '' ? null : action;
    return ends(state, 0);
  },
  wait: (_, state) => {
    if (state.background.length > 0) waitedFor(state, state.background, 'no');
    return ends(state, 'unknown');
  },
  getopts: ([, name], state, runner) => {
    for (const variable of [name ?? '', 'OPTARG', 'OPTIND'])
      if (isKnown(variable) && variable !== '')
        state.set(variable, runner.world.unknowns.mark('UnsupportedConstruct', `$${variable}`));
    return ends(state, state.positional.length === 0 ? 1 : 'unknown');
  },
  shopt: (args, state) => {
    for (const name of args.filter((arg) => !arg.startsWith('-'))) {
      if (args[0]?.includes('s')) state.options.add(name);
      else if (args[0]?.includes('u')) state.options.delete(name);
    }
    return ends(state, args[0]?.startsWith('-') === true ? 0 : 'unknown');
  },
  let: (args, state, runner) => {
    for (const [, before, after] of args
      .join(' ')
      .matchAll(/(?:\+\+|--)([A-Za-z_]\w*)|([A-Za-z_]\w*)(?:\[[^\]]*\])?(?:\+\+|--|(?:[-+*/%&|^]|<<|>>)?=(?!=))/g)) {
      const name = before ?? after ?? '';
      state.set(name, runner.world.unknowns.mark('DynamicEnvironmentReference', `$((${name}))`));
    }
    state.status = 'unknown';
    return args.every(isKnown) ? [state] : doubted(state, runner.world.unknowns);
  },
  kill: (_, state) => ends(state, 'unknown'),
  // Bash has none in a script (manual §6.6).
  alias: (args, state, runner, frame, call) => {
    if (!runner.bash && args.some((arg) => !isKnown(arg) || arg.includes('=')))
      runner.note(
        'UnsupportedConstruct',
        `alias ${args.map((arg) => runner.world.unknowns.print(arg)).join(' ')}`,
        frame,
        call.at,
      );
    return ends(state, 0);
  },
  unalias: nothing,
  umask: nothing,
  ulimit: nothing,
  times: nothing,
  jobs: nothing,
  fg: nothing,
  bg: nothing,
  disown: nothing,
  enable: nothing,
  caller: nothing,
  logout: leave('exit'),
  // Only their names: their assignments are read before words are expanded.
  export: nothing,
  readonly: nothing,
  local: nothing,
  declare: nothing,
  typeset: nothing,
};
