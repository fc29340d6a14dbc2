import { isKnown, type Text } from '../text.ts';
import { type Changes, type Launch, type Launcher, operandsAt } from './launcher.ts';

/** Programs that do something and then become, or start, the program that stands behind their options. */
type Wrapper = Readonly<{
  /** Options that take a value in the next word. */
  values?: string;
  /** Words of its own behind the options, before the program. */
  operands?: number;
  /** The program stands behind the first `--`, wherever that is. */
  dashes?: boolean;
  /** It stays, as the parent of the program. */
  stays?: boolean;
  /** Which operand names the user. */
  user?: number;
  /** Which option names the user. */
  userOption?: RegExp;
  /** A first operand that has to be there: else nothing is started. */
  verb?: RegExp;
}>;

/** Table of protocols §10.4. */
const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  tini: { values: 'p e', stays: true },
  'tini-static': { values: 'p e', stays: true },
  'docker-init': { values: 'p e', stays: true },
  'dumb-init': { values: 'r --rewrite', stays: true },
  catatonit: { stays: true },
  gosu: { operands: 1, user: 0 },
  'su-exec': { operands: 1, user: 0 },
  setpriv: {
    values:
      '--reuid --regid --ruid --euid --rgid --egid --groups --inh-caps --ambient-caps --bounding-set --securebits --pdeathsig --selinux-label --apparmor-profile --ptracer --landlock-access --landlock-rule --seccomp-filter',
    userOption: /^--(?:reuid|euid)(?:=(.*))?$/s,
  },
  doas: { values: 'u C a', userOption: /^-u(.*)$/s, stays: true },
  nice: { values: 'n --adjustment' },
  ionice: { values: 'c n --class --classdata' },
  nohup: {},
  setsid: {},
  stdbuf: { values: 'i o e --input --output --error' },
  timeout: { values: 's k --signal --kill-after', operands: 1, stays: true },
  taskset: { operands: 1 },
  numactl: { values: 'm N C p l i' },
  chrt: { operands: 1 },
  unshare: {},
  prlimit: {},
  'dbus-run-session': { stays: true },
  time: { values: 'f o', stays: true },
  strace: { values: 'e o s p u a', stays: true },
  'xvfb-run': { values: 'e f n p s w', stays: true },
  's6-setuidgid': { operands: 1, user: 0 },
  's6-applyuidgid': { values: 'u g G' },
  's6-envdir': { operands: 1 },
  's6-envuidgid': { operands: 1 },
  's6-notifyoncheck': { values: 'd 3 s T t w n c' },
  's6-fdholder-daemon': {},
  envdir: { operands: 1 },
  chpst: { values: 'u U b e m d o p f c r t / n l L', userOption: /^-u(.*)$/s },
  softlimit: { values: 'm d s l a o p f c r t' },
  setuidgid: { operands: 1, user: 0 },
  'with-contenv': {},
  'wait-for-it.sh': { dashes: true, stays: false },
  'wait-for-it': { dashes: true },
  'wait-for': { dashes: true },
  dockerize: {
    values: '-wait -timeout -template -stdout -stderr -wait-retry-interval -delims -wait-http-header',
    stays: true,
  },
  'ddtrace-run': {},
  'opentelemetry-instrument': {
    values:
      '--traces_exporter --metrics_exporter --logs_exporter --service_name --exporter_otlp_endpoint --id_generator',
  },
  'newrelic-admin': { operands: 1, verb: /^run-program$/ },
  chamber: { dashes: true, verb: /^exec$/ },
  doppler: { dashes: true, verb: /^run$/ },
  'vault-env': {},
  'aws-lambda-rie': { stays: true },
  catchsegv: { stays: true },
  faketime: { values: 'f', operands: 1 },
  valgrind: { stays: true },
  'exec-with-env': {},
  pidproxy: { operands: 1, stays: true },
  authbind: {},
  cpulimit: { values: 'l', stays: true },
};

/** By the name of the program's file, where it is called by another one. */
export function wrapperNamed(name: string): Launcher | undefined {
  const rule = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  return rule && (({ argv }) => strip(rule, argv));
}

