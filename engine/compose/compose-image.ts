import type { Component } from '#shared/model/component.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { RootView } from '#shared/model/tree.ts';
import { composeDistro } from './distro.ts';
import { composeExecutables } from './executables.ts';
import type { ComposeInput, DatabaseState } from './input.ts';
import type { ComposedFilePackage } from './file-package-composer.ts';
import { composeFilePackages } from './file-packages.ts';
import { mergeComponents } from './merge-components.ts';
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
  const filePackages = composeFilePackages(input, ownership);
  const components = mergeComponents([
    ...withInstalled(packages, filePackages, ownership),
    ...filePackages.map(({ component }) => component),
    // Last: what nobody has claimed by now has no name.
    ...composeExecutables(input, ownership),
  ]);
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

/** Packages of the operating system with an edge to each package that files of theirs state: one code under two names. */
function withInstalled(
  packages: readonly Component[],
  filePackages: readonly ComposedFilePackage[],
  ownership: Ownership,
): Component[] {
  const installed = new Map<string, Set<string>>();
  for (const { component, statedBy } of filePackages) {
    for (const owner of statedBy.flatMap(({ inode }) => ownership.ownersOf(inode))) {
      const keys = installed.get(owner) ?? new Set();
      installed.set(owner, keys.add(component.key));
    }
  }
  return packages.map((component) => {
    const keys = component.layers.removed === null ? installed.get(component.key) : undefined;
    if (keys === undefined) return component;
    return { ...component, dependencies: [...keys].sort().map((to) => ({ to, kind: 'installs' as const })) };
  });
}

function countTypes(tree: RootView): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (type: string): boolean => {
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
