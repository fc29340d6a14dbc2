import type { LinkEdge, LinkView } from '#shared/model/links.ts';

/** A need in the tree. `state`: has more below, was listed before, or needs itself through others. */
export type LinkRow = Readonly<{
  /** Edges from the root, so that each line has one. */
  key: string;
  level: number;
  position: number;
  siblings: number;
  edge: LinkEdge;
  state: 'leaf' | 'closed' | 'open' | 'seen' | 'cycle';
}>;

/** Levels that are open at first (ui.md: two). */
const FIRST_LEVELS = 2;
/** Lines of the tree: repeats are folded, so a start has some hundreds. */
const MOST_LINK_ROWS = 3000;

/**
 * Needs as a tree from the root, in load order. A file is expanded where it comes first; later it is `seen`, and below itself a `cycle`.
 *
 * @param toggled keys that a person opened or closed
 */
export function linkRows({ path, edges }: Pick<LinkView, 'path' | 'edges'>, toggled: ReadonlySet<string>): LinkRow[] {
  const needs = new Map<string, LinkEdge[]>();
  for (const edge of edges) {
    const known = needs.get(edge.from);
    if (known) known.push(edge);
    else needs.set(edge.from, [edge]);
  }
  const rows: LinkRow[] = [];
  const seen = new Set<string>([path]);
  const walk = (from: string, level: number, above: readonly string[], prefix: string): void => {
    const own = needs.get(from) ?? [];
    for (const [at, edge] of own.entries()) {
      if (rows.length >= MOST_LINK_ROWS) return;
      const key = `${prefix}/${at}`;
      const target = edge.to;
      const more = target !== null && (needs.get(target)?.length ?? 0) > 0;
      const place = { key, level, position: at + 1, siblings: own.length, edge };
      if (target !== null && above.includes(target)) rows.push({ ...place, state: 'cycle' });
      else if (target === null || !more) rows.push({ ...place, state: 'leaf' });
      else if (seen.has(target)) rows.push({ ...place, state: 'seen' });
      else {
        seen.add(target);
        const open = toggled.has(key) !== level < FIRST_LEVELS;
        rows.push({ ...place, state: open ? 'open' : 'closed' });
        if (open) walk(target, level + 1, [...above, target], key);
      }
    }
  };
  walk(path, 1, [path], '');
  return rows;
}
