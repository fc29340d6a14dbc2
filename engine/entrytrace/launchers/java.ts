import { limits } from '#engine/bytes/limits.ts';
import { isKnown, type Text } from '../text.ts';
import { cleanPath, type World } from '../world.ts';
import type { Process } from '../process.ts';
import type { Launcher, Load } from './launcher.ts';

/** Options of `java` that take a value in the next word (java(1)). */
const VALUES = new Set(
  '-cp -classpath --class-path -p --module-path --add-modules --add-exports --add-opens --add-reads --upgrade-module-path --limit-modules --patch-module --source -d --describe-module'.split(
    ' ',
  ),
);
const CLASS_PATH = new Set(['-cp', '-classpath', '--class-path', '-p', '--module-path', '--upgrade-module-path']);

/** `java` up to the main class, jar or module: what follows belongs to the program. */
export const java: Launcher = (process, world) => {
  const loads: Load[] = [];
  const words = [...variables(process), ...process.argv.slice(1)];
  for (const name of ['JAVA_TOOL_OPTIONS', '_JAVA_OPTIONS'])
    for (const word of splitOptions(process.env.get(name) ?? '')) agent(world, process, word, loads);
  const classPath: Text[] = [];
  let files = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (/^@[^@]/.test(word) && files < limits.traceDepth) {
      files += 1;
      words.splice(i, 1, ...argumentFile(world, process, word.slice(1), loads));
      i -= 1;
    } else if (word === '-jar') {
      loads.push(fileLoad(world, process, 'jar', words[i + 1] ?? '', 'JarNotFound'));
      return { do: 'loads', program: 'java', loads };
    } else if (word === '-m' || word === '--module' || word.startsWith('--module=')) {
      const module = word.startsWith('--module=') ? word.slice('--module='.length) : (words[i + 1] ?? '');
      return {
        do: 'loads',
        program: 'java',
        loads: [...loads, ...classPathLoads(world, process, classPath), { what: 'module', argv: [module], path: null }],
      };
    } else if (VALUES.has(word)) {
      if (CLASS_PATH.has(word)) classPath.push(words[i + 1] ?? '');
      i += 1;
    } else if (word.startsWith('-')) {
      const long = /^--(?:class|module)-path=(.*)$/s.exec(word);
      if (long) classPath.push(long[1] ?? '');
      agent(world, process, word, loads);
    } else {
      // A word that is not known may be options: what follows is the main class only if it is not.
      if (!isKnown(word) && i + 1 < words.length) continue;
      const path = classPath.length > 0 ? classPath : [process.env.get('CLASSPATH') ?? '.'];
      const main: Load = word.endsWith('.java')
        ? fileLoad(world, process, 'java-source', word, 'MissingFile')
        : { what: 'main-class', argv: [word], path: null };
      return { do: 'loads', program: 'java', loads: [...loads, ...classPathLoads(world, process, path), main] };
    }
  }
  return { do: 'loads', program: 'java', loads };
};

/** `JDK_JAVA_OPTIONS` stands in front of the arguments of the launcher, from JDK 9. */
function variables({ env }: Process): Text[] {
  return splitOptions(env.get('JDK_JAVA_OPTIONS') ?? '');
}

function splitOptions(text: Text): Text[] {
  return (text.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []).map((word) => word.replaceAll(/['"]/g, ''));
}

function agent(world: World, process: Process, word: Text, loads: Load[]): void {
  const jar = /^-javaagent:([^=]+)/.exec(word);
  if (jar) loads.push(fileLoad(world, process, 'agent', jar[1] ?? '', 'JarNotFound'));
  const library = /^-agentpath:([^=]+)/.exec(word);
  if (library) loads.push(fileLoad(world, process, 'agent', library[1] ?? '', 'MissingFile'));
}

/** Words of a `@file`: white space separates, quotes hold together, `#` begins a comment (java(1), argument files). */
function argumentFile(world: World, process: Process, path: Text, loads: Load[]): Text[] {
  const load = fileLoad(world, process, 'argument-file', path, 'MissingFile');
  loads.push(load);
  const text = load.path === null ? undefined : world.textAt(load.path);
  if (text === undefined) return [];
  const words = text.match(/#[^\n]*|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|[^\s"'#][^\s"']*/g) ?? [];
  return words
    .filter((word) => !word.startsWith('#'))
    .map((word) => word.replaceAll(/^["']|["']$/g, '').replaceAll(/\\([\s\S])/g, '$1'));
}

function classPathLoads(world: World, process: Process, paths: readonly Text[]): Load[] {
  const loads: Load[] = [];
  for (const path of paths.flatMap((one) => one.split(':'))) {
    if (path === '' || loads.length > limits.traceLoopTurns) continue;
    if (!isKnown(path) || !isKnown(process.cwd)) loads.push({ what: 'class-path', argv: [path], path: null });
    else if (path === '*' || path.endsWith('/*')) {
      const folder = world.find(path.slice(0, -1) || '.', process.cwd);
      const names = folder ? world.tree.list(folder.path).filter((name) => /\.jar$/i.test(name)) : [];
      for (const name of names) loads.push({ what: 'jar', argv: [name], path: `${folder?.path ?? ''}/${name}` });
    } else {
      const node = world.find(path, process.cwd);
      // A class path may name what is not there.
      if (node) loads.push({ what: node.type === 'dir' ? 'class-path' : 'jar', argv: [path], path: node.path });
    }
  }
  return loads;
}

/** A file that must be there. */
export function fileLoad(
  world: World,
  process: Process,
  what: string,
  path: Text,
  reason: 'JarNotFound' | 'MissingFile' | 'ModuleNotFound',
): Load {
  if (!isKnown(path) || !isKnown(process.cwd)) {
    const detail = `${what} ${world.unknowns.print(path)}`;
    return {
      what,
      argv: [path],
      path: null,
      reason: isKnown(path) ? 'DynamicEnvironmentReference' : world.unknowns.reasonOf(path),
      detail,
    };
  }
  const node = world.find(path, process.cwd);
  if (node?.type === 'file') return { what, argv: [path], path: node.path };
  const made = process.files.get(cleanPath(path, process.cwd));
  if (made !== undefined && made !== 'absent')
    return {
      what,
      argv: [path],
      path: null,
      reason: 'DynamicEnvironmentReference',
      detail: `${what} ${path} is written at run time`,
    };
  return { what, argv: [path], path: null, reason, detail: `${what} ${path} is not in the image` };
}
