import type { Component } from '#shared/model/component.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { RootView } from '#shared/model/tree.ts';
import { composeDistro } from './distro.ts';
import { composeExecutables } from './executables.ts';
import type { ComposeInput, DatabaseState } from './input.ts';
import { Ownership } from './ownership.ts';
import { composePackages } from './packages.ts';

/**
 * Joins facts and tree into the graph of components, each with its evidence and layer facts.
 *
 * Components that a later layer removed are in the graph, with `layers.removed` set: documents leave them out.
 */
export function composeImage(input: ComposeInput): ImageGraph {
  const distro = composeDistro(input);
  const ownership = new Ownership(input);
  const packages = input.databases.flatMap((states) => composePackages(input, states, distro, ownership));
  const components = merge([...packages, ...composeExecutables(input.tree, ownership, input.layers)]);
  return {
    imageId: input.imageId,
    config: input.config,
    layers: input.layers,
    distro,
    components,
    fileCounts: countTypes(input.tree),
    diagnostics: [...input.diagnostics, ...input.databases.flatMap(removedDatabase)],
    complete: input.complete,
  };
}

/** Sorted by key. A key that two databases state (a copied database) keeps the one that is still there. */
function merge(components: readonly Component[]): Component[] {
  const byKey = new Map<string, Component>();
  for (const component of components) {
    const known = byKey.get(component.key);
    if (known === undefined || known.layers.removed !== null) byKey.set(component.key, component);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function countTypes(tree: RootView): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (_path: string, type: string): boolean => {
    counts[type] = (counts[type] ?? 0) + 1;
    return false;
  };
  for (const _none of tree.files(count)) continue;
  return counts;
}

/** Packages without a database are not packages any more, but an analyst must know that there was one. */
function removedDatabase(states: readonly DatabaseState[]): Diagnostic[] {
  const top = states.at(-1);
  if (!top || top.files.length > 0) return [];
  const layer = states.findLastIndex((state) => state.files.length > 0);
  const last = states[layer];
  if (!last || last.rows.length === 0) return [];
  return last.files.map((file) => ({
    code: 'missing',
    what: 'package database',
    found: `it was removed with ${last.rows.length} packages in it; files of these may still be there`,
    where: { layer: layer + 1, path: printPath(file.path) },
  }));
}
