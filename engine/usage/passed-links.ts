import type { Hop } from '#shared/model/entry-trace.ts';
import { parsePrintedPath, printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { RootView } from '#shared/model/tree.ts';
import type { FileUsage } from '#shared/model/usage.ts';
import { hopStep } from './reach.ts';

/** As many links as the kernel follows. */
const MOST_LINKS = 40;

/**
 * Links that the start goes through to a program or interpreter: `python3` on the way to `python3.11`. The package of such a link is
 * used, which may be another one than that of the program. Links of folders on the way are left out: they say where all files lie.
 *
 * @param files of {@link reach}
 * @returns those files and the links, by path
 */
export function withPassedLinks(
  tree: Pick<RootView, 'lookup'>,
  hops: readonly Hop[],
  files: readonly FileUsage[],
): FileUsage[] {
  const found = new Map(files.map((file) => [file.path, file]));
  const byId = new Map(hops.map((hop) => [hop.id, hop]));
  for (const state of ['reached', 'possible'] as const)
    for (const hop of hops) {
      if (hop.status !== (state === 'reached' ? 'taken' : 'possible')) continue;
      for (const path of linksTo(tree, hop))
        if (!found.has(path))
          found.set(path, { path, state, step: { ...hopStep(hop, byId), rule: 'through', to: path } });
    }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Empty where they do not lead to the program, which is then not known to be started through them. */
function linksTo(tree: Pick<RootView, 'lookup'>, { called, cwd, path }: Hop): string[] {
  if (called === null || path === null) return [];
  const links: string[] = [];
  let at = parsePrintedPath(called.startsWith('/') ? called : `${cwd ?? ''}/${called}`);
  while (links.length < MOST_LINKS) {
    const node = tree.lookup(at);
    if (node === undefined) return [];
    if (node.type !== 'symlink') return printPath(node.path) === path ? links : [];
    links.push(printPath(node.path));
    const target = node.linkTarget ?? '';
    at = (target.startsWith('/') ? target : `${splitPath(node.path)[0]}/${target}`) as RootPath;
  }
  return [];
}
