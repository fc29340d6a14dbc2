import type { Hop } from '#shared/model/entry-trace.ts';
import { wordsText } from '#shared/text/words.ts';

/** A line of the list of steps: a step, or those of one parent that are not taken, folded. */
export type HopRow = Readonly<{
  key: string;
  level: number;
  position: number;
  siblings: number;
  parent: string | null;
}> &
  (
    | Readonly<{ kind: 'hop'; hop: Hop; children: number; open: boolean }>
    | Readonly<{ kind: 'fold'; count: number; open: boolean }>
  );

/** Key of the line that stands for the steps of a parent that are not taken. */
function foldKey(parent: string | null): string {
  return `fold ${parent ?? ''}`;
}

/**
 * Steps as an indented list, parents before children. What is not taken is folded, everything else open.
 *
 * @param toggled keys that a person opened or closed
 */
export function hopRows(hops: readonly Hop[], toggled: ReadonlySet<string>): HopRow[] {
  const children = new Map<string | null, Hop[]>();
  for (const hop of hops) {
    const known = children.get(hop.parent);
    if (known) known.push(hop);
    else children.set(hop.parent, [hop]);
  }
  const rows: HopRow[] = [];
  // Traces nest at most 64 programs deep, times the steps in each: a loop, since a stack of calls would not hold the deepest.
  type Pending = () => readonly Pending[];
  const list = (parent: string | null, level: number): readonly Pending[] => {
    const all = children.get(parent) ?? [];
    const shown = all.filter(({ status }) => status !== 'notTaken');
    const folded = all.filter(({ status }) => status === 'notTaken');
    const siblings = shown.length + (folded.length > 0 ? 1 : 0);
    const step = (hop: Hop, position: number, of: number, depth: number): Pending => {
      return () => {
        const count = children.get(hop.id)?.length ?? 0;
        const open = count > 0 && !toggled.has(hop.id);
        const place = { key: hop.id, level: depth, position, siblings: of, parent: hop.parent };
        rows.push({ ...place, kind: 'hop', hop, children: count, open });
        return open ? list(hop.id, depth + 1) : [];
      };
    };
    const pending = shown.map((hop, at) => step(hop, at + 1, siblings, level));
    if (folded.length === 0) return pending;
    const key = foldKey(parent);
    const fold: Pending = () => {
      const open = toggled.has(key);
      rows.push({ key, level, position: siblings, siblings, parent, kind: 'fold', count: folded.length, open });
      return open ? folded.map((hop, at) => step(hop, at + 1, folded.length, level + 1)) : [];
    };
    return [...pending, fold];
  };
  const stack = [...list(null, 1)].reverse();
  for (let next = stack.pop(); next; next = stack.pop()) stack.push(...[...next()].reverse());
  return rows;
}

/** Steps from the first to this one. */
export function chainOf(hops: readonly Hop[], id: string): Hop[] {
  const byId = new Map(hops.map((hop) => [hop.id, hop]));
  const chain: Hop[] = [];
  for (
    let hop = byId.get(id);
    hop && chain.length < hops.length;
    hop = hop.parent === null ? undefined : byId.get(hop.parent)
  )
    chain.unshift(hop);
  return chain;
}

/** What a step is called in a chain: the file that it starts, else its words. */
export function hopName({ path, argv }: Hop): string {
  return path === null ? wordsText(argv) : `/${path}`;
}

/** Keys that must be open or closed otherwise for a step to be in the list. */
export function revealing(hops: readonly Hop[], id: string, toggled: ReadonlySet<string>): ReadonlySet<string> {
  const next = new Set(toggled);
  for (const hop of chainOf(hops, id)) {
    if (hop.status === 'notTaken') next.add(foldKey(hop.parent));
    if (hop.id !== id) next.delete(hop.id);
  }
  return next;
}
