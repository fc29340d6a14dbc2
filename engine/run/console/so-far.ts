import {
  ENTRY_TYPES,
  entryPath,
  type LayerIndex as DecodedIndex,
  LAYER_INDEX_VERSION,
} from '#engine/layers/layer-index.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { LayerEntries, SoFarRow, SoFarWindow } from '#shared/model/library.ts';
import { printPath } from '#shared/model/root-path.ts';
import { loadIndex } from '../stored-image.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';

/** The index that was looked at last. Held weakly: a scan that needs the memory gets it, and the index is decoded again. */
let latest: Readonly<{ diffId: string; index: WeakRef<DecodedIndex> }> | undefined;

/** Packages of an image whose scan runs in this process, the first `limit` by name. @throws EngineError `not-found` */
export function rowsSoFar({ runner }: EngineContext, imageId: ImageId, limit: number): SoFarWindow {
  const scan = runner.scanOf(imageId);
  if (!scan) throw notRunning(imageId);
  const rows = scan.components
    ? scan.components.flatMap(({ key, type, name, version, layers }): SoFarRow[] =>
        layers.removed === null ? [{ key, type, name, version, layer: layers.introduced }] : [],
      )
    : [...scan.records];
  rows.sort((a, b) => (a.name === b.name ? order(a.key ?? '', b.key ?? '') : order(a.name, b.name)));
  return { counted: scan.components !== null, total: rows.length, rows: rows.slice(0, limit) };
}

/**
 * What the archive of a layer holds that a running scan has finished: its verified index is in the store. Nothing is merged, and
 * the running scan is not touched. @throws EngineError `not-found`
 */
export async function layerEntries(
  { runner, store }: EngineContext,
  imageId: ImageId,
  layer: number,
  offset: number,
  limit: number,
): Promise<LayerEntries> {
  const scan = runner.scanOf(imageId);
  if (!scan) throw notRunning(imageId);
  const at = scan.progress.layers.find(({ index }) => index === layer);
  if (at?.state !== 'done' || at.diffId === null) return { total: null, rows: [] };
  let index = latest?.diffId === at.diffId ? latest.index.deref() : undefined;
  if (!index) {
    const record = await store.reader.findLayer(at.diffId);
    if (record?.indexVersion !== LAYER_INDEX_VERSION) return { total: null, rows: [] };
    index = await loadIndex(store, record);
    latest = { diffId: at.diffId, index: new WeakRef(index) };
  }
  const rows = [];
  for (let row = offset; row < Math.min(index.count, offset + limit); row++) {
    const type = ENTRY_TYPES[index.type[row] as number] ?? 'file';
    rows.push({
      path: printPath(entryPath(index, row)),
      type,
      size: type === 'file' ? (index.size[row] as number) : null,
    });
  }
  return { total: index.count, rows };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function notRunning(imageId: ImageId): EngineError {
  return new EngineError({ kind: 'no-running-scan', imageId });
}
