import { limits } from '#engine/bytes/limits.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { followLaunch } from './follow-launch.ts';
import { findLauncher } from './launchers/index.ts';
import { type Ended, type Process, runs, type StartProgram } from './process.ts';
import { SHELLS, startShell } from './shell-program.ts';
import type { Text } from './text.ts';
import type { World } from './world.ts';

/** Linux reads 256 bytes of a file to find a `#!` line (BINPRM_BUF_SIZE). */
const SHEBANG_BYTES = 256;

/** Linux follows interpreters that are scripts themselves this far. */
const SHEBANG_DEPTH = 5;

/** Follows programs of one image. */
export function programStarter(world: World): StartProgram {
  const start: StartProgram = (process, hop) => {
    const { argv, called, node, user, env, said } = process;
    const id = sha256(JSON.stringify([node.inode, argv, user.uid, user.name, [...env], process.cwd]));
    if (process.depth > limits.traceDepth || process.around.has(id)) {
      world.book.note(
        'RecursionLimitReached',
        `${printPath(node.path)} starts itself again, or is nested deeper than ${limits.traceDepth}`,
        hop,
        said,
      );
      return runs(hop);
    }
    const isBox = /^(busybox(\.static)?|toybox)$/.test(called.replace(/^.*\//, '')) && argv.length > 1;
    const inner: Process = { ...process, depth: process.depth + 1, around: new Set([...process.around, id]) };
    const names = [called, node.path].map((path) => path.replace(/^.*\//, ''));
    // `busybox env x`: the applet is the program.
    const launcher = isBox ? findLauncher([argv[1] ?? ''], false) : findLauncher(names, node.contentKind === 'script');
    const launch = launcher?.(isBox ? { ...inner, argv: argv.slice(1) } : inner, world);
    if (launch) {
      const read = isBox ? new Set<string>() : readBy(world, inner, hop, start);
      const ends = followLaunch(world, inner, hop, launch, start);
      return read.size === 0 ? ends : ends.map((end) => ({ ...end, passed: new Set([...read, ...end.passed]) }));
    }
    const shell = shellName(world, inner, names);
    if (shell !== undefined) {
      world.book.describe(hop, 'shell');
      return startShell(world, shell.process, hop, shell.name, start);
    }
    if (node.contentKind === 'script') return interpreted(world, inner, hop, start, 0);
    if (node.contentKind === 'none' && isText(world, node)) {
      // No `#!` line: the kernel refuses, and a shell then reads it itself (POSIX.1-2024 §2.9.1.6).
      if (process.byRuntime) {
        world.book.note(
          'NotExecutable',
          `${printPath(node.path)} has no #! line: a container cannot start with it`,
          hop,
          said,
        );
        return [{ passed: new Set(), terminals: [], status: 126, failed: true, output: '' }];
      }
      return startShell(world, { ...inner, argv: ['/bin/sh', called, ...argv.slice(1)] }, hop, 'sh', start);
    }
    return runs(hop);
  };
  return start;
}

function shellName(
  world: World,
  process: Process,
  names: readonly string[],
): { name: string; process: Process } | undefined {
  const [name = '', real = ''] = names;
  if (process.node.contentKind === 'script') return undefined;
  if (real === 'busybox' || real === 'toybox' || real === 'busybox.static') {
    const applet = name === real ? process.argv[1] : name;
    if (applet !== 'sh' && applet !== 'ash') return undefined;
    return { name: 'sh', process: name === real ? { ...process, argv: process.argv.slice(1) } : process };
  }
  if (!SHELLS.has(name) && !SHELLS.has(real)) return undefined;
  // Bash under the name of sh keeps to POSIX, but has what Bash has.
  return { name: SHELLS.has(real) ? real : name, process };
}

/**
 * A launcher that is a script of Node or Python (`npm`, `supervisord`) is read by them, and stays beside what it launches.
 *
 * @returns hops that every way passes
 */
function readBy(world: World, process: Process, hop: string, start: StartProgram): ReadonlySet<string> {
  if (process.node.contentKind !== 'script') return new Set();
  const line = world.text(process.node)?.slice(0, SHEBANG_BYTES).split('\n')[0] ?? '';
  if (!/^#!.*[/ ](?:node|python[\d.]*)\b/.test(line)) return new Set();
  const sets = interpreted(world, process, hop, start, 0).map(({ passed }) => passed);
  return sets.reduce((a, b) => new Set([...a].filter((one) => b.has(one))), sets[0] ?? new Set());
}

/** A script with a `#!` line. */
function interpreted(world: World, process: Process, hop: string, start: StartProgram, depth: number): Ended[] {
  const { node, called, argv } = process;
  const text = world.text(node);
  if (text === undefined) {
    world.book.note('ScriptNotParsed', `cannot read ${printPath(node.path)}`, hop, process.said);
    return runs(hop);
  }
  const line = /^#![ \t]*([^ \t\n]+)[ \t]*([^\n]*)/.exec(text.slice(0, SHEBANG_BYTES));
  const file = printPath(node.path);
  const said = { file, at: { line: 1, column: 1 } };
  const [, path = '', rest = ''] = line ?? [];
  const found = path === '' ? undefined : world.find(path, typeof process.cwd === 'string' ? process.cwd : '/');
  const option = rest.replace(/[ \t]+$/, '');
  const words: Text[] = [path, ...(option === '' ? [] : [option]), called, ...argv.slice(1)];
  const base = { parent: hop, kind: 'interpreter' as const, argv: words, said, user: process.user, cwd: process.cwd };
  if (!found || found.type !== 'file' || depth >= SHEBANG_DEPTH) {
    const id = world.book.add({ ...base, node: null, reason: 'InterpreterNotFound' });
    world.book.note('InterpreterNotFound', `interpreter ${printPath(path)} of ${file} is not in the image`, id, said);
    if (!world.isWhole) return runs(id).map((end) => ({ ...end, passed: new Set([id]) }));
    return [{ passed: new Set([id]), terminals: [], status: 127, failed: true, output: '' }];
  }
  if (world.may(found, process.user, 'x') === false) {
    const id = world.book.add({ ...base, node: found, reason: 'NotExecutable' });
    world.book.note('NotExecutable', `interpreter ${printPath(path)} of ${file} may not be executed`, id, said);
    return [{ passed: new Set([id]), terminals: [], status: 126, failed: true, output: '' }];
  }
  const id = world.book.add({ ...base, node: found, started: { called: path, env: process.env } });
  const next: Process = { ...process, argv: words, called: path, node: found, said };
  const isLaunched = findLauncher([path.replace(/^.*\//, '')], true) !== undefined;
  const ends =
    found.contentKind === 'script' && !isLaunched ? interpreted(world, next, id, start, depth + 1) : start(next, id);
  return ends.map((end) => ({ ...end, passed: new Set([id, ...end.passed]) }));
}

/** A file of no known kind that could be a script: no zero byte in its first line. */
function isText(world: World, node: TreeNode): boolean {
  const text = world.text(node);
  return text !== undefined && text !== '' && !(text.split('\n')[0] ?? '').includes('\0');
}
