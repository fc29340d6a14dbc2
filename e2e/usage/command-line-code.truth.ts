import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traceImage } from '#engine/entrytrace/trace-image.ts';
import type { RootFs } from '#engine/rootfs/rootfs.ts';
import { closureOf } from '#engine/run/closures.ts';
import type { ImageFiles } from '#engine/run/image-files.ts';
import { NO_CONFIG } from '#engine/testing/trace.ts';
import { programsOf } from '#engine/usage/programs.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { missingTools, skipNotice } from '../images/support/tools.ts';
import { tracedCalls } from '../images/support/traced-calls.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { hostTree } from './support/host-tree.ts';

const lacks = missingTools(['strace', 'python3', 'node']);
skipNotice('code of command lines against what Python and Node open', lacks);

/** Words behind `python3` in a folder with the files below. */
const PYTHON: readonly (readonly string[])[] = [
  ['-c', 'import a; a.run()'],
  ['-Bc', 'import a'],
  ['-W', 'ignore', '-Xutf8', '-c', 'import b', '-c', 'import a'],
  ['-Wignore', '-cimport b'],
  ['-BW', 'ignore', '-c', 'import b'],
  ['-Ic', 'try:\n import a\nexcept ImportError: pass'],
  ['-c', 'import sys\nsys.path.insert(0, "lib")\nimport c', 'a.py'],
  ['-c', 'from pack import inner'],
  ['-c', 'import pack.inner', '-m', 'a'],
  ['--check-hash-based-pycs', 'never', '-c', 'import b'],
  ['-Bm', 'a'],
  ['-mpack.inner', '-c', 'import b'],
  ['--', 'a.py'],
  ['-E', '-s', 'b.py', '-c', 'import a'],
  ['-V', '-c', 'import a'],
  ['-hc', 'import a'],
];

/** Words behind `node`. */
const NODE: readonly (readonly string[])[] = [
  ['-e', 'require("./one")'],
  ['-pe', 'require("pkg").x'],
  ['-p', 'require("./one")', 'two.js'],
  ['--eval=require("pkg")'],
  ['--print', 'require("pkg")', '-r', './two.js', './one.js'],
  ['-r', './two.js', '-e', '1'],
  ['--input-type=module', '-e', 'import "./three.mjs"'],
  ['--input-type', 'module', '--eval', 'import "pkg"; import "./one.js"'],
  ['-e', 'import("pkg")'],
  ['-e', 'import "./three.mjs"'],
  ['--no-warnings', 'one.js', '-e', 'require("pkg")'],
  ['-v', '-e', 'require("pkg")'],
];

const FILES: Readonly<Record<string, string>> = {
  'a.py': 'def run():\n    pass\n',
  'b.py': 'import a\n',
  'lib/c.py': '',
  'pack/__init__.py': '',
  'pack/inner.py': '',
  'one.js': 'require("./two");',
  'two.js': '',
  'three.mjs': 'import "pkg";',
  'node_modules/pkg/package.json': '{"main": "main.js"}',
  'node_modules/pkg/main.js': 'exports.x = require("../../two.js");',
};

describe.skipIf(lacks.length > 0)('what a command line loads', () => {
  const work = new WorkFolder();
  const app = join(realpathSync(work.path), 'app');
  const log = join(work.path, 'strace');
  beforeAll(() => {
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(app, name)), { recursive: true });
      writeFileSync(join(app, name), text);
    }
  });
  afterAll(() => work[Symbol.dispose]());

  /** Sources of the folder that the process opened, by their names in it. */
  function opened(argv: readonly string[]): string[] {
    // What is compiled already is not opened; `-E` writes it in spite of the variable.
    rmSync(join(app, '__pycache__'), { recursive: true, force: true });
    const trace = ['-f', '-s', '4096', '-e', 'trace=open,openat', '-o', log];
    spawnSync('strace', [...trace, ...argv], {
      cwd: app,
      env: { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1' },
      stdio: 'ignore',
    });
    const paths = tracedCalls(readFileSync(log, 'latin1')).flatMap(({ args, result }) =>
      result === '-1' ? [] : [/"([^"]*)"/.exec(args)?.[1] ?? ''],
    );
    return sources(paths.map((path) => resolve(app, path)));
  }

  function sources(paths: readonly string[]): string[] {
    const names = paths.filter((path) => path.startsWith(`${app}/`)).map((path) => path.slice(app.length + 1));
    return [...new Set(names.filter((name) => /\.(py|m?js)$/.test(name)))].sort();
  }

  /** Sources of the folder that the trace and the closure of its program reach. */
  async function reached(argv: readonly string[]): Promise<string[]> {
    const tree = hostTree();
    const bytesOf = ({ path }: TreeNode): Uint8Array => readFileSync(`/${path}`);
    const config = { ...NO_CONFIG, cmd: argv, workingDir: app, env: [`PATH=${process.env['PATH'] ?? ''}`] };
    const trace = traceImage({ config, tree, readText: bytesOf });
    const files = { complete: <T>(make: (read: typeof bytesOf) => T) => Promise.resolve(make(bytesOf)) };
    const subject = {
      tree: tree as RootFs,
      files: files as unknown as ImageFiles,
      facts: () => [],
      cache: new Map(),
    };
    const closures = await Promise.all(programsOf(trace).map((program) => closureOf(program, subject)));
    expect(trace.outcome).not.toBe('unresolved');
    return sources(
      closures
        .flatMap(({ entries, edges }) => [...entries, ...edges.flatMap(({ to }) => to ?? [])])
        .map((path) => `/${path}`),
    );
  }

  const rows = [...PYTHON.map((words) => ['python3', ...words]), ...NODE.map((words) => ['node', ...words])];
  it.for(rows.map((argv) => [argv.join(' '), argv] as const))('%s', { timeout: 60_000 }, async ([, argv]) => {
    expect(await reached(argv)).toEqual(opened(argv));
  });

  it('is something for most of them', () => {
    expect(opened(['python3', '-c', 'import b'])).toEqual(['a.py', 'b.py']);
    expect(opened(['node', '-e', 'require("./one")'])).toEqual(['one.js', 'two.js']);
  });
});
