import { type Analyzer, analyzerKey } from '#engine/analyzers/analyzer.ts';
import { analyzers } from '#engine/analyzers/registry.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { LAYER_INDEX_VERSION } from '#engine/layers/layer-index.ts';
import type { Config } from './config.ts';

/** Version of this product, stated in documents. */
export const TOOL_VERSION = '0.1.0';

/** Raise when the same facts would be composed or written differently: artifacts made before are then superseded. */
const COMPOSE_VERSION = 5;

/** Raise when the same image would be traced differently, or something else would count as reached. */
const USAGE_VERSION = 5;

/** The plug-ins that a configuration leaves on, or turns on, in registry order. */
export function enabledAnalyzers(config: Config): Analyzer[] {
  return analyzers.filter(({ id, optional }) => config.analyzers[id] ?? optional !== true);
}

/**
 * Names everything besides the image that results depend on: plug-ins and their versions, formats' versions, configured limits.
 * Two results with equal sets can be compared; documents with different sets are different artifacts.
 */
export function analyzerSetOf(config: Config): string {
  const parts = {
    tool: TOOL_VERSION,
    index: LAYER_INDEX_VERSION,
    compose: COMPOSE_VERSION,
    usage: USAGE_VERSION,
    analyzers: enabledAnalyzers(config).map(analyzerKey).sort(),
    plugins: Object.entries(config.plugins).sort(([a], [b]) => (a < b ? -1 : 1)),
    limits: Object.entries(config.limits).sort(([a], [b]) => (a < b ? -1 : 1)),
  };
  return `sha256:${sha256(JSON.stringify(parts))}`;
}
