import type { RootPath } from '#shared/model/root-path.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';
import { bytesOf, environment } from '../../links/search.ts';
import { joined, namesIn, nodeAt, parentOf, pathFrom } from './folders.ts';
import type { Sources } from './sources.ts';

/** Where an interpreter has its library. */
export type PythonLayout = Readonly<{
  /** The interpreter itself, links followed. */
  interpreter: TreeNode;
  /** Such as `3.11`; `3.13t` without the global lock. */
  version: string;
  /** `sys.base_prefix`. */
  base: RootPath;
  /** `sys.base_exec_prefix`. */
  execBase: RootPath;
  /** `lib`, or `lib64` where a distribution says so. */
  lib: string;
  /** The virtual environment that it runs in. */
  venv?: Readonly<{ folder: RootPath; config: TreeNode; isRead: boolean; hasSystemSite: boolean }>;
}>;

/**
 * Finds the library as the interpreter does at its start.
 *
 * @param path of the interpreter as it was started
 * @param env of the process; empty when it is told to look at none
 * @returns undefined when there is no interpreter, or nothing that looks like its library
 * @see Modules/getpath.py (3.11), Modules/getpath.c (before)
 */
export function findLayout(
  tree: RootView,
  sources: Sources,
  path: RootPath,
  env: readonly string[],
): PythonLayout | undefined {
  const interpreter = tree.resolve(path);
  if (interpreter?.type !== 'file') return undefined;
  const venv = findVenv(tree, sources, path);
  const named = /^python(\d+\.\d+t?)/.exec(interpreter.path.slice(interpreter.path.lastIndexOf('/') + 1))?.[1];
  const version = named ?? venv?.version;
  const [home, execHome] = (environment(env, 'PYTHONHOME') ?? '').split(':');
  const found = home
    ? libraryIn(tree, pathFrom('' as RootPath, bytesOf(home)), version)
    : ((venv?.home === undefined ? undefined : searchUp(tree, venv.home, version)) ??
      searchUp(tree, parentOf(interpreter.path), version));
  if (found === undefined) return undefined;
  return {
    interpreter,
    ...found,
    execBase: execHome ? pathFrom('' as RootPath, bytesOf(execHome)) : found.base,
    ...(venv && { venv }),
  };
}

type Library = Readonly<{ base: RootPath; lib: string; version: string }>;

function searchUp(tree: RootView, from: RootPath, version: string | undefined): Library | undefined {
  for (let folder = from; ; folder = parentOf(folder)) {
    const found = libraryIn(tree, folder, version);
    if (found !== undefined || folder === '') return found;
  }
}

/** The landmark is `lib/pythonX.Y/os.py`. */
function libraryIn(tree: RootView, base: RootPath, wanted: string | undefined): Library | undefined {
  for (const lib of ['lib', 'lib64']) {
    const folder = joined(base, lib);
    const versions =
      wanted === undefined
        ? [...namesIn(tree, folder)].flatMap((name) => /^python(\d+\.\d+t?)$/.exec(name)?.[1] ?? [])
        : [wanted];
    // Only an interpreter without a version in its name leaves a choice: the newest, as `python3` is.
    versions.sort((a, b) => Number(b.split('.')[0]) - Number(a.split('.')[0]) || minorOf(b) - minorOf(a));
    for (const version of versions) {
      const names = namesIn(tree, joined(folder, `python${version}`));
      if (names.has('os.py') || names.has('os.pyc')) return { base, lib, version };
    }
  }
  return undefined;
}

/** Minor part of a version such as `3.11`. */
export function minorOf(version: string): number {
  return Number.parseInt(version.split('.')[1] ?? '0', 10);
}

function findVenv(tree: RootView, sources: Sources, path: RootPath) {
  const folder = parentOf(path);
  const config =
    nodeAt(tree, joined(folder, 'pyvenv.cfg'), 'file') ?? nodeAt(tree, joined(parentOf(folder), 'pyvenv.cfg'), 'file');
  if (config === undefined) return undefined;
  const read = sources.requestsOf(config, 'pyvenv');
  const values = new Map(read?.ok ? read.requests.map(({ how, specifier }) => [how, specifier ?? '']) : []);
  const home = values.get('home');
  const version = /^\d+\.\d+/.exec(values.get('version') ?? values.get('version_info') ?? '')?.[0];
  return {
    folder: parentOf(folder),
    config,
    isRead: read !== undefined,
    hasSystemSite: (values.get('include-system-site-packages') ?? 'true').toLowerCase() === 'true',
    ...(home !== undefined && { home: pathFrom('' as RootPath, home) }),
    ...(version !== undefined && { version }),
  };
}
