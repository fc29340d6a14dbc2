import { limits } from '#engine/bytes/limits.ts';
import type { Process } from '../process.ts';
import { matches, type Pattern, readPattern } from '../shell/pattern.ts';
import type { World } from '../world.ts';

/** `whole`: false when there may be more, or others: too many, a pattern that is not read, or files that only a run knows. */
export type Globbed = Readonly<{ paths: readonly string[]; whole: boolean }>;

/**
 * What a pattern means for glob(3), as nginx and Python have it too: any part of the path may be one, names with a dot in front only
 * fit a pattern that has it, and the bytes ascend. A pattern that fits nothing gives nothing.
 *
 * @param absolute with `..` as they are: they go up from where links lead
 */
export function globFiles(world: World, { files }: Pick<Process, 'files'>, absolute: string): Globbed {
  const parts = absolute.split('/').filter((part) => part !== '');
  const patterns = parts.map((part) => (/[*?[]/.test(part) ? readPattern([{ text: part, quoted: false }]) : null));
  let whole = patterns.every((pattern) => pattern !== undefined);
  let found = [''];
  for (const [i, part] of parts.entries()) {
    const pattern = patterns[i];
    const next = found.flatMap((folder) => {
      if (pattern === null) return [`${folder}/${part}`];
      const node = world.find(folder === '' ? '/' : folder, '/');
      const names = node?.type === 'dir' ? world.tree.list(node.path) : [];
      return names.filter((name) => fits(pattern, part, name)).map((name) => `${folder}/${name}`);
    });
    whole &&= next.length <= limits.traceLoopTurns;
    found = next.slice(0, limits.traceLoopTurns);
  }
  const isGone = (path: string): boolean =>
    path !== '' && (files.get(path) === 'absent' || isGone(path.slice(0, path.lastIndexOf('/'))));
  const paths = new Set(found.filter((path) => !isGone(path) && world.findLink(path, '/') !== undefined));
  for (const [path, change] of files) {
    const names = path.split('/').filter((name) => name !== '');
    const isAbove = names.length < parts.length && change === 'unknown';
    const fit = names.every((name, i) => fits(patterns[i], parts[i] ?? '', name));
    if (fit && isAbove) whole = false;
    else if (fit && change !== 'absent' && names.length === parts.length) paths.add(path);
  }
  return { paths: [...paths].sort(), whole };
}

function fits(pattern: Pattern | null | undefined, part: string, name: string): boolean {
  if (pattern === null) return part === name;
  return pattern !== undefined && (!name.startsWith('.') || part.startsWith('.')) && matches(pattern, name) === true;
}
