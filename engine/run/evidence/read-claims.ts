import type { ImageRecord, Store } from '#engine/store/index.ts';
import type { ClaimRow, ClaimWindow } from '#shared/model/claims.ts';
import type { Locator } from '#shared/model/evidence.ts';
import type { ClaimsRequest } from '../console/engine.ts';
import { EngineError } from '../console/engine-error.ts';

/**
 * Reverse evidence: the claims that rest on a file of a layer, or on some of its bytes. Those of the distribution come first, as
 * nearly everything else follows from it.
 *
 * @throws EngineError `not-found` for a layer that the image does not have
 */
export async function readClaims(store: Store, image: ImageRecord, request: ClaimsRequest): Promise<ClaimWindow> {
  const { imageId, layer, diffId, offset, limit } = request;
  const layers = await store.reader.listLayers(imageId);
  if (layers[layer]?.diffId !== diffId) throw new EngineError({ kind: 'other-layer', imageId, layer, diffId });
  if (!(await store.reader.hasIndexedClaims(imageId))) await store.writer.indexClaims(imageId);
  const distro = (image.distro?.evidence ?? [])
    .filter(({ locator }) => restsOn(locator, request))
    .map((evidence): ClaimRow => ({ subject: null, evidence }));
  const first = distro.slice(offset, offset + limit);
  const { total, rows } = await store.reader.queryClaims({
    ...request,
    offset: Math.max(0, offset - distro.length),
    limit: limit - first.length,
  });
  return { total: distro.length + total, offset, rows: [...first, ...rows] };
}

/** The same rule as the catalog's, for claims that are not of components. */
function restsOn(locator: Locator, { layer, path, container, range }: ClaimsRequest): boolean {
  return (
    locator.layerIndex === layer &&
    locator.path === path &&
    (container === null || JSON.stringify(locator.container) === JSON.stringify(container)) &&
    (range === null ||
      locator.segments.length === 0 ||
      locator.segments.some(({ from, to }) => from < range.to && to > range.from))
  );
}