function strip(rule: Wrapper, argv: readonly Text[]): Launch {
  const { values = '', operands = 0, dashes, stays, user, userOption, verb } = rule;
  const first = operandsAt(argv, values);
  if (verb && !verb.test(argv[first] ?? '')) return { do: 'nothing' };
  const dash = argv.indexOf('--');
  if (dashes && dash < 0) return { do: 'nothing' };
  const at = dashes ? dash + 1 : operandsAt(argv, '', first + operands);
  const next = argv.slice(dashes ? at : operands > 0 ? first + operands : first);
  const behind = next[0] === '--' ? next.slice(1) : next;
  if (behind.length === 0) return { do: 'nothing' };
  const named = user === undefined ? userOption && optionValue(argv.slice(1, first), userOption) : argv[first + user];
  const changes: Changes = named === undefined ? {} : { user: named };
  return { do: stays ? 'child' : 'chain', argv: behind, changes };
}

/** Value of an option that stands in its word, or in the next. */
function optionValue(words: readonly Text[], option: RegExp): Text | undefined {
  for (const [i, word] of words.entries()) {
    const found = option.exec(word);
    if (found) return found[1] === undefined || found[1] === '' ? words[i + 1] : found[1];
  }
  return undefined;
}

/** `env` (GNU coreutils). */
export const env: Launcher = ({ argv }) => {
  let words = argv.slice(1);
  let cleared = false;
  let cwd: Text | undefined;
  const unset: Text[] = [];
  while (words[0]?.startsWith('-')) {
    const word = words[0];
    words = words.slice(1);
    if (word === '--') break;
    const split = /^(?:-v?S|--split-string=)([\s\S]*)$/.exec(word);
    if (split || word === '--split-string') {
      const text = split?.[1] === '' || !split ? (words.shift() ?? '') : (split[1] ?? '');
      words = [...splitString(text), ...words];
    } else if (word === '-i' || word === '-' || word === '--ignore-environment') cleared = true;
    else if (word === '-u' || word === '--unset') unset.push(words.shift() ?? '');
    else if (word === '-C' || word === '--chdir') cwd = words.shift();
    else if (word.startsWith('-u')) unset.push(word.slice(2));
    else if (word.startsWith('--chdir=')) cwd = word.slice('--chdir='.length);
  }
  const variables = new Map<string, Text>();
  while (words[0] !== undefined && /^[^=]+=/.test(words[0])) {
    const word = words.shift() ?? '';
    const at = word.indexOf('=');
    if (isKnown(word.slice(0, at))) variables.set(word.slice(0, at), word.slice(at + 1));
  }
  if (words.length === 0) return { do: 'nothing' };
  return {
    do: 'chain',
    argv: words,
    changes: { env: variables, cleared, unset, ...(cwd === undefined ? {} : { cwd }) },
  };
};

/** Words of `env -S`: split at white space, quotes taken off. */
function splitString(text: Text): Text[] {
  const words = text.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, a?: string, b?: string) => a ?? b ?? ''));
}

