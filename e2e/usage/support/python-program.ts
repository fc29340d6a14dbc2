import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CodeInput, RequestCache } from '#engine/usage/code/types.ts';
import { pythonClosure } from '#engine/usage/code/python/python-closure.ts';
import type { PythonStart } from '#engine/usage/code/python/types.ts';
import type { CodeClosure } from '#shared/model/code-graph.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { RootView } from '#shared/model/tree.ts';
import { hostTree } from './host-tree.ts';

export const RECORDER = join(import.meta.dirname, 'python');

/** A program of this machine, and how a scan is told of it. */
export type Program = Readonly<{
  start: PythonStart;
  /** The same start as arguments. */
  argv: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Port on which it answers when it is ready; it is then stopped by an interrupt. Without one it ends by itself. */
  port?: number;
}>;

/** Runs a program, and returns the files of the modules that all its processes had loaded when they ended; real paths. */
export async function loadedBy(
  { argv: [command = '', ...args], cwd, env, port }: Program,
  folder: string,
): Promise<string[]> {
  const child = spawn(command, args, {
    cwd,
    env: { PATH: '/usr/bin:/bin', PYTHONDONTWRITEBYTECODE: '1', ...env, STELLAOPS_RECORD: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  const ended = once(child, 'close');
  if (port !== undefined) {
    await answer(
      port,
      () => child.exitCode !== null,
      () => said,
    );
    child.kill('SIGINT');
  }
  await ended;
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  if (lines.length === 0) throw new Error(`${command} wrote nothing down: ${said.slice(-2000)}`);
  return [...new Set(lines.map((line) => realpathSync(line.slice(line.indexOf('\t') + 1))))].sort();
}

async function answer(port: number, isOver: () => boolean, said: () => string): Promise<void> {
  for (let tries = 0; tries < 600 && !isOver(); tries++) {
    const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    await response?.text();
    if (response !== undefined) return;
    await wait(50);
  }
  throw new Error(`nothing answers on port ${port}: ${said().slice(-2000)}`);
}

/** Makes closures of programs of this machine; sources that several of them load are parsed once. */
export class HostPython {
  readonly #cache: RequestCache = new Map();
  readonly #tree = hashed(hostTree());

  input({ cwd, env }: Pick<Program, 'cwd' | 'env'>): CodeInput {
    return {
      tree: this.#tree,
      bytesOf: ({ path }) => readFileSync(`/${path}`),
      env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      cwd,
    };
  }

  closure(program: Program): CodeClosure {
    return pythonClosure(this.input(program), program.start, this.#cache);
  }
}

/** The tree with the hashes that a cache of contents needs. */
function hashed(tree: RootView): RootView {
  const known = new Map<string, Sha256>();
  return {
    ...tree,
    resolve(path) {
      const node = tree.resolve(path);
      if (node?.type !== 'file' || !/\.(py|pth|cfg)$/.test(node.path)) return node;
      let sha256 = known.get(node.path);
      if (sha256 === undefined) {
        sha256 = createHash('sha256')
          .update(readFileSync(`/${node.path}`))
          .digest('hex') as Sha256;
        known.set(node.path, sha256);
      }
      return { ...node, sha256 };
    },
  };
}

/** Files that a closure reaches; without the lazy requests: those that surely run. */
export function filesOf({ entries, edges }: CodeClosure, interpreter: string, withLazy: boolean): Set<string> {
  const next = new Map<string, string[]>();
  for (const { from, to, lazy } of edges)
    if (to !== null && (withLazy || !lazy)) next.set(from, [...(next.get(from) ?? []), to]);
  const reached = new Set([interpreter, ...entries]);
  for (const file of reached) for (const to of next.get(file) ?? []) reached.add(to);
  reached.delete(interpreter);
  return reached;
}
