import type { TreeNode } from '#shared/model/tree.ts';
import type { Said } from './hop-book.ts';
import type { FileChange } from './shell/state.ts';
import { isKnown, type Text } from './text.ts';
import type { User } from './users.ts';
import type { World } from './world.ts';

/** A program about to run. */
export type Process = Readonly<{
  argv: readonly Text[];
  /** Path that execve is given: `$0` of a script. */
  called: Text;
  node: TreeNode;
  env: ReadonlyMap<string, Text>;
  cwd: Text;
  user: User;
  /** What was written to files before, where a script did it. */
  files: ReadonlyMap<string, FileChange>;
  input: Text | null;
  /** Does somebody look at what it prints? */
  captured: boolean;
  /** Programs around it. */
  depth: number;
  /** Ids of the same program, arguments and user around it: a loop that never ends. */
  around: ReadonlySet<string>;
  /** Execve by a container runtime: no shell stands by for a script without `#!`. */
  byRuntime?: boolean;
  said: Said;
}>;

/** One way that a program can end, or what it has become. */
export type Ended = Readonly<{
  /** Hops that this way passes, all of them. */
  passed: ReadonlySet<string>;
  /** Hops of the programs that it ends as. */
  terminals: readonly string[];
  status: number | 'unknown';
  failed: boolean;
  /** It ran programs, and all of them have ended: nothing is left of it. */
  ended?: boolean;
  output: Text | null;
  /** What a script did to files, those it was given included; left out: not known to have done anything. */
  files?: ReadonlyMap<string, FileChange>;
}>;

/** Follows a program whose own hop is there already. */
export type StartProgram = (process: Process, hop: string) => Ended[];

/** Nothing more is known than that it runs. */
export function runs(hop: string): Ended[] {
  return [{ passed: new Set(), terminals: [hop], status: 'unknown', failed: false, output: null }];
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export type FoundProgram =
  /** `unsure`: a folder of PATH that is not known comes first, and may have another one. */
  | Readonly<{ node: TreeNode; called: string; unsure?: string }>
  | Readonly<{
      node: null;
      reason: 'CommandNotFound' | 'NotExecutable' | 'LayerNotRead' | 'DynamicEnvironmentReference';
      detail: string;
    }>;

/**
 * The file that a command name means: with a slash a path, else the first executable file in PATH (POSIX.1-2024 §2.9.1.4; for a
 * runtime, protocols of execvp).
 */
export function findProgram(
  world: World,
  name: string,
  env: ReadonlyMap<string, Text>,
  cwd: Text,
  user: User,
): FoundProgram {
  const folder = isKnown(cwd) ? cwd : '/';
  const printed = world.unknowns.print(name);
  // What is not to be found may lie in a layer that was not read: then it does not fail for sure either.
  const none = (reason: 'CommandNotFound' | 'NotExecutable', detail: string): FoundProgram => ({
    node: null,
    reason: world.book.known(reason),
    detail,
  });
  if (name.includes('/')) {
    const node = world.find(name, folder);
    if (!node || node.type === 'dir') return none('CommandNotFound', `${printed} is not in the image`);
    if (world.may(node, user, 'x') === false)
      return none('NotExecutable', `${printed} may not be executed by its user`);
    return { node, called: name };
  }
  const path = env.get('PATH') ?? DEFAULT_PATH;
  let denied = false;
  let unsure = false;
  for (const part of path.split(':')) {
    if (!isKnown(part)) {
      unsure = true;
      continue;
    }
    const called = part === '' ? `./${name}` : `${part.replace(/\/$/, '')}/${name}`;
    const node = world.find(called, folder);
    if (!node || node.type !== 'file') continue;
    if (world.may(node, user, 'x') !== false)
      return { node, called, ...(unsure ? { unsure: `${printed}: a folder in front of PATH is not known` } : {}) };
    denied = true;
  }
  if (!isKnown(path))
    return { node: null, reason: 'DynamicEnvironmentReference', detail: `${printed}: PATH is not known` };
  return denied
    ? none('NotExecutable', `${printed} may not be executed by its user`)
    : none('CommandNotFound', `${printed} is not in PATH`);
}