/** `su` and `runuser` (util-linux). */
export const su: Launcher = ({ argv, env: variables }) => {
  const name = (argv[0] ?? '').replace(/^.*\//, '');
  const words = argv.slice(1);
  let line: Text | undefined;
  let user: Text | undefined;
  let shell: Text | undefined;
  let login = false;
  let byOption = false;
  const rest: Text[] = [];
  while (words.length > 0) {
    const word = words.shift() ?? '';
    const long = /^--(command|session-command|shell|user|group)=([\s\S]*)$/.exec(word);
    if (word === '--') {
      rest.push(...words.splice(0));
    } else if (long) {
      if (long[1] === 'command' || long[1] === 'session-command') line = long[2];
      else if (long[1] === 'shell') shell = long[2];
      else if (long[1] === 'user') [user, byOption] = [long[2], true];
    } else if (/^(-c|--command|--session-command)$/.test(word)) line = words.shift();
    else if (/^(-s|--shell)$/.test(word)) shell = words.shift();
    else if (name === 'runuser' && /^(-u|--user)$/.test(word)) [user, byOption] = [words.shift(), true];
    else if (/^(-g|-G|-w|--group|--supp-group|--whitelist-environment)$/.test(word)) words.shift();
    else if (/^(-|-l|--login)$/.test(word)) login = true;
    else if (word.startsWith('-') && rest.length === 0) continue;
    else if (byOption) {
      rest.push(word, ...words.splice(0));
    } else if (user === undefined) user = word;
    else rest.push(word);
  }
  const changes: Changes = { user: user ?? 'root', ...(login ? { cleared: true, env: kept(variables) } : {}) };
  if (byOption) return rest.length === 0 ? { do: 'nothing' } : { do: 'chain', argv: rest, changes };
  const program = shell ?? '/bin/sh';
  if (line === undefined) return { do: 'child', argv: [program, ...rest], changes };
  return { do: 'child', argv: [program, '-c', line, ...rest], changes };
};

/** A login keeps little. */
function kept(variables: ReadonlyMap<string, Text>): ReadonlyMap<string, Text> {
  return new Map([...variables].filter(([name]) => name === 'TERM'));
}

export const sudo: Launcher = ({ argv }) => {
  const at = operandsAt(argv, 'u g C h p r t T U D R --user --group --chdir --host --prompt');
  const user = optionValue(argv.slice(1, at), /^(?:-[EHn]*u|--user=?)(.*)$/s) ?? 'root';
  const variables = new Map<string, Text>();
  let first = at;
  while (/^[A-Za-z_][A-Za-z0-9_]*=/.test(argv[first] ?? '')) {
    const [name = '', ...value] = (argv[first] ?? '').split('=');
    variables.set(name, value.join('='));
    first += 1;
  }
  const behind = argv.slice(first);
  if (behind.length === 0) return { do: 'nothing' };
  return { do: 'child', argv: behind, changes: { user, env: variables } };
};

/** `start-stop-daemon --start --exec P -- ARGS` (dpkg). */
export const startStopDaemon: Launcher = ({ argv }) => {
  if (!argv.some((word) => word === '--start' || /^-[a-zA-Z]*S/.test(word))) return { do: 'nothing' };
  const dash = argv.indexOf('--');
  const own = argv.slice(1, dash < 0 ? undefined : dash);
  const program =
    optionValue(own, /^(?:-[a-zA-Z]*[ax]|--(?:exec|startas)=?)()$/s) ?? optionValue(own, /^--(?:exec|startas)=(.*)$/s);
  const user = optionValue(own, /^(?:-c|--chuid)=?(.*)$/s);
  if (program === undefined) return { do: 'nothing' };
  return {
    do: 'chain',
    argv: [program, ...(dash < 0 ? [] : argv.slice(dash + 1))],
    ...(user === undefined ? {} : { changes: { user } }),
  };
};

/** `flock FILE CMD…`, `flock FILE -c LINE` (util-linux). */
export const flock: Launcher = ({ argv }) => {
  const at = operandsAt(argv, 'w E --timeout --conflict-exit-code') + 1;
  const behind = argv.slice(at);
  if (behind.length === 0) return { do: 'nothing' };
  return behind[0] === '-c' ? { do: 'child', argv: ['/bin/sh', ...behind] } : { do: 'child', argv: behind };
};

/** The dynamic linker as a program (ld.so(8)). */
export const dynamicLinker: Launcher = ({ argv }) => {
  const at = operandsAt(
    argv,
    '--library-path --preload --argv0 --inhibit-rpath --audit --glibc-hwcaps-prepend --glibc-hwcaps-mask',
  );
  return at >= argv.length || argv.includes('--list') ? { do: 'nothing' } : { do: 'chain', argv: argv.slice(at) };
};

/** busybox, toybox and coreutils: the applet is the first argument, or `argv[0]`. */
export const multiCall: Launcher = ({ argv }) => {
  const called = (argv[0] ?? '').replace(/^.*\//, '');
  if (called.startsWith('coreutils')) {
    const option = /^--coreutils-prog(?:-shebang)?=(.*)$/s.exec(argv[1] ?? '');
    return option
      ? { do: 'chain', argv: [option[1] ?? '', ...argv.slice(option[0].includes('shebang') ? 3 : 2)] }
      : undefined;
  }
  return undefined;
};
