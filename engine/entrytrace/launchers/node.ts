import { isKnown, type Text } from '../text.ts';
import type { World } from '../world.ts';
import type { Process } from '../process.ts';
import { codeLoad, inputLoad } from './code-load.ts';
import { fileLoad } from './java.ts';
import type { Launch, Launcher, Load, Service } from './launcher.ts';

/** Options of `node` with a value in the next word (nodejs.org/api/cli). */
const VALUES = new Set(
  '-r --require --import --loader --experimental-loader -C --conditions --env-file --input-type --title --icu-data-dir --openssl-config --diagnostic-dir'.split(
    ' ',
  ),
);

export const node: Launcher = (process, world) => {
  const loads: Load[] = [];
  const { argv, env } = process;
  const preload = (module: Text): void => {
    loads.push(
      /^[./]/.test(module)
        ? fileLoad(world, process, 'module', module, 'ModuleNotFound')
        : { what: 'module', argv: [module], path: null },
    );
  };
  let code: Text | undefined;
  let what = 'code';
  for (const option of (env.get('NODE_OPTIONS') ?? '').matchAll(/(?:^|\s)(?:-r|--require|--import)(?:=|\s+)(\S+)/g))
    preload(option[1] ?? '');
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i] ?? '';
    const preloads = /^(?:-r|--require|--import|--loader)(?:=(.*))?$/s.exec(word);
    if (preloads) preload(preloads[1] ?? argv[++i] ?? '');
    else if (/^(-e|--eval|-p|--print|-pe)(=|$)/.test(word))
      // Options may follow.
      code = word.includes('=') ? word.replace(/^[^=]*=/, '') : (argv[++i] ?? '');
    else if (word.startsWith('--input-type=module')) what = 'module-code';
    else if (word === '--input-type' && argv[i + 1]?.startsWith('module') === true) {
      what = 'module-code';
      i += 1;
    } else if (word === '--run') return runScript(process, world, '.', argv[i + 1] ?? '', argv.slice(i + 2), false);
    else if (/^(-v|--version|-h|--help|-c|--check)$/.test(word)) return { do: 'nothing' };
    else if (VALUES.has(word)) i += 1;
    else if (word === '--' || !word.startsWith('-') || word === '-') {
      if (code !== undefined) break;
      const script = word === '--' ? argv[i + 1] : word;
      if (script === undefined || script === '-') break;
      return { do: 'loads', program: 'node', loads: [...loads, nodeScript(world, process, script)] };
    }
  }
  loads.push(code === undefined ? inputLoad(process) : codeLoad(world, code, what));
  return { do: 'loads', program: 'node', loads };
};

/** A script as Node looks for it: the file, with a suffix, or the folder's package.json and index. */
function nodeScript(world: World, process: Process, script: Text): Load {
  if (!isKnown(script) || !isKnown(process.cwd)) return fileLoad(world, process, 'script', script, 'ModuleNotFound');
  const main = packageAt(world, process, script)?.['main'];
  const tried = [script, ...['.js', '.json', '.node'].map((suffix) => script + suffix)];
  if (typeof main === 'string') tried.push(...['', '.js', '/index.js'].map((suffix) => `${script}/${main}${suffix}`));
  tried.push(`${script}/index.js`);
  const found = tried.find(
    (path) => world.find(path, typeof process.cwd === 'string' ? process.cwd : '/')?.type === 'file',
  );
  return { ...fileLoad(world, process, 'script', found ?? script, 'ModuleNotFound'), argv: [script] };
}

