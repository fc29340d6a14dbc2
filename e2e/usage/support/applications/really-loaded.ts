import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run as runTool } from '../../../images/support/tools.ts';
import { runForReal } from '../../../trace/support/run-for-real.ts';
import { type Application, DEFAULT_PATH } from './applications.ts';

/** Where the Java virtual machine is told to write which class it took from where. */
const CLASSES = 'tmp/loaded-classes';

/**
 * Starts an application in a root and says which executables, libraries and modules its processes had loaded when nothing changed any
 * more: what is mapped to be run, what was opened as a module, and where Java's classes came from. Paths from the root, links followed.
 */
export async function reallyLoaded(root: string, application: Application, log: string): Promise<string[]> {
  const { entrypoint = [], cmd = [], workingDir = '/', path = DEFAULT_PATH } = application;
  const maps: string[] = [];
  const java = entrypoint[0] === 'java' ? { JAVA_TOOL_OPTIONS: `-Xlog:class+load:file=/${CLASSES}` } : {};
  const run = await runForReal(
    root,
    {
      argv: [...entrypoint, ...cmd],
      env: { PATH: path, HOME: '/root', HOSTNAME: 'box', ...java },
      cwd: workingDir,
      uid: 0,
    },
    log,
    {
      calls: ['open', 'openat'],
      look(pid) {
        maps.push(readFileSync(`/proc/${pid}/maps`, 'utf8'));
      },
    },
  );
  if (run.leaves.length === 0) throw new Error(`${[...entrypoint, ...cmd].join(' ')} did not stay`);
  const inRoot = (full: string): string[] => (full.startsWith(`${root}/`) ? [full.slice(root.length + 1)] : []);
  const mapped = maps.flatMap((text) =>
    [...text.matchAll(/^\S+ ..x. \S+ \S+ \d+ +(\/.*)$/gm)].flatMap(([, file = '']) => inRoot(file)),
  );
  const opened = [...readFileSync(log, 'latin1').matchAll(/ = \d+<(\/[^>]*)>$/gm)]
    .flatMap(([, file = '']) => inRoot(file))
    .filter((file) => application.modules.test(file) || /\.so(?:\.\d+)*$/.test(file));
  const classes = join(root, CLASSES);
  const sources = existsSync(classes) ? sourcesOf(readFileSync(classes, 'utf8'), mapped) : [];
  const modules = withoutLinks(root, opened.map(sourceOfBytecode));
  return [...new Set([...mapped, ...modules, ...sources])].sort();
}

/** `x/__pycache__/y.cpython-311.pyc` is what Python made of `x/y.py`. */
function sourceOfBytecode(path: string): string {
  return path.replace(/(^|\/)__pycache__\/([^/.]+)\.[^/]*\.pyc$/, '$1$2.py');
}

/** A source may be a link, beside which its bytecode lies. */
function withoutLinks(root: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const real = runTool('chroot', [root, 'realpath', '-zm', '--', ...paths.map((path) => `/${path}`)]).toString();
  return real.split('\0').flatMap((path) => (path === '' ? [] : [path.slice(1)]));
}

/** Archives that classes came from, of lines like `demo.Main source: jar:file:/app.jar!/BOOT-INF/classes!/`. */
function sourcesOf(log: string, mapped: readonly string[]): string[] {
  const home = mapped.find((path) => path.endsWith('/lib/server/libjvm.so'))?.replace(/\/lib\/server\/.*$/, '');
  const found = new Set([...log.matchAll(/ source: (.*)$/gm)].map(([, source = '']) => source));
  return [...found].flatMap((source) => {
    if (source.startsWith('jrt:/')) return `${home}/lib/modules`;
    if (source === 'shared objects file') return `${home}/lib/server/classes.jsa`;
    // A launcher's own protocol: `jar:nested:/srv/app.jar/!BOOT-INF/lib/x.jar!/`.
    const nested = /^jar:nested:\/([^!]+)\/!([^!]+)!\/$/.exec(source);
    if (nested) return [nested[1] ?? '', ...(nested[2]?.endsWith('/') ? [] : [`${nested[1]}!/${nested[2]}`])];
    const plain = /^(?:jar:)?file:\/([^!]+?)(?:!\/.*)?$/.exec(source);
    // Classes that are made while it runs have another class as their source.
    return plain?.[1] === undefined ? [] : [plain[1]];
  });
}
