import { entryPath, entryType } from '#engine/layers/layer-index.ts';
import { replayLayers } from '#engine/rootfs/replay.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import type { ContentPlace } from '../contents.ts';
import type { StoredImage } from '../stored-image.ts';

/**
 * The layer and entry that brought the content of a path, as it is after a layer.
 *
 * Usually that layer has an entry of that name. Else (a hard link, a name behind a linked folder, a change of owner alone) the
 * tree up to the layer tells.
 */
export function findContent(
  { indexes }: Pick<StoredImage, 'indexes'>,
  layer: LayerIndex,
  path: RootPath,
): ContentPlace | undefined {
  const index = indexes[layer];
  for (let row = (index?.count ?? 0) - 1; index && row >= 0; row--) {
    if (index.nameLength[row] !== path.length || entryPath(index, row) !== path) continue;
    if (entryType(index, row) === 'file') return { layer, row };
    break;
  }
  const { rootfs } = replayLayers(indexes.slice(0, layer + 1));
  const node = rootfs.resolve(path);
  return node?.type === 'file' ? rootfs.origin(node) : undefined;
}
