import { printPath, type RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { isKnown, type Text } from '../text.ts';
import type { World } from '../world.ts';
import { type Launcher, operandsAt, type Service } from './launcher.ts';
import { splitCommand } from './supervisord.ts';

/** A program of a folder of services: its `run` file, as the supervisor executes it. */
function runService(world: World, folder: string, lives = true): Service[] {
  const run = world.find(`${folder}/run`, '/');
  if (run?.type !== 'file') return [];
  const service: Service = {
    argv: [`${folder}/run`],
    kind: 'service',
    file: null,
    at: null,
    changes: { cwd: folder },
    lives,
  };
  return [service, ...(world.find(`${folder}/log/run`, '/') ? runService(world, `${folder}/log`, false) : [])];
}

/** Folders in a folder, links followed, hidden ones left out. */
function foldersIn(world: World, path: string): string[] {
  const folder = world.find(path, '/');
  if (folder?.type !== 'dir') return [];
  return world.tree
    .list(folder.path)
    .filter((name) => !name.startsWith('.') && world.find(`${path}/${name}`, '/')?.type === 'dir')
    .map((name) => `${path}/${name}`);
}

function filesIn(world: World, path: string): string[] {
  const folder = world.find(path, '/');
  if (folder?.type !== 'dir') return [];
  return world.tree
    .list(folder.path)
    .map((name) => `${path}/${name}`)
    .filter((file) => world.find(file, '/')?.type === 'file');
}

/** runit's `runsvdir [-P] DIR`, s6's `s6-svscan DIR`. A file `down` keeps a service from starting. */
export const serviceScanner: Launcher = (process, world) => {
  const words = process.argv.filter((word, i) => i > 0 && !/^\.{3,}/.test(word));
  const at = operandsAt(['', ...words], 'c t d x X C L') - 1;
  const folder = words[at] ?? '.';
  if (!isKnown(folder) || !isKnown(process.cwd))
    return {
      do: 'unknown',
      program: 'supervisor',
      reason: 'DynamicEnvironmentReference',
      detail: `services of ${world.unknowns.print(folder)}`,
    };
  const path = folder.startsWith('/') ? folder : `${process.cwd}/${folder}`;
  const services = foldersIn(world, path).flatMap((one) => runService(world, one, !world.find(`${one}/down`, '/')));
  return services.length > 0
    ? { do: 'services', program: 'supervisor', services }
    : { do: 'unknown', program: 'supervisor', reason: 'RunPartsEmpty', detail: `no services in ${printPath(path)}` };
};

/** `runsv DIR`, `s6-supervise DIR`. */
export const oneService: Launcher = (process, world) => {
  const folder = process.argv[1];
  if (folder === undefined || !isKnown(folder) || !isKnown(process.cwd)) return undefined;
  return {
    do: 'services',
    program: 'supervisor',
    services: runService(world, folder.startsWith('/') ? folder : `${process.cwd}/${folder}`),
  };
};

/** `runit` and `runit-init`: stages 1 and 2 are scripts; the last starts the services. */
export const runit: Launcher = (_, world) => {
  const stages = ['/etc/runit/1', '/etc/runit/2'].filter((path) => world.find(path, '/'));
  if (stages.length === 0) return undefined;
  return {
    do: 'services',
    program: 'supervisor',
    services: stages.map((path): Service => ({
      argv: [path],
      kind: path.endsWith('1') ? 'hook' : 'service',
      file: null,
      at: null,
      lives: path.endsWith('2'),
    })),
  };
};

/** `/init` of s6-overlay, versions 2 and 3: hooks, services of the user bundles and of services.d, then the command. */
export const s6Overlay: Launcher = (process, world) => {
  if (!isOverlay(world, process.node)) return undefined;
  const env = new Map([['PATH', `/command:${process.env.get('PATH') ?? '/usr/bin:/bin'}`]]);
  const hook = (path: string): Service => ({
    argv: [path],
    kind: 'hook',
    file: null,
    at: null,
    changes: { env },
    lives: false,
  });
  const services: Service[] = filesIn(world, '/etc/cont-init.d').map(hook);
  for (const name of bundle(world)) services.push(...s6Service(world, name, env));
  for (const folder of foldersIn(world, '/etc/services.d'))
    services.push(...runService(world, folder).map((one) => ({ ...one, changes: { ...one.changes, env } })));
  const command = process.argv.slice(1);
  if (command.length > 0)
    services.push({ argv: command, kind: 'run', file: null, at: null, changes: { env }, lives: true });
  return { do: 'services', program: 's6-overlay', services };
};

function isOverlay(world: World, node: TreeNode): boolean {
  return (
    node.path === ('init' as RootPath) &&
    (world.find('/package/admin/s6-overlay', '/') !== undefined ||
      ['/etc/s6-overlay', '/etc/s6', '/etc/services.d', '/etc/cont-init.d', '/usr/bin/with-contenv'].some((path) =>
        world.find(path, '/'),
      ))
  );
}

/** Names in the user bundles, in order of name: dependencies say when they start, not whether. */
function bundle(world: World): string[] {
  const old = '/etc/s6-overlay/s6-rc.d/user/contents.d';
  const places = world.find(old, '/') ? [old] : ['/etc/s6-overlay/user-bundles.d/user/contents.d'];
  places.push('/etc/s6-overlay/s6-rc.d/user2/contents.d', '/etc/s6-overlay/user-bundles.d/user2/contents.d');
  const names = new Set(places.flatMap((place) => filesIn(world, place).map((path) => path.replace(/^.*\//, ''))));
  const seen = new Set<string>();
  const visit = (name: string): string[] => {
    if (seen.has(name)) return [];
    seen.add(name);
    const folder = `/etc/s6-overlay/s6-rc.d/${name}`;
    const inner = [`${folder}/contents.d`, `${folder}/dependencies.d`].flatMap((path) =>
      filesIn(world, path).map((one) => one.replace(/^.*\//, '')),
    );
    return [...inner.filter((one) => one !== 'base').flatMap(visit), name];
  };
  return [...names].flatMap(visit);
}

function s6Service(world: World, name: string, env: ReadonlyMap<string, Text>): Service[] {
  const folder = `/etc/s6-overlay/s6-rc.d/${name}`;
  const type = world.textAt(`${folder.slice(1)}/type`)?.trim();
  if (type === 'longrun') return runService(world, folder).map((one) => ({ ...one, changes: { ...one.changes, env } }));
  if (type !== 'oneshot') return [];
  const up = world
    .textAt(`${folder.slice(1)}/up`)
    ?.split('\n')
    .find((line) => line.trim() !== '' && !line.startsWith('#'));
  return up === undefined
    ? []
    : [
        {
          argv: splitCommand(up),
          kind: 'hook',
          file: printPath(`${folder.slice(1)}/up`),
          at: { line: 1, column: 1 },
          changes: { env, cwd: folder },
          lives: false,
        },
      ];
}

/** `execlineb [-P] FILE`: a chain of words; what it cannot follow it says. */
export const execline: Launcher = (process, world) => {
  const at = process.argv.findIndex((word, i) => i > 0 && !word.startsWith('-'));
  const path = process.argv[at];
  const text =
    path === undefined || !isKnown(path) || process.argv.includes('-c')
      ? undefined
      : world.textAt(world.find(path, '/')?.path ?? '');
  if (text === undefined)
    return { do: 'unknown', program: 'execline', reason: 'ScriptNotParsed', detail: 'cannot read an execline script' };
  const words = splitCommand(text.replaceAll(/^\s*#.*$/gm, ''));
  // Words in braces are blocks of the program before them.
  while (words.length > 0 && (EXECLINE.has(words[0] ?? '') || words[1] === '{')) {
    const first = words.shift() ?? '';
    if (words[0] === '{') {
      let depth = 0;
      do {
        const word = words.shift();
        depth += word === '{' ? 1 : word === '}' ? -1 : 0;
      } while (depth > 0 && words.length > 0);
    } else words.splice(0, EXECLINE.get(first) ?? 0);
  }
  return words.length === 0 || words.includes('{')
    ? {
        do: 'unknown',
        program: 'execline',
        reason: 'UnsupportedConstruct',
        detail: `execline of ${printPath(path ?? '')}`,
      }
    : { do: 'chain', argv: words };
};

/** Programs of execline that go on with the words behind their own. */
const EXECLINE = new Map([
  ['fdmove', 2],
  ['fdclose', 1],
  ['importas', 2],
  ['export', 2],
  ['unexport', 1],
  ['cd', 1],
  ['umask', 1],
  ['emptyenv', 0],
  ['exec', 0],
  ['foreground', 0],
  ['background', 0],
]);

/** Options of run-parts that take a value (run-parts(8)). */
const RUN_PARTS = '--regex --arg --umask a u';

/** `run-parts DIR`: Debian's, busybox' and cronie's rules of names (protocols §10.3). */
export const runParts: Launcher = (process, world) => {
  const { argv } = process;
  if (argv.some((word) => word === '--test' || word === '--list')) return { do: 'nothing' };
  const folder = argv[operandsAt(argv, RUN_PARTS)];
  if (folder === undefined || !isKnown(folder) || !isKnown(process.cwd))
    return {
      do: 'unknown',
      program: 'run-parts',
      reason: 'DynamicEnvironmentReference',
      detail: 'run-parts of a folder that is not known',
    };
  const path = folder.startsWith('/') ? folder : `${process.cwd}/${folder}`;
  const regex = argv
    .map((word, i) => /^--regex(?:=(.*))?$/s.exec(word)?.[1] ?? (argv[i - 1] === '--regex' ? word : undefined))
    .find((one) => one !== undefined);
  const takes = namesOf(regex, argv.includes('--lsbsysinit'));
  if (!takes)
    return {
      do: 'unknown',
      program: 'run-parts',
      reason: 'UnsupportedConstruct',
      detail: `run-parts --regex ${regex ?? ''}`,
    };
  const args = argv.flatMap((word, i) =>
    /^(-a|--arg)$/.test(argv[i - 1] ?? '') ? [word] : word.startsWith('--arg=') ? [word.slice(6)] : [],
  );
  const files = filesIn(world, path).filter((file) => {
    const node = world.find(file, '/');
    return node && takes(file.replace(/^.*\//, '')) && world.may(node, process.user, 'x') !== false;
  });
  if (argv.includes('--reverse')) files.reverse();
  if (files.length === 0)
    return {
      do: 'unknown',
      program: 'run-parts',
      reason: 'RunPartsEmpty',
      detail: `nothing in ${printPath(path)} would be run`,
    };
  return {
    do: 'services',
    program: 'run-parts',
    services: files.map((file) => ({ argv: [file, ...args], kind: 'hook', file: null, at: null, lives: false })),
  };
};

function namesOf(regex: string | undefined, lsb: boolean): ((name: string) => boolean) | undefined {
  if (regex !== undefined) {
    // Only what is sure to end: no repetition of a group.
    if (regex.length > 100 || /\)[*+?{]/.test(regex)) return undefined;
    try {
      const expression = new RegExp(
        regex.replaceAll('[:alnum:]', 'A-Za-z0-9').replaceAll('[:digit:]', '0-9').replaceAll('[:alpha:]', 'A-Za-z'),
      );
      return (name) => expression.test(name);
    } catch {
      return undefined;
    }
  }
  if (lsb)
    return (name) =>
      /^([a-z0-9]+|_?([a-z0-9_.]+-)+[a-z0-9]+|[a-zA-Z0-9_-]+)$/.test(name) && !/\.dpkg-(old|dist|new|tmp)$/.test(name);
  return (name) => /^[a-zA-Z0-9_-]+$/.test(name);
}

/** An init that reads units: what it starts is outside of what is followed. */
export const systemd: Launcher = ({ node }) =>
  /(^|\/)systemd$/.test(node.path)
    ? {
        do: 'unknown',
        program: 'systemd',
        reason: 'UnsupportedConstruct',
        detail: 'systemd starts units, which are not followed',
      }
    : undefined;
