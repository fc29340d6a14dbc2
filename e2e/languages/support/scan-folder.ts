import { run } from '../../images/support/tools.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import type { Component } from '#shared/model/component.ts';

/** Components of a folder of this machine, as if it were an image's only layer. */
export async function scanFolder(folder: string): Promise<readonly Component[]> {
  return (await scanInMemory([run('tar', ['-c', '-C', folder, '.'])])).components;
}

/** `from -> to` of all edges that metadata state, between components of one type. Sorted. */
export function declaredEdges(components: readonly Component[], type: Component['type']): string[] {
  return components
    .filter((component) => component.type === type)
    .flatMap(({ key, dependencies }) =>
      dependencies.filter(({ kind }) => kind === 'declares').map(({ to }) => `${key} -> ${to}`),
    )
    .sort();
}

/** Keys of all components of one type, sorted. */
export function keysOf(components: readonly Component[], type: Component['type']): string[] {
  return components
    .filter((component) => component.type === type)
    .map(({ key }) => key)
    .sort();
}
