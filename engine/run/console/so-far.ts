import {
  ENTRY_TYPES,
  entryPath,
  type LayerIndex as DecodedIndex,
  LAYER_INDEX_VERSION,
} from '#engine/layers/layer-index.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { LayerEntries, LayerKinds, LinksSoFar, SoFarRow, SoFarWindow } from '#shared/model/so-far.ts';
import type { RunningScan } from '../jobs/job-runner.ts';
import { loadIndex } from '../stored-image.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import { type FinishedLayer, finishedLayers } from './finished-layers.ts';

/** The index that was looked at last. Held weakly: a scan that needs the memory gets it, and the index is decoded again. */
let latest: Readonly<{ diffId: string; index: WeakRef<DecodedIndex> }> | undefined;

/** Packages of an image whose scan runs in this process, the first `limit` by name. @throws EngineError `not-found` */
export async function rowsSoFar(context: EngineContext, imageId: ImageId, limit: number): Promise<SoFarWindow> {
  const scan = scanOf(context, imageId);
  const finished = scan.components ? [] : await finishedLayers(context, scan);
  const all = scan.components
    ? scan.components.flatMap(({ key, type, name, version, layers }): SoFarRow[] =>
        layers.removed === null ? [{ key, type, name, version, layer: layers.introduced, path: null }] : [],
      )
    : recordsOf(finished);
  const isMore = finished.some(({ reading }) => reading.more.packages);
  all.sort((a, b) => (a.name === b.name ? order(a.key ?? '', b.key ?? '') : order(a.name, b.name)));
  return {
    counted: scan.components !== null,
    ...(isMore ? { atLeast: true } : {}),
    total: all.length,
    rows: all.slice(0, limit),
  };
}

/** What executables in finished layers say that they need, page by page. @throws EngineError `not-found` */
export async function linksSoFar(
  context: EngineContext,
  imageId: ImageId,
  offset: number,
  limit: number,
): Promise<LinksSoFar> {
  const finished = await finishedLayers(context, scanOf(context, imageId));
  const rows = finished.flatMap(({ layer, reading }) => reading.links.map((stated) => ({ layer, ...stated })));
  return {
    ...(finished.some(({ reading }) => reading.more.links) ? { atLeast: true } : {}),
    total: rows.length,
    rows: rows.slice(offset, offset + limit),
  };
}

/** What kinds of packages and executables finished layers hold. @throws EngineError `not-found` */
export async function kindsSoFar(context: EngineContext, imageId: ImageId): Promise<readonly LayerKinds[]> {
  const finished = await finishedLayers(context, scanOf(context, imageId));
  return finished.map(({ layer, reading: { packages, programs, more } }) => ({
    layer,
    packages: counted(packages.map(({ type }) => type)).map(([type, count]) => ({
      type,
      count,
      ...(more.packages ? { atLeast: true } : {}),
    })),
    programs: [...programs].sort(mostFirst).map(([kind, count]) => ({ kind, count })),
  }));
}

/** The lowest layer that states a record is where it came from, as far as is known. */
function recordsOf(finished: readonly FinishedLayer[]): SoFarRow[] {
  const rows = new Map<string, SoFarRow>();
  for (const { layer, reading } of finished)
    for (const { type, name, version, path } of reading.packages) {
      const key = JSON.stringify([type, name, version]);
      if (!rows.has(key)) rows.set(key, { key: null, type, name, version, layer, path });
    }
  return [...rows.values()];
}

function counted<T extends string>(all: readonly T[]): [T, number][] {
  const counts = new Map<T, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].sort(mostFirst);
}

function mostFirst([a, most]: readonly [string, number], [b, next]: readonly [string, number]): number {
  return next - most || order(a, b);
}

/**
 * What the archive of a layer holds that a running scan has finished: its verified index is in the store. Nothing is merged, and
 * the running scan is not touched. @throws EngineError `not-found`
 */
export async function layerEntries(
  context: EngineContext,
  imageId: ImageId,
  layer: number,
  offset: number,
  limit: number,
): Promise<LayerEntries> {
  const { store } = context;
  const scan = scanOf(context, imageId);
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

function scanOf({ runner }: EngineContext, imageId: ImageId): RunningScan {
  const scan = runner.scanOf(imageId);
  if (!scan) throw new EngineError({ kind: 'no-running-scan', imageId });
  return scan;
}
