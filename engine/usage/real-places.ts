import { parsePrintedPath, printPath } from '#shared/model/root-path.ts';
import type { RootView } from '#shared/model/tree.ts';

/**
 * Where a listed file really is: package databases say `lib/x` for what lies in `usr/lib/x`. Folders are followed, the file itself is
 * not: a link is not what it leads to.
 *
 * @returns a function of printed paths; folders are looked up once
 */
export function realPlaces(tree: Pick<RootView, 'resolve'>): (path: string) => string {
  const folders = new Map<string, string | undefined>();
  return (path) => {
    const slash = path.lastIndexOf('/');
    if (slash < 0) return path;
    const folder = path.slice(0, slash);
    if (!folders.has(folder)) {
      const node = tree.resolve(parsePrintedPath(folder));
      const real = node && printPath(node.path);
      folders.set(folder, real === folder ? undefined : real);
    }
    const real = folders.get(folder);
    return real === undefined ? path : `${real}${path.slice(slash)}`;
  };
}
