import type { FoundSoFar } from '#engine/ports/progress.ts';
import type { ImageGraph } from '#shared/model/image.ts';

/** What a graph says before it is stored, in counts. */
export function foundSoFar({ layers, components, distro, fileCounts, diagnostics, complete }: ImageGraph): FoundSoFar {
  const byType: Record<string, number> = {};
  const introduced = layers.map(() => 0);
  const removed = layers.map(() => 0);
  for (const { type, layers: facts } of components) {
    if (facts.removed === null) {
      byType[type] = (byType[type] ?? 0) + 1;
      introduced[facts.introduced] = (introduced[facts.introduced] ?? 0) + 1;
    } else removed[facts.removed] = (removed[facts.removed] ?? 0) + 1;
  }
  return { distro, byType, introduced, removed, fileCounts, notes: diagnostics, complete };
}
