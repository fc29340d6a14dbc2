import { limits } from '#engine/bytes/limits.ts';
import { matches, readPattern } from '../shell/pattern.ts';
import type { World } from '../world.ts';

/** Files that a pattern in the last part of an absolute path means, ascending. */
export function globFiles(world: World, absolute: string): string[] {
  const slash = absolute.lastIndexOf('/');
  const folder = world.find(absolute.slice(0, slash) || '/', '/');
  const pattern = readPattern([{ text: absolute.slice(slash + 1), quoted: false }]);
  if (!folder || !pattern) return [];
  return world.tree
    .list(folder.path)
    .filter((name) => matches(pattern, name) === true)
    .slice(0, limits.traceLoopTurns)
    .map((name) => (folder.path === '' ? name : `${folder.path}/${name}`));
}
