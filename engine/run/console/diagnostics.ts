import { limits } from '#engine/bytes/limits.ts';
import { analyzerKey } from '#engine/analyzers/analyzer.ts';
import { analyzerSetOf, enabledAnalyzers, TOOL_VERSION } from '../analyzer-set.ts';
import type { NetworkLedger } from '#shared/model/housekeeping.ts';
import type { JobView } from '#shared/model/job.ts';
import type { EngineContext } from './context.ts';

/**
 * What somebody who helps would want to know, as JSON: versions, plug-ins, limits, numbers. It has no name of an image, file or
 * host, no path, no message of an error (which may have them) and no value of the environment: whoever sends it gives nothing away.
 */
export async function diagnosticsText(
  { store, config }: EngineContext,
  jobs: readonly JobView[],
  network: NetworkLedger,
): Promise<string> {
  const { kinds } = await store.measure();
  const images = await store.reader.listImages();
  const bundle = {
    about: { version: TOOL_VERSION, node: process.versions.node, platform: `${process.platform}/${process.arch}` },
    analyzerSet: analyzerSetOf(config),
    analyzers: enabledAnalyzers(config).map(analyzerKey),
    acceptedPlugins: Object.keys(config.plugins).length,
    limits: { ...limits, ...config.limits },
    workers: config.jobs,
    storage: Object.fromEntries(kinds.map(({ kind, bytes, files }) => [kind, { bytes, files }])),
    images: {
      count: images.length,
      partial: images.filter(({ complete }) => !complete).length,
      layers: images.reduce((sum, { layerCount }) => sum + layerCount, 0),
    },
    jobs: jobs.map(({ status, attempt, maxAttempts, failure, progress }) => ({
      status,
      attempt,
      maxAttempts,
      failure: failure?.code ?? null,
      stages: progress?.stages.map(({ stage, state }) => `${stage} ${state}`) ?? null,
    })),
    connections: network.count,
  };
  return `${JSON.stringify(bundle, null, 2)}\n`;
}
