import { decodeLayerIndex } from '#engine/layers/stored-index.ts';
import { LAYER_INDEX_VERSION, type LayerIndex } from '#engine/layers/layer-index.ts';
import type { ChangeRecorder } from '#engine/rootfs/change-log.ts';
import { replayLayers } from '#engine/rootfs/replay.ts';
import type { RootFs } from '#engine/rootfs/rootfs.ts';
import type { LayerRecord, Store, StoredLayer } from '#engine/store/index.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { LayerIndex as LayerNumber } from '#shared/model/units.ts';

/** An image of the store with its tree replayed. */
export type StoredImage = Readonly<{
  layers: readonly StoredLayer[];
  records: readonly (LayerRecord | null)[];
  indexes: readonly (LayerIndex | null)[];
  tree: RootFs;
}>;

/** Loads the layer indexes of a scanned image and replays them. A layer that could not be read is left out, as it was in the scan. */
export async function openStoredImage(store: Store, imageId: ImageId, recorder?: ChangeRecorder): Promise<StoredImage> {
  const layers = await store.reader.listLayers(imageId);
  const records = await Promise.all(
    layers.map(async (layer) => {
      const record = layer.complete ? await store.reader.findLayer(layer.diffId) : undefined;
      return record?.indexVersion === LAYER_INDEX_VERSION ? record : null;
    }),
  );
  const indexes = await Promise.all(records.map(async (record) => (record ? loadIndex(store, record) : null)));
  return { layers, records, indexes, tree: replayLayers(indexes, undefined, recorder).rootfs };
}

/** Layers of which nothing is known: they could not be read, or what was read of them is not kept. */
export function unreadLayers({ layers, records }: StoredImage): LayerNumber[] {
  return layers.flatMap(({ index }, i) => (records[i] ? [] : [index]));
}

export async function loadIndex(store: Store, record: LayerRecord): Promise<LayerIndex> {
  return decodeLayerIndex(await store.blobs.read(record.indexSha256));
}
