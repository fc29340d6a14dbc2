import { printPath } from '#shared/model/root-path.ts';
import { isKnown, type Text } from '../text.ts';
import type { Process } from '../process.ts';
import type { World } from '../world.ts';
import { globFiles } from './glob.ts';
import type { Launcher, Service } from './launcher.ts';

type Section = Readonly<{
  name: string;
  file: string;
  line: number;
  values: ReadonlyMap<string, string>;
  lines: ReadonlyMap<string, number>;
  here: string;
}>;

/** Where supervisord looks without `-c` (supervisord.org, configuration). */
const PLACES = ['/etc/supervisord.conf', '/etc/supervisor/supervisord.conf'];

export const supervisord: Launcher = (process, world) => {
  const { argv } = process;
  // As a script it stands behind its interpreter.
  const at = argv.findIndex((word) => /^(-c|--configuration(=.*)?)$/s.test(word));
  const given = at < 0 ? undefined : (/=(.*)$/s.exec(argv[at] ?? '')?.[1] ?? argv[at + 1]);
  const cwd = isKnown(process.cwd) ? process.cwd : '/';
  const places = given === undefined ? [`${cwd}/supervisord.conf`, `${cwd}/etc/supervisord.conf`, ...PLACES] : [given];
  const node = places
    .map((path) => (isKnown(path) ? world.find(path, cwd) : undefined))
    .find((one) => one?.type === 'file');
  const missing = (detail: string) =>
    ({ do: 'unknown', program: 'supervisord', reason: 'MissingFile', detail }) as const;
  if (!node) return missing(`configuration ${world.unknowns.print(given ?? PLACES.join(', '))} is not in the image`);
  const text = world.text(node);
  if (text === undefined)
    return {
      do: 'unknown',
      program: 'supervisord',
      reason: 'ScriptNotParsed',
      detail: `cannot read ${printPath(node.path)}`,
    };
  const main = sections(text, `/${node.path}`);
  const include = main.find(({ name }) => name === 'include');
  const included = include
    ? includedFiles(world, process, include).flatMap((path) => sections(world.textAt(path) ?? '', `/${path}`))
    : [];
  return {
    do: 'services',
    program: 'supervisord',
    services: [...main, ...included].flatMap((section) => service(world, process, section)),
  };
};

function sections(text: string, file: string): Section[] {
  const found: {
    name: string;
    file: string;
    line: number;
    values: Map<string, string>;
    lines: Map<string, number>;
    here: string;
  }[] = [];
  let key = '';
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const head = /^\[([^\]]+)\]/.exec(line);
    const current = found.at(-1);
    if (head) {
      found.push({
        name: head[1] ?? '',
        file,
        line: i + 1,
        values: new Map(),
        lines: new Map(),
        here: file.replace(/\/[^/]*$/, ''),
      });
      key = '';
    } else if (/^\s*[;#]/.test(line) || !current) continue;
    else if (/^\s+\S/.test(line) && key !== '')
      current.values.set(key, `${current.values.get(key) ?? ''}\n${line.trim()}`);
    else {
      const pair = /^([^=:\s][^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
      if (!pair) continue;
      key = (pair[1] ?? '').toLowerCase();
      current.values.set(key, (pair[2] ?? '').replace(/\s;.*$/, '').trim());
      current.lines.set(key, i + 1);
    }
  }
  return found;
}

/** Files of `[include]`: globs between blanks, relative to the file. Files that are included include nothing. */
function includedFiles(world: World, process: Process, { values, here }: Section): string[] {
  return (values.get('files') ?? '').split(/\s+/).flatMap((glob) => {
    const absolute = (glob.startsWith('/') ? glob : `${here}/${glob}`).replaceAll('%(here)s', here);
    const { paths } = glob === '' ? { paths: [] } : globFiles(world, process, absolute);
    return paths.flatMap((path) => world.find(path, '/')?.path ?? []);
  });
}

function service(world: World, process: Process, section: Section): Service[] {
  const { name, file, values, lines } = section;
  const kind = /^(program|eventlistener|fcgi-program):(.+)$/.exec(name);
  const command = values.get('command');
  if (!kind || command === undefined) return [];
  const expand = (text: string): Text => expanded(world, process, text, section, kind[2] ?? '');
  const line = lines.get('command') ?? section.line;
  const user = values.get('user');
  const folder = values.get('directory');
  const env = new Map<string, Text>();
  for (const pair of (values.get('environment') ?? '').matchAll(/([A-Za-z_]\w*)=("[^"]*"|'[^']*'|[^,\s]*)/g))
    env.set(pair[1] ?? '', expand((pair[2] ?? '').replaceAll(/^["']|["']$/g, '')));
  return [
    {
      argv: splitCommand(expand(command)),
      kind: 'service',
      file: printPath(file.replace(/^\//, '')),
      at: { line, column: 1 },
      changes: {
        env,
        ...(user === undefined ? {} : { user: expand(user) }),
        ...(folder === undefined ? {} : { cwd: expand(folder) }),
      },
      lives: !/^(false|no|off|0|n|f)$/i.test(values.get('autostart') ?? 'true'),
    },
  ];
}

function expanded(world: World, { env }: Process, text: string, { here }: Section, program: string): Text {
  return text.replaceAll(/%\(([^)]+)\)[sd0-9]*|%%/g, (all, name: string | undefined) => {
    if (name === undefined) return '%';
    if (name.startsWith('ENV_'))
      return env.get(name.slice(4)) ?? world.unknowns.mark('DynamicEnvironmentReference', all);
    const values: Readonly<Record<string, string>> = {
      here,
      program_name: program,
      group_name: program,
      process_num: '0',
      host_node_name: world.unknowns.mark('DynamicEnvironmentReference', all),
    };
    return values[name] ?? world.unknowns.mark('UnsupportedConstruct', all);
  });
}

/** Words as Python's shlex splits them: quotes and backslashes, but no shell. */
export function splitCommand(text: Text): Text[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && /["\\]/.test(text[i + 1] ?? '')) word += text[++i] ?? '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\') word = (word ?? '') + (text[++i] ?? '');
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}
