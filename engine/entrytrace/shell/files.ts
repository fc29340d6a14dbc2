import type { TreeNode } from '#shared/model/tree.ts';
import { isKnown, type Text } from '../text.ts';
import { cleanPath } from '../world.ts';
import type { Machine } from './machine.ts';
import type { State } from './state.ts';

/** What is known of a path at this point of a script. */
export type Seen =
  | Readonly<{ kind: 'image'; node: TreeNode }>
  | Readonly<{ kind: 'made'; type: 'file' | 'dir'; content?: Text }>
  | Readonly<{ kind: 'absent' }>
  | Readonly<{ kind: 'unknown' }>;

/** What a running container has that no image has. */
const RUNTIME =
  /^\/(proc|sys|dev)(\/|$)|^\/etc\/(hosts|hostname|resolv\.conf|mtab)$|^\/(\.dockerenv|run\/\.containerenv)$|^\/run\/secrets(\/|$)/;
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
  return node ? { kind: 'image', node } : { kind: 'absent' };
}

/** Content of a file as it is at this point; undefined: not known, or not there. */
export function contentOf(machine: Machine, path: Text, state: State): Text | undefined {
  const seen = see(machine, path, state);
  if (seen.kind === 'made') return path === '/dev/null' ? '' : seen.content;
  return seen.kind === 'image' ? machine.world.text(seen.node) : undefined;
}

function parent(path: string): string {
  return path.replace(/\/[^/]*$/, '') || '/';
}
