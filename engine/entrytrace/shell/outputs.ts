import { limits } from '#engine/bytes/limits.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { isKnown, type Text } from '../text.ts';
import { cleanPath } from '../world.ts';
import { contentOf, see } from './files.ts';
import type { Machine } from './machine.ts';
import { matches, readPattern } from './pattern.ts';
import type { State } from './state.ts';

/** What a program prints and how it ends. null: not known. */
export type Printed = Readonly<{ text: Text; status: number | 'unknown' }>;

type Printer = (args: readonly Text[], state: State, machine: Machine) => Printed | null;

const done = (text: Text, status: number | 'unknown' = 0): Printed => ({ text, status });
const lines = (list: readonly string[]): string => list.map((line) => `${line}\n`).join('');
const operands = (args: readonly Text[]): Text[] => args.filter((arg) => !arg.startsWith('-') || arg === '-');
const flags = (args: readonly Text[]): string => args.filter((arg) => /^-[^-]/.test(arg)).join('');

/**
 * Programs whose output follows from their arguments, their input and the image. They are told what they print from what their
 * manuals say; none is run.
 */
export const PRINTERS: Readonly<Record<string, Printer>> = {
  echo: (args, _, machine) => {
    let rest = [...args];
    let feed = true;
    let escapes = !machine.bash;
    while (rest[0] !== undefined && (machine.bash ? /^-[neE]+$/ : /^-n$/).test(rest[0])) {
      if (rest[0].includes('n')) feed = false;
      if (rest[0].includes('e')) escapes = true;
      rest = rest.slice(1);
    }
    const text = rest.join(' ');
    return done((escapes ? unescapeText(text) : text) + (feed ? '\n' : ''));
  },
  printf: (args) => {
    const [format, ...rest] = args[0] === '--' ? args.slice(1) : args;
    if (format === undefined || format.startsWith('-') || !isKnown(format)) return null;
    const text = formatted(format, rest);
    return text === undefined ? null : done(text);
  },
  true: () => done(''),
  false: () => done('', 1),
  basename: ([path = '', suffix]) => {
    if (!isKnown(path) || path.startsWith('-') || (suffix !== undefined && !isKnown(suffix))) return null;
    const name = /([^/]*)\/*$/.exec(path)?.[1] ?? '';
    const base = name === '' && path !== '' ? '/' : name;
    return done(
      `${suffix !== undefined && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base}\n`,
    );
  },
  dirname: ([path = '']) => {
    if (!isKnown(path) || path.startsWith('-')) return null;
    const trimmed = path.replace(/(?!^)\/+$/, '');
    const slash = trimmed.lastIndexOf('/');
    return done(`${slash < 0 ? '.' : trimmed.slice(0, slash).replace(/\/+$/, '') || '/'}\n`);
  },
  readlink: (args, state, machine) => {
    const path = operands(args)[0];
    if (path === undefined || !isKnown(path) || !isKnown(state.cwd) || see(machine, path, state).kind === 'unknown')
      return null;
    if (/[fem]/.test(flags(args)) || args.includes('--canonicalize')) return realPath(machine, path, state);
    const node = machine.world.findLink(path, state.cwd);
    return node?.type === 'symlink' ? done(`${node.linkTarget ?? ''}\n`) : done('', 1);
  },
  realpath: (args, state, machine) => {
    const path = operands(args)[0];
    return path === undefined || !isKnown(path) || args.some((arg) => arg.startsWith('--rel'))
      ? null
      : realPath(machine, path, state);
  },
  cat: (args, state, machine) => {
    if (args.length === 0) return state.input === null ? null : done(state.input);
    const texts = operands(args).map((path) => (path === '-' ? state.input : contentOf(machine, path, state)));
    if (args.some((arg) => arg.startsWith('-') && arg !== '-')) return null;
    if (operands(args).some((path) => see(machine, path, state).kind === 'absent' && path !== '-')) return done('', 1);
    return texts.every((text) => typeof text === 'string') ? done(texts.join('')) : null;
  },
  id: (args, _, machine) => {
    const { user, world } = machine;
    if (operands(args).length > 0) {
      const row = world.accounts.users.find(({ name }) => name === operands(args)[0]);
      if (!row) return isKnown(operands(args)[0] ?? '') ? done('', 1) : null;
      return /u/.test(flags(args)) && !/n/.test(flags(args))
        ? done(`${row.uid}\n`)
        : /g/.test(flags(args)) && !/n/.test(flags(args))
          ? done(`${row.gid}\n`)
          : null;
    }
    const named = /n/.test(flags(args)) || args.includes('--name');
    if (/u/.test(flags(args)) || args.includes('--user'))
      return named
        ? user.name === null
          ? null
          : done(`${user.name}\n`)
        : user.uid === null
          ? null
          : done(`${user.uid}\n`);
    if ((/g/.test(flags(args)) || args.includes('--group')) && !named && !/G/.test(flags(args)))
      return user.gid === null ? null : done(`${user.gid}\n`);
    return null;
  },
  whoami: (_, __, { user }) => (user.name === null ? null : done(`${user.name}\n`)),
  pwd: (_, state) => done(`${state.cwd}\n`),
  uname: (args) => (args.length === 0 || args[0] === '-s' ? done('Linux\n') : null),
  sort: (args, state) => {
    if (state.input === null || !isKnown(state.input) || operands(args).length > 0) return null;
    const list = state.input.split('\n').filter((line, i, all) => line !== '' || i < all.length - 1);
    if (/[^-uVrsC]/.test(flags(args)) || args.some((arg) => arg.startsWith('--'))) return null;
    const sorted = /V/.test(flags(args)) ? [...list].sort(byVersion) : [...list].sort();
    if (/r/.test(flags(args))) sorted.reverse();
    return done(lines(/u/.test(flags(args)) ? [...new Set(sorted)] : sorted));
  },
  grep: (args, state, machine) => {
    const [pattern, ...files] = operands(args);
    if (
      pattern === undefined ||
      !isKnown(pattern) ||
      /[^-qEFvisxzn]/.test(flags(args)) ||
      /[*+{(\\|$^.[\]?]/.test(pattern)
    )
      return null;
    const text =
      files.length === 0 ? state.input : files.length === 1 ? contentOf(machine, files[0] ?? '', state) : undefined;
    if (typeof text !== 'string') return null;
    if (!isKnown(text) || /[zni]/.test(flags(args))) return null;
    const found = text
      .split('\n')
      .filter(
        (line, i, all) =>
          (line !== '' || i < all.length - 1) &&
          (/x/.test(flags(args)) ? line === pattern : line.includes(pattern)) !== /v/.test(flags(args)),
      );
    return done(/q/.test(flags(args)) ? '' : lines(found), found.length > 0 ? 0 : 1);
  },
  tr: (args, state) => {
    if (state.input === null || !isKnown(state.input) || args.some((arg) => !isKnown(arg))) return null;
    const [from = '', to = ''] = operands(args);
    if (/[^-d]/.test(flags(args)) || from.length > 64) return null;
    const sets: Readonly<Record<string, RegExp>> = {
      '[:upper:]': /[A-Z]/g,
      'A-Z': /[A-Z]/g,
      '[:lower:]': /[a-z]/g,
      'a-z': /[a-z]/g,
    };
    const set = sets[from];
    if (set && sets[to])
      return done(
        state.input.replaceAll(set, (char) => (/upper|A-Z/.test(from) ? char.toLowerCase() : char.toUpperCase())),
      );
    const plain = (one: string): string => one.replaceAll(String.raw`\n`, '\n');
    if (/[-[]/.test(from) || /[-[]/.test(to)) return null;
    return done(
      state.input
        .split('')
        .map((char) => {
          const at = plain(from).indexOf(char);
          if (at < 0) return char;
          return args.includes('-d') ? '' : (plain(to)[Math.min(at, plain(to).length - 1)] ?? char);
        })
        .join(''),
    );
  },
  cut: (args, state) => {
    let separator: string | undefined = '\t';
    let field: string | undefined;
    for (let i = 0; i < args.length; i++) {
      const option = /^-([df])(.*)$/s.exec(args[i] ?? '');
      if (!option) return null;
      const value = option[2] === '' ? args[++i] : option[2];
      if (option[1] === 'd') separator = value;
      else field = value;
    }
    if (separator?.length !== 1 || !/^[1-9]\d?$/.test(field ?? '') || state.input === null || !isKnown(state.input))
      return null;
    const by = separator;
    const cut = (line: string): string => (line.includes(by) ? (line.split(by)[Number(field) - 1] ?? '') : line);
    return done(lines(state.input.replace(/\n$/, '').split('\n').map(cut)));
  },
  head: (args, state) => heads(args, state, (list, count) => list.slice(0, count)),
  tail: (args, state) => heads(args, state, (list, count) => list.slice(-count)),
  wc: (args, state) =>
    args.join(' ') === '-l' && state.input !== null && isKnown(state.input)
      ? done(`${state.input.split('\n').length - 1}\n`)
      : null,
  seq: (args) => {
    const [a, b] = args.map(Number);
    if (args.length === 0 || args.length > 2 || args.some((arg) => !/^\d{1,6}$/.test(arg))) return null;
    const [from, to] = b === undefined ? [1, a ?? 0] : [a ?? 0, b];
    return to - from > limits.traceLoopTurns
      ? null
      : done(lines(Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => String(from + i))));
  },
  ls: (args, state, machine) => {
    const paths = operands(args);
    if (/[^-A1]/.test(flags(args)) || paths.length > 1) return null;
    const seen = see(machine, paths[0] ?? '.', state);
    if (seen.kind === 'absent') return done('', 2);
    if (seen.kind !== 'image' || touched(paths[0] ?? '.', state)) return null;
    if (seen.node.type !== 'dir') return done(`${paths[0]}\n`);
    return done(
      lines(machine.world.tree.list(seen.node.path).filter((name) => /A/.test(flags(args)) || !name.startsWith('.'))),
    );
  },
  find: (args, state, machine) => find(args, state, machine),
};

function realPath(machine: Machine, path: string, state: State): Printed | null {
  const seen = see(machine, path, state);
  if (seen.kind === 'unknown') return null;
  if (seen.kind === 'image') return done(`/${seen.node.path}\n`);
  const clean = cleanPath(path, state.cwd);
  const above = machine.world.find(clean.replace(/\/[^/]*$/, '') || '/', '/');
  return above ? done(`/${above.path}/${clean.replace(/^.*\//, '')}\n`) : done(`${clean}\n`);
}

function heads(args: readonly Text[], state: State, take: (list: string[], count: number) => string[]): Printed | null {
  const count = /^(?:-n ?)?-?(\d{1,4})$/.exec(args.join(' '))?.[1];
  if ((args.length > 0 && count === undefined) || state.input === null || !isKnown(state.input)) return null;
  const list = state.input.split('\n');
  if (list.at(-1) === '') list.pop();
  return done(lines(take(list, Number(count ?? 10))));
}

/** `find DIR… [-mindepth N] [-maxdepth N] [-follow] [-type T] [-name P] [-print|-print0]`; anything else is not known. */
function find(args: readonly Text[], state: State, machine: Machine): Printed | null {
  if (args.some((arg) => !isKnown(arg))) return null;
  const at = args.findIndex((arg) => arg.startsWith('-') && !/^-[LHP]$/.test(arg));
  const roots = (at < 0 ? args : args.slice(0, at)).filter((arg) => !/^-[LHP]$/.test(arg));
  let [least, most] = [0, 64];
  let once = false;
  let end = '\n';
  const tests: ((node: TreeNode, name: string) => boolean)[] = [];
  for (let i = at < 0 ? args.length : at; i < args.length; i++) {
    const value = args[i + 1] ?? '';
    const option = args[i];
    if (option === '-follow' || option === '-print') continue;
    if (option === '-quit') {
      once = true;
      continue;
    }
    if (option === '-print0') {
      end = '\0';
      continue;
    }
    i += 1;
    if (option === '-mindepth') least = Number(value);
    else if (option === '-maxdepth') most = Number(value);
    else if (option === '-type' && /^[fdl]$/.test(value)) {
      const type = { f: 'file', d: 'dir', l: 'symlink' }[value];
      tests.push((node) => node.type === type);
    } else if (option === '-name') {
      const pattern = readPattern([{ text: value, quoted: false }]);
      if (!pattern) return null;
      tests.push((_, name) => matches(pattern, name) === true);
    } else return null;
  }
  let text = '';
  let status = 0;
  const walk = (path: string, depth: number): void => {
    const node =
      args.includes('-follow') || args.includes('-L')
        ? machine.world.find(path, state.cwd)
        : machine.world.findLink(path, state.cwd);
    if (!node || text.length > limits.traceTextBytes || (once && text !== '')) return;
    if (depth >= least && tests.every((test) => test(node, path.replace(/^.*\//, '')))) text += path + end;
    if (node.type !== 'dir' || depth >= most) return;
    for (const name of machine.world.tree.list(node.path)) walk(`${path.replace(/\/$/, '')}/${name}`, depth + 1);
  };
  for (const root of roots.length === 0 ? ['.'] : roots) {
    const seen = see(machine, root, state);
    if (seen.kind === 'unknown' || seen.kind === 'made' || touched(root, state)) return null;
    if (seen.kind === 'absent') status = 1;
    else walk(root, 0);
  }
  return done(text, status);
}

/** Did the script change something below this folder? */
function touched(path: string, state: State): boolean {
  const clean = cleanPath(path, state.cwd);
  return [...state.files.keys()].some((one) => one.startsWith(`${clean}/`));
}

/** `sort -V`: runs of digits compare as numbers. */
function byVersion(a: string, b: string): number {
  const [x, y] = [a, b].map((one) => one.match(/\d+|\D+/g) ?? []);
  for (let i = 0; i < Math.max(x?.length ?? 0, y?.length ?? 0); i++) {
    const [one = '', two = ''] = [x?.[i], y?.[i]];
    const numbers = /^\d/.test(one) && /^\d/.test(two) ? Number(one) - Number(two) : 0;
    if (numbers !== 0) return numbers;
    if (one !== two && !(/^\d/.test(one) && /^\d/.test(two))) return one < two ? -1 : 1;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function unescapeText(text: Text): Text {
  const named: Readonly<Record<string, string>> = {
    n: '\n',
    t: '\t',
    r: '\r',
    '\\': '\\',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
  };
  return text.replaceAll(/\\([ntr\\abfv])/g, (_, char: string) => named[char] ?? char);
}

/** printf with `%s`, `%d`, `%b`, `%q` and `%%`; the format is used again while there are arguments. */
function formatted(format: string, args: readonly Text[]): Text | undefined {
  const directives = format.match(/%[^%a-zA-Z]*[%a-zA-Z]/g) ?? [];
  if (directives.some((one) => !/^%[sdbiu%]$/.test(one))) return undefined;
  const takes = directives.filter((one) => one !== '%%').length;
  let text = '';
  let next = 0;
  do {
    text += unescapeText(format).replaceAll(/%([sdbiu%])/g, (_, kind: string) => {
      if (kind === '%') return '%';
      const value = args[next++] ?? (kind === 's' || kind === 'b' ? '' : '0');
      return kind === 'b' ? unescapeText(value) : value;
    });
  } while (takes > 0 && next < args.length && text.length < limits.traceTextBytes);
  return text;
}
