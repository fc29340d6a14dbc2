import type { RootPath } from '#shared/model/root-path.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';
import { bytesOf, environment } from '../../links/search.ts';
import { joined, nodeAt, parentOf, pathFrom } from './folders.ts';
import type { PythonStart } from './types.ts';

/** What the options of a start say. */
export type Options = Readonly<{
  hasSite: boolean;
  hasUserSite: boolean;
  /** Are `PYTHON…` variables looked at? */
  hasVariables: boolean;
  /** The program's own folder stays off the search path. */
  isSafe: boolean;
}>;

/** @param minor of the version: `-P` came with 3.11 */
export function optionsOf({ flags }: PythonStart, env: readonly string[], minor: number): Options {
  const has = (letter: string): boolean => flags.some((flag) => /^-?[A-Za-z]+$/.test(flag) && flag.includes(letter));
  const isIsolated = has('I');
  const hasVariables = !isIsolated && !has('E');
  const isSet = (name: string): boolean => hasVariables && Boolean(environment(env, name));
  return {
    hasSite: !has('S'),
    hasUserSite: !isIsolated && !has('s') && !isSet('PYTHONNOUSERSITE'),
    hasVariables,
    isSafe: isIsolated || (minor >= 11 && (has('P') || isSet('PYTHONSAFEPATH'))),
  };
}

/** What is run as `__main__`, and the folder that it puts in front. */
export type Program = Readonly<{
  /** undefined: no script, or one that is not there. */
  script?: TreeNode;
  /** A script that is an archive or no source at all. */
  isArchive: boolean;
  folders: readonly RootPath[];
}>;

/** @see Python/pathconfig.c _PyPathConfig_ComputeSysPath0; Modules/main.c */
export function findProgram(tree: RootView, { program }: PythonStart, cwd: RootPath, { isSafe }: Options): Program {
  if (program.kind !== 'script') return { isArchive: false, folders: isSafe ? [] : [cwd] };
  const path = pathFrom(cwd, bytesOf(program.path));
  const main = nodeAt(tree, joined(path, '__main__.py'), 'file');
  // A folder with `__main__.py` is on the search path even in isolated mode: it is where the program comes from.
  if (main !== undefined) return { script: main, isArchive: false, folders: [path] };
  const script = nodeAt(tree, path, 'file');
  if (script === undefined) return { isArchive: false, folders: [] };
  const isArchive = script.contentKind === 'zip';
  return { script, isArchive, folders: isArchive ? [path] : isSafe ? [] : [parentOf(script.path)] };
}
