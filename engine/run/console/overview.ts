import type { ImageConfig } from '#shared/model/image.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { HistoryLine, ImageOverview, LayerFiles, LibraryImage, OverviewLayer } from '#shared/model/library.ts';
import { analyzerSetOf } from '../analyzer-set.ts';
import { SCAN_KIND, scanJobResultSchema, type ScanJobResult } from '../jobs/scan-payload.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';

/** Everything on the overview of an image that needs no tree. */
export async function readOverview(context: EngineContext, image: LibraryImage): Promise<ImageOverview> {
  const { imageId } = image;
  const { reader } = context.store;
  const record = await reader.findImage(imageId);
  if (!record) throw new EngineError({ kind: 'no-image', imageId });
  const layers = await readLayers(context, imageId);
  const { config, distro, diagnostics, fileCounts, analyzerSet, componentCount } = record;
  return {
    image,
    ...configFacts(config, layers.length),
    size: layers.reduce((sum, { size }) => sum + size, 0),
    distro,
    layers,
    componentCounts: await reader.countByType(imageId),
    removedComponents: componentCount - image.components,
    fileCounts,
    notes: diagnostics,
    analyzerSet,
    outdated: analyzerSet !== analyzerSetOf(context.config),
    scanning: null,
  };
}

async function readLayers(context: EngineContext, imageId: ImageId): Promise<OverviewLayer[]> {
  const { reader } = context.store;
  const counts = new Map((await reader.countByLayer(imageId)).map((count) => [count.layer, count]));
  const cached = (await lastResult(context, imageId))?.cached;
  const layers = await reader.listLayers(imageId);
  return await Promise.all(
    layers.map(async ({ index, diffId, digest, createdBy, size, complete }) => {
      const record = complete ? await reader.findLayer(diffId) : undefined;
      const { introduced = 0, removed = 0 } = counts.get(index) ?? {};
      return {
        index,
        diffId,
        digest,
        createdBy,
        size,
        uncompressedSize: record?.uncompressedSize ?? null,
        entries: record?.entryCount ?? null,
        complete,
        cached: cached?.[index] ?? null,
        components: { introduced, removed },
      };
    }),
  );
}

async function lastResult({ store }: EngineContext, imageId: ImageId): Promise<ScanJobResult | undefined> {
  for (const job of await store.queue.list({ kinds: [SCAN_KIND], states: ['done'], limit: 200 })) {
    const result = scanJobResultSchema.safeParse(job.result).data;
    if (result?.imageId === imageId) return result;
  }
  return undefined;
}

/** What an overview says of an image's configuration, whether its scan has ended or not. */
export function configFacts(
  config: ImageConfig | null,
  layers: number,
): Pick<ImageOverview, 'created' | 'entrypoint' | 'cmd' | 'env' | 'user' | 'workingDir' | 'history'> {
  return {
    created: config?.created ?? null,
    entrypoint: config?.entrypoint ?? null,
    cmd: config?.cmd ?? null,
    env: config?.env ?? [],
    user: config?.user ?? '',
    workingDir: config?.workingDir ?? '',
    history: historyOf(config, layers),
  };
}

/** Lines of the config; where it has none, one for each layer. */
function historyOf(config: ImageConfig | null, layers: number): HistoryLine[] {
  const history = config?.history ?? [];
  if (history.length === 0) return Array.from({ length: layers }, (_, layer) => ({ createdBy: null, layer }));
  let next = 0;
  return history.map(({ createdBy, emptyLayer }) => ({
    createdBy,
    layer: emptyLayer || next >= layers ? null : next++,
  }));
}

/** What each layer did to the tree. Directories are left out: a layer re-lists those that it writes into. */
export async function countLayerFiles({ trees }: EngineContext, imageId: ImageId): Promise<LayerFiles[]> {
  const { layers, tree } = await trees.get(imageId);
  const counts = layers.map(({ index }) => ({ index, introduced: 0, modified: 0, removed: 0 }));
  for (const { type, introduced, lastModified } of tree.files()) {
    if (type === 'dir') continue;
    const by = counts[introduced];
    if (by) by.introduced += 1;
    const last = counts[lastModified];
    if (last && lastModified !== introduced) last.modified += 1;
  }
  for (const { type, removed } of tree.removedPaths()) {
    const by = counts[removed];
    if (by && type !== 'dir') by.removed += 1;
  }
  return counts;
}
