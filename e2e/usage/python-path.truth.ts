import { existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pythonSearchPath } from '#engine/usage/code/python/python-closure.ts';
import type { PythonStart } from '#engine/usage/code/python/types.ts';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { HostPython } from './support/python-program.ts';

const missing = missingTools(['python3']);
skipNotice('search paths of Python', missing);

const work = new WorkFolder();
afterAll(() => work[Symbol.dispose]());

/** The machine's own interpreters: the first on the path, Debian's, and versions that are installed beside the first. */
function interpreters(): string[] {
  const first = run('python3', ['-c', 'import sys; print(sys.executable)']).toString().trim();
  const versions = dirname(dirname(dirname(realpathSync(first))));
  const beside = /^\d+\.\d+(\.\d+)?$/.test(dirname(dirname(realpathSync(first))).slice(versions.length + 1))
    ? readdirSync(versions).map((name) => join(versions, name, 'bin/python3'))
    : [];
  const all = [first, '/usr/bin/python3', ...beside].filter((path) => existsSync(path));
  return [...new Map(all.map((path) => [realpathSync(path), path])).values()];
}

const PRINT = 'import sys\nprint("\\n".join(sys.path))\n';

type Case = Readonly<{
  name: string;
  /** Letters of options. */
  flags?: readonly string[];
  env?: Readonly<Record<string, string>>;
  program: PythonStart['program'];
}>;

describe.skipIf(missing.length > 0)('sys.path', () => {
  const root = work.fresh();
  const app = join(root, 'app');
  for (const folder of [app, join(app, 'lib'), join(app, 'packed'), join(root, 'home')]) mkdirSync(folder);
  for (const name of ['main.py', 'packed/__main__.py']) writeFileSync(join(app, name), PRINT);
  symlinkSync('app/main.py', join(root, 'linked.py'));
  const script = { kind: 'script', path: 'main.py' } as const;
  const CASES: readonly Case[] = [
    { name: 'a script', program: script },
    { name: 'a link to a script', program: { kind: 'script', path: '../linked.py' } },
    { name: 'a folder', program: { kind: 'script', path: 'packed' } },
    { name: '-m', program: { kind: 'module', name: 'main' } },
    { name: '-I', flags: ['-I'], env: { PYTHONPATH: '/opt' }, program: script },
    { name: '-E', flags: ['-E'], env: { PYTHONPATH: '/opt' }, program: script },
    { name: '-S', flags: ['-S'], program: script },
    { name: '-sS', flags: ['-sS'], program: script },
    { name: 'PYTHONPATH', env: { PYTHONPATH: `/opt:lib:${app}/lib/../lib::/opt/` }, program: script },
    { name: 'PYTHONSAFEPATH', env: { PYTHONSAFEPATH: '1' }, program: script },
    { name: 'PYTHONNOUSERSITE', env: { PYTHONNOUSERSITE: '1', HOME: join(root, 'home') }, program: script },
    { name: 'HOME', env: { HOME: join(root, 'home') }, program: script },
  ];
  const host = new HostPython();
  let compared = 0;

  const compare = (interpreter: string): void => {
    for (const { name, flags = [], env = {}, program } of CASES) {
      const argv = [
        ...flags,
        ...(program.kind === 'module' ? ['-m', program.name] : program.kind === 'script' ? [program.path] : []),
      ];
      const theirs = run(interpreter, argv, {
        cwd: app,
        env: { PYTHONDONTWRITEBYTECODE: '1', HOME: '', PYTHONPATH: '', ...env },
      })
        .toString()
        .replace(/\n$/, '')
        .split('\n');
      const input = host.input({ cwd: app, env });
      const ours = pythonSearchPath(input, { interpreter, flags, program }, new Map());
      // Entries that are there twice change nothing; the empty one is the working directory.
      const normal = new Set(theirs.map((path) => (path.startsWith('/') ? path : join(app, path))));
      expect([interpreter, name, ...new Set(ours)]).toEqual([interpreter, name, ...normal]);
      compared++;
    }
  };

  it.for(missing.length > 0 ? [] : interpreters())('of %s', { timeout: 60_000 }, (interpreter) => {
    const version = run(interpreter, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']).toString().trim();
    if (version.startsWith('2.')) return;
    const user = join(root, `home/.local/lib/python${version}/site-packages`);
    mkdirSync(user, { recursive: true });
    writeFileSync(join(user, 'more.pth'), `${app}/lib\n/nowhere\n`);
    compare(interpreter);
    for (const [index, more] of [[], ['--system-site-packages']].entries()) {
      const venv = join(root, `venv-${version}-${compared}-${index}`);
      run(interpreter, ['-m', 'venv', '--without-pip', ...more, venv]);
      compare(join(venv, 'bin/python'));
    }
    console.log(`${version}: ${compared} search paths are as its own`);
  });
});
