import { basename } from 'node:path';
import type { RunningScan } from '../jobs/job-runner.ts';
import type { DiffId, ImageId } from '#shared/model/digest.ts';
import type { JobLayer } from '#shared/model/job.ts';
import type { ImageOverview, OverviewLayer } from '#shared/model/library.ts';
import { analyzerSetOf } from '../analyzer-set.ts';
import type { EngineContext } from './context.ts';
import { configFacts } from './overview.ts';

/** Where no image states a diffID and the layer was not read yet. */
const UNKNOWN = `sha256:${'0'.repeat(64)}` as DiffId;

/**
 * The overview of an image whose first scan runs (ui.md section 3.15): its identity and configuration from the start, layers as
 * they are read, counts as soon as the components are known. `undefined`: this process runs no such scan, or its image is not
 * known yet.
 */
export function scanningOverview(context: EngineContext, imageId: ImageId): ImageOverview | undefined {
  const scan = context.runner.scanOf(imageId);
  if (!scan?.stated) return undefined;
  const { jobId, stated, found, progress } = scan;
  const { tags, digests, platform, config, source } = stated;
  const components = Object.values(found?.byType ?? {}).reduce((sum, value) => sum + value, 0);
  const removed = found?.removed.reduce((sum, value) => sum + value, 0) ?? 0;
  const distro = found?.distro ?? null;
  const upload = context.uploads.nameOf(source.path);
  return {
    image: {
      imageId,
      tags,
      platform,
      distro,
      layers: progress.layers.length,
      components,
      complete: found?.complete ?? !progress.layers.some(({ state }) => state === 'failed'),
      scannedAtMs: context.clock.now(),
      source: {
        kind: source.kind,
        name: upload ?? basename(source.path),
        path: upload === undefined ? source.path : null,
      },
      digests,
    },
    ...configFacts(config, progress.layers.length),
    size: progress.layers.reduce((sum, { total }) => sum + total, 0),
    distro,
    layers: progress.layers.map((layer) => layerOf(layer, scan)),
    componentCounts: Object.entries(found?.byType ?? {})
      .map(([type, count]) => ({ type, count }))
      .sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1)),
    removedComponents: removed,
    fileCounts: found?.fileCounts ?? {},
    notes: found?.notes ?? [],
    analyzerSet: analyzerSetOf(context.config),
    outdated: false,
    scanning: { jobId, counted: found !== null },
  };
}

function layerOf({ index, diffId, state, total, entries, cached }: JobLayer, scan: RunningScan): OverviewLayer {
  return {
    index,
    diffId: diffId ?? UNKNOWN,
    digest: null,
    createdBy: scan.stated?.createdBy[index] ?? null,
    size: total,
    uncompressedSize: null,
    entries: entries > 0 ? entries : null,
    complete: state !== 'failed',
    cached,
    components: { introduced: scan.found?.introduced[index] ?? 0, removed: scan.found?.removed[index] ?? 0 },
  };
}
