import type { Component, Dependency } from '#shared/model/component.ts';

/**
 * One component per key, sorted by key.
 *
 * File-based components with one key are one component at several places: what is known of them is joined. Of package rows with
 * one key (a copied database) the one that is still there counts. Edges that lead nowhere, or to the component itself, are left out.
 */
export function mergeComponents(components: readonly Component[]): Component[] {
  const byKey = new Map<string, Component[]>();
  for (const component of components) {
    const same = byKey.get(component.key);
    if (same) same.push(component);
    else byKey.set(component.key, [component]);
  }
  return [...byKey]
    .sort(([a], [b]) => byText(a, b))
    .map(([key, same]) => {
      const [first, ...more] = same as [Component, ...Component[]];
      const merged = more.reduce(merge, first);
      return merged.dependencies.length === 0
        ? merged
        : { ...merged, dependencies: sortDependencies(key, merged.dependencies, byKey) };
    });
}

function merge(a: Component, b: Component): Component {
  if (a.origin === 'package-db' || b.origin === 'package-db') {
    if (a.layers.removed !== null) return b;
    return a.origin === 'package-db' ? a : b;
  }
  const written = [a.layers.recordWritten, b.layers.recordWritten].filter((layer) => layer !== null);
  return {
    ...a,
    details: { ...b.details, ...a.details },
    layers: {
      introduced: Math.min(a.layers.introduced, b.layers.introduced),
      recordWritten: written.length === 0 ? null : Math.max(...written),
      lastModified: Math.max(a.layers.lastModified, b.layers.lastModified),
      removed: null,
    },
    licences: union(a.licences, b.licences),
    occurrences: union(a.occurrences, b.occurrences),
    dependencies: union(a.dependencies, b.dependencies),
    files: union(a.files, b.files),
    missingFiles: union(a.missingFiles, b.missingFiles),
    evidence: union(a.evidence, b.evidence),
  };
}

/** Both lists without repetitions, in order of their canonical text. */
function union<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  if (b.length === 0) return a;
  const byJson = new Map([...a, ...b].map((one) => [JSON.stringify(one), one]));
  return [...byJson].sort(([x], [y]) => byText(x, y)).map(([, one]) => one);
}

function sortDependencies(
  key: string,
  dependencies: readonly Dependency[],
  known: ReadonlyMap<string, unknown>,
): Dependency[] {
  const byId = new Map<string, Dependency>();
  for (const one of dependencies) {
    if (one.to === key || !known.has(one.to)) continue;
    const id = `${one.kind}\0${one.to}\0${one.stated ?? ''}`;
    byId.set(id, one);
  }
  return [...byId].sort(([a], [b]) => byText(a, b)).map(([, one]) => one);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
