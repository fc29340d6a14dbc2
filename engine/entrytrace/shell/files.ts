import type { TreeNode } from '#shared/model/tree.ts';
import { isKnown, knownStart, type Text } from '../text.ts';
import { cleanPath } from '../world.ts';
import type { Machine } from './machine.ts';
import type { Ended } from '../process.ts';
import type { FileChange, State } from './state.ts';

/** What is known of a path at this point of a script. */
export type Seen =
  | Readonly<{ kind: 'image'; node: TreeNode }>
  | Readonly<{ kind: 'made'; type: 'file' | 'dir'; content?: Text }>
  | Readonly<{ kind: 'absent' }>
  /** `unread`: not in the layers that were read. */
  | Readonly<{ kind: 'unknown'; unread?: true }>;

/** What a running container has that no image has. */
const RUNTIME =
  /^\/(proc|sys|dev)(\/|$)|^\/etc\/(hosts|hostname|resolv\.conf|mtab)$|^\/(\.dockerenv|run\/\.containerenv)$|^\/run\/secrets(\/|$)/;
/** Is it something that a running container has and no image? @param path from the root, clean */
export function isOfRuntime(path: string): boolean {
  return RUNTIME.test(path) || path === '/run/secrets';
}

const DEVICES = new Set(['/dev/null', '/dev/zero', '/dev/full', '/dev/random', '/dev/urandom', '/dev/tty']);

export function see(machine: Machine, path: Text, state: State): Seen {
  if (path === '') return { kind: 'absent' };
  if (!isKnown(path) || !isKnown(state.cwd)) return { kind: 'unknown' };
  const clean = cleanPath(path, state.cwd);
  const change = state.files.get(clean);
  if (change !== undefined) {
    if (change === 'absent' || change === 'unknown') return { kind: change };
    return typeof change === 'string'
      ? { kind: 'made', type: change }
      : { kind: 'made', type: 'file', content: change.content };
  }
  for (let above = parent(clean); above !== '/'; above = parent(above)) {
    const one = state.files.get(above);
    if (one === 'absent') return { kind: 'absent' };
    if (one === 'unknown') return { kind: 'unknown' };
  }
  if (DEVICES.has(clean)) return { kind: 'made', type: 'file' };
  if (RUNTIME.test(clean)) return { kind: 'unknown' };
  const node = machine.world.find(path, state.cwd);
  if (node) return { kind: 'image', node };
  return machine.world.isWhole ? { kind: 'absent' } : { kind: 'unknown', unread: true };
}

/** Content of a file as it is at this point; undefined: not known, or not there. */
export function contentOf(machine: Machine, path: Text, state: State): Text | undefined {
  const seen = see(machine, path, state);
  if (seen.kind === 'made') return path === '/dev/null' ? '' : seen.content;
  return seen.kind === 'image' ? machine.world.text(seen.node) : undefined;
}

/** What several ways did to files: what differs is not known. */
export function commonFiles(ways: readonly Pick<Ended, 'files'>[]): Map<string, FileChange> {
  const paths = new Set(ways.flatMap(({ files }) => [...(files?.keys() ?? [])]));
  return new Map(
    [...paths].map((path) => {
      const [first, ...rest] = ways.map(({ files }) => files?.get(path));
      const same = rest.every((one) => JSON.stringify(one) === JSON.stringify(first));
      return [path, same ? (first ?? 'unknown') : 'unknown'];
    }),
  );
}

/**
 * The folder in which something of a name that is not known changed; undefined: the name is known, or not even the folder is. Folders
 * of programs are left out: nothing could be found any more.
 */
export function openFolder(path: Text): string | undefined {
  if (isKnown(path)) return undefined;
  const start = knownStart(path);
  const folder = cleanPath(start.slice(0, start.lastIndexOf('/') + 1), '/');
  return !start.startsWith('/') || folder === '/' || /^\/(bin|sbin|lib\w*|usr)(\/|$)/.test(folder) ? undefined : folder;
}

function parent(path: string): string {
  return path.replace(/\/[^/]*$/, '') || '/';
}
