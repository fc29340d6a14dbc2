import { graphlib, layout } from '@dagrejs/dagre';
import type { Hop } from '#shared/model/entry-trace.ts';

/** Steps that are drawn: more are neither read by people nor laid out at once. The list has all. */
export const MOST_DRAWN = 200;

/** Size of a step in the drawing, in pixels. */
export const NODE = { width: 148, height: 46 } as const;

/** A step with the place of its upper left corner. */
export type Placed = Readonly<{ hop: Hop; x: number; y: number }>;

/** Lays steps out from left to right: the same steps give the same drawing. @param hops parents before children */
export function layOut(
  hops: readonly Hop[],
): Readonly<{ placed: readonly Placed[]; edges: readonly (readonly [from: string, to: string])[] }> {
  const drawn = hops.slice(0, MOST_DRAWN);
  const ids = new Set(drawn.map(({ id }) => id));
  const edges = drawn.flatMap(({ id, parent }): (readonly [string, string])[] =>
    parent !== null && ids.has(parent) ? [[parent, id]] : [],
  );
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 20 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of drawn) graph.setNode(id, { ...NODE });
  for (const [from, to] of edges) graph.setEdge(from, to);
  // In the order of the list: a tree has no lines that cross.
  layout(graph, { disableOptimalOrderHeuristic: true });
  return {
    placed: drawn.map((hop) => {
      const { x = 0, y = 0 } = graph.node(hop.id) as Readonly<{ x?: number; y?: number }>;
      return { hop, x: Math.round(x - NODE.width / 2), y: Math.round(y - NODE.height / 2) };
    }),
    edges,
  };
}
