import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { DiffId, Digest } from '#shared/model/digest.ts';
import type { ImageConfig } from '#shared/model/image.ts';
import type { AcquiredLayer, BlobRegion } from '../types.ts';

/** A layer as a manifest lists it, base first. `problem`: why it has no region, or why the region may not be all of it. */
export type ListedLayer = Readonly<{
  digest: Digest | null;
  mediaType: string | null;
  foreign: boolean;
  region: BlobRegion | null;
  problem: Diagnostic | null;
}>;

export type PairedLayers = Readonly<{ layers: readonly AcquiredLayer[]; diagnostics: readonly Diagnostic[] }>;

/**
 * Pairs the layers of a manifest with the diffIDs of the config, by position: `layers[i]` is `diff_ids[i]`.
 *
 * Where the counts differ, position proves nothing. If the digest of every listed layer is one of the diffIDs (it is, for
 * layers stored uncompressed), those decide and the others are missing layers; else the image is refused, as the engines do,
 * because a wrong order gives a wrong file system.
 *
 * @param config null when the source has none: then diffIDs are unknown
 * @throws {ParseError} `malformed` for counts that cannot be reconciled, `limit-exceeded`
 */
export function pairLayers(listed: readonly ListedLayer[], config: ImageConfig | null): PairedLayers {
  if (listed.length > limits.layersPerImage) {
    throw new ParseError({
      code: 'limit-exceeded',
      what: 'layers of one image',
      limit: limits.layersPerImage,
      seen: listed.length,
    });
  }
  const diagnostics: Diagnostic[] = [];
  const diffIds = config?.diffIds ?? [];
  const slots = diffIds.length > 0 || listed.length === 0 ? fillSlots(listed, diffIds) : listed;
  if (diffIds.length === 0 && listed.length > 0 && config !== null) {
    diagnostics.push({
      code: 'anomaly',
      what: 'an image config without rootfs.diff_ids',
      found: `${listed.length} layers`,
    });
  }
  const createdBy = mapHistory(config, slots.length, diagnostics);
  const layers = slots.map((layer, index): AcquiredLayer => {
    const diffId = diffIds[index] ?? null;
    if (layer?.problem) diagnostics.push({ ...layer.problem, where: { ...layer.problem.where, layer: index } });
    if (layer === null) {
      diagnostics.push({ code: 'missing', what: `the blob of diffID ${diffId ?? ''}`, where: { layer: index } });
    }
    return {
      index,
      diffId,
      digest: layer?.digest ?? null,
      mediaType: layer?.mediaType ?? null,
      region: layer?.region ?? null,
      createdBy: createdBy[index] ?? null,
      foreign: layer?.foreign ?? false,
    };
  });
  return { layers, diagnostics };
}

/** How surely a list of layers belongs to a config: 2 as many as diffIDs (or none to compare with), 1 by digests, 0 not at all. */
export function fit(listed: readonly ListedLayer[], config: ImageConfig | null): 0 | 1 | 2 {
  if (config === null || config.diffIds.length === 0 || listed.length === config.diffIds.length) return 2;
  return listed.length > 0 && slotsByDiffId(listed, config.diffIds) !== undefined ? 1 : 0;
}

function fillSlots(listed: readonly ListedLayer[], diffIds: readonly DiffId[]): readonly (ListedLayer | null)[] {
  if (listed.length === diffIds.length) return listed;
  const slots = slotsByDiffId(listed, diffIds);
  if (slots === undefined) {
    throw new ParseError({
      code: 'malformed',
      what: 'layers of the image',
      found: `${listed.length} in the manifest`,
      expected: `${diffIds.length} (rootfs.diff_ids of the config)`,
    });
  }
  return slots;
}

/** @returns undefined unless each listed layer has its place, in the config's order */
function slotsByDiffId(listed: readonly ListedLayer[], diffIds: readonly DiffId[]): (ListedLayer | null)[] | undefined {
  const slots: (ListedLayer | null)[] = diffIds.map(() => null);
  let from = 0;
  for (const layer of listed) {
    const place = layer.digest === null ? -1 : diffIds.indexOf(layer.digest as DiffId, from);
    if (place < 0) return undefined;
    slots[place] = layer;
    from = place + 1;
  }
  // A diffID that occurs again (empty layers) is the same blob.
  return slots.map((slot, i) => slot ?? listed.find((layer) => (layer.digest as DiffId | null) === diffIds[i]) ?? null);
}

/** History entries without `empty_layer` are the layers, in order. Any other count proves nothing about which is which. */
function mapHistory(config: ImageConfig | null, layers: number, diagnostics: Diagnostic[]): (string | null)[] {
  if (config === null || layers === 0) return [];
  const made = config.history.filter((entry) => !entry.emptyLayer);
  if (made.length === layers) return made.map((entry) => entry.createdBy);
  diagnostics.push({
    code: 'anomaly',
    what: 'an image history that does not name the layers',
    found: `${made.length} of ${config.history.length} entries for ${layers} layers`,
  });
  return [];
}
