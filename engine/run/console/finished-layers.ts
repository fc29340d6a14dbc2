import type { DiffId } from '#shared/model/digest.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import { enabledAnalyzers } from '../analyzer-set.ts';
import type { RunningScan } from '../jobs/job-runner.ts';
import type { EngineContext } from './context.ts';
import { type LayerReading, readFinishedLayer, statingAnalyzers } from './layer-reading.ts';

export type FinishedLayer = Readonly<{ layer: LayerIndex; reading: LayerReading }>;

/** What was read of layers while somebody looked at a scan; gone with it. */
const remembered = new WeakMap<object, Map<DiffId, Promise<LayerReading | undefined>>>();

/** What the finished layers of a running scan state, the lowest first. Each layer is read once for a scan, one after the other. */
export async function finishedLayers(
  { store, config }: Pick<EngineContext, 'store' | 'config'>,
  { memory, progress }: Pick<RunningScan, 'memory' | 'progress'>,
): Promise<readonly FinishedLayer[]> {
  const known = remembered.get(memory) ?? new Map<DiffId, Promise<LayerReading | undefined>>();
  remembered.set(memory, known);
  const analyzers = statingAnalyzers(enabledAnalyzers(config));
  const finished: FinishedLayer[] = [];
  for (const { index: layer, diffId, state } of progress.layers) {
    if (state !== 'done' || diffId === null) continue;
    let reading = known.get(diffId);
    if (!reading) {
      reading = readFinishedLayer(store, analyzers, diffId);
      known.set(diffId, reading);
      // The next one who asks tries again.
      reading.catch(() => known.delete(diffId));
    }
    const read = await reading;
    if (read) finished.push({ layer, reading: read });
  }
  return finished;
}
