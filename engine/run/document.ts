import { emitCycloneDx } from '#engine/emit/cyclonedx/emit.ts';
import { documentTime } from '#engine/emit/document-time.ts';
import { type ArtifactCommit, type ArtifactKey, putArtifactBytes, type Store } from '#engine/store/index.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { TOOL_VERSION } from './analyzer-set.ts';
import type { Config } from './config.ts';

/** Media type of CycloneDX 1.7 JSON. */
const CDX_JSON = 'application/vnd.cyclonedx+json; version=1.7';

/** Where the catalog keeps the inventory of an image (the seed's layout). */
export function inventoryPath(imageId: ImageId): string {
  return `images/${imageId}/inventory.cdx.json.zst`;
}

/**
 * Key of the inventory document. Hints are what changes its bytes besides the image: options, and what could not be read, so
 * that a partial result never stands in for a whole one.
 */
export function inventoryKey(
  imageId: ImageId,
  analyzerSet: string,
  config: Config,
  losses: readonly string[],
): ArtifactKey {
  const { name, componentVersion, sourceDateEpoch } = config.emit;
  const hints = { name, componentVersion, sourceDateEpoch, losses };
  const isDefault = Object.values(hints).every(
    (value) => value === null || (Array.isArray(value) && value.length === 0),
  );
  return {
    imageId,
    chainId: null,
    otherImageId: null,
    kind: 'sbom',
    format: 'cdx-json',
    view: 'inventory',
    profile: 'full',
    analyzerSet,
    hints: isDefault ? '' : JSON.stringify(hints),
  };
}

/**
 * Writes, validates and puts the inventory document.
 *
 * @throws Error when the document is not valid: nothing invalid is ever stored
 */
export async function makeInventory(
  store: Store,
  graph: ImageGraph,
  key: ArtifactKey,
  config: Config,
): Promise<ArtifactCommit> {
  const { name, componentVersion, sourceDateEpoch } = config.emit;
  // Documents say what is in the image; what a later layer removed is in the catalog.
  const present = { ...graph, components: graph.components.filter(({ layers }) => layers.removed === null) };
  const { document, bytes } = emitCycloneDx(present, {
    toolVersion: TOOL_VERSION,
    view: 'inventory',
    ...(name === null ? {} : { name }),
    ...(componentVersion === null ? {} : { version: componentVersion }),
    timestamp: documentTime({ sourceDateEpoch, created: graph.config?.created ?? null }),
  });
  // Loaded when it is needed: a scan that finds its document made already validates nothing.
  const { validateCycloneDx } = await import('#engine/emit/validate/validate-cyclonedx.ts');
  const validation = validateCycloneDx(document);
  if (!validation.valid) {
    const problems = validation.errors.map((error) => JSON.stringify(error)).join('; ');
    throw new Error(`Cannot store the inventory: it is not valid ${validation.schema}: ${problems}`);
  }
  const artifact = await putArtifactBytes(store.blobs, bytes);
  return {
    artifact: {
      ...artifact,
      mediaType: CDX_JSON,
      validation: { schema: `${validation.schema} ${validation.version}`, valid: true, problems: [] },
    },
    path: inventoryPath(graph.imageId),
    key,
    retentionClass: 'default',
  };
}
