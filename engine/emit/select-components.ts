import type { ImageGraph } from '#shared/model/image.ts';

/**
 * The graph that a document is about: components that no later layer removed and that `keep` accepts, with the edges between
 * them. What a later layer removed is in the catalog alone.
 *
 * @param keep default: all of them; for the usage view, those that the image's start reaches
 */
export function selectComponents(graph: ImageGraph, keep: (key: string) => boolean = () => true): ImageGraph {
  const kept = graph.components.filter(({ key, layers }) => layers.removed === null && keep(key));
  const keys = new Set(kept.map(({ key }) => key));
  return {
    ...graph,
    components: kept.map((component) =>
      component.dependencies.every(({ to }) => keys.has(to))
        ? component
        : { ...component, dependencies: component.dependencies.filter(({ to }) => keys.has(to)) },
    ),
  };
}