function packageAt(world: World, process: Process, folder: string): Readonly<Record<string, unknown>> | undefined {
  const file = isKnown(process.cwd) ? world.find(`${folder}/package.json`, process.cwd) : undefined;
  const text = file && world.text(file);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Package managers: `npm start`, `yarn build`, `pnpm run x`, `bun run x`. */
export const packageManager: Launcher = (process, world) => {
  const name = (process.argv[0] ?? '').replace(/^.*\//, '').replace(/\.c?js$/, '');
  const own = /^(npm|npx|yarn|yarnpkg|pnpm|pnpx|bun|bunx)$/.test(name);
  const words = own ? process.argv.slice(1) : process.argv.slice(2);
  return manage(process, world, own ? name : 'npm', words);
};

function manage(process: Process, world: World, name: string, given: readonly Text[]): Launch | undefined {
  const words = [...given];
  let folder: Text = '.';
  while (words[0]?.startsWith('-')) {
    const option = words.shift() ?? '';
    const long = /^--(?:prefix|cwd|dir)(?:=(.*))?$/s.exec(option);
    if (long) folder = long[1] ?? words.shift() ?? '.';
    else if (option === '-C') folder = words.shift() ?? '.';
  }
  const [verb = '', ...rest] = words;
  const behind = rest.filter((word, i) => word !== '--' || rest.indexOf('--') !== i);
  if (name === 'npx' || name === 'bunx' || name === 'pnpx' || verb === 'exec' || verb === 'dlx' || verb === 'x') {
    const command = name.endsWith('x') ? words : behind;
    return command.length === 0
      ? undefined
      : { do: 'child', argv: command, changes: { env: binPath(process, folder) } };
  }
  const runs = /^(run|run-script|rum|urn)$/.test(verb);
  const script = runs ? rest.find((word) => !word.startsWith('-')) : verb;
  if (script === undefined || script === '') return undefined;
  const short = /^(start|test|stop|restart|t|tst)$/.test(verb);
  if (!runs && name === 'npm' && !short) return undefined;
  if (!runs && name !== 'npm' && /^(install|add|remove|config|cache|why|list|version|audit|i|ci)$/.test(verb))
    return undefined;
  const args = runs ? behind.slice(behind.indexOf(script) + 1) : behind;
  return runScript(
    process,
    world,
    folder,
    script,
    args.filter((word) => name !== 'npm' || rest.includes('--') || !word.startsWith('-')),
    name !== 'node',
  );
}

/** A script of package.json: a line for `sh -c`, its neighbours `preX` and `postX` around it. */
function runScript(
  process: Process,
  world: World,
  folder: Text,
  script: Text,
  args: readonly Text[],
  hooks: boolean,
): Launch {
  const unknown = (detail: string): Launch => ({ do: 'unknown', program: 'npm', reason: 'ModuleNotFound', detail });
  if (!isKnown(folder) || !isKnown(script) || !isKnown(process.cwd))
    return {
      do: 'unknown',
      program: 'npm',
      reason: 'DynamicEnvironmentReference',
      detail: `runs script ${world.unknowns.print(script)}`,
    };
  const file = world.find(`${folder}/package.json`, process.cwd);
  if (!file) return unknown(`no package.json in ${folder}`);
  const text = world.text(file);
  if (text === undefined)
    return { do: 'unknown', program: 'npm', reason: 'ScriptNotParsed', detail: `cannot read ${file.path}` };
  const scripts = packageAt(world, process, folder)?.['scripts'];
  const lineOf = (name: string): Text | undefined => {
    const line =
      typeof scripts === 'object' && scripts !== null && Object.hasOwn(scripts, name)
        ? (scripts as Record<string, unknown>)[name]
        : undefined;
    return typeof line === 'string' ? line : undefined;
  };
  let line = lineOf(script);
  if (line === undefined && script === 'start' && world.find(`${folder}/server.js`, process.cwd))
    line = 'node server.js';
  if (line === undefined) return unknown(`package.json has no script ${script}`);
  const changes = { cwd: folder, env: binPath(process, folder) };
  const quoted = args
    .map((arg) => (isKnown(arg) && !/^[\w@%+=:,./-]+$/.test(arg) ? ` '${arg.replaceAll("'", `'\\''`)}'` : ` ${arg}`))
    .join('');
  const shell = (body: Text): Text[] => ['/bin/sh', '-c', body];
  const before = hooks ? lineOf(`pre${script}`) : undefined;
  const hook: Service[] =
    before === undefined
      ? []
      : [
          {
            argv: shell(before),
            kind: 'run',
            file: file.path,
            at: placeOf(text, `pre${script}`),
            changes,
            lives: false,
          },
        ];
  return {
    do: 'shell',
    argv: shell(line + quoted),
    changes,
    before: hook,
    said: { file: file.path, at: placeOf(text, script) },
  };
}

function placeOf(text: string, name: string): { line: number; column: number } | null {
  const at = text.indexOf(JSON.stringify(name), Math.max(0, text.indexOf('"scripts"')));
  if (at < 0) return null;
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Package managers put the programs of installed packages first. */
function binPath({ env, cwd }: Process, folder: Text): ReadonlyMap<string, Text> {
  const base = folder === '.' ? cwd : folder.startsWith('/') ? folder : `${cwd}/${folder}`;
  const path = env.get('PATH') ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return new Map([['PATH', `${base === '/' ? '' : base}/node_modules/.bin:${path}`]]);
}
