import { chainIds } from '#engine/bytes/chain-id.ts';
import type { ChainId, DiffId, Digest, ImageId } from '#shared/model/digest.ts';
import type { ScannedLayer } from '#shared/model/image.ts';
import type { StoredLayer } from '../records.ts';
import type { Sql } from '../sqlite/sql.ts';

type ImageLayerRow = Readonly<{
  layer_index: number;
  diff_id: string;
  chain_id: string;
  created_by: string | null;
  digest: string | null;
  size: number;
  complete: 0 | 1;
}>;

/** Base first. */
export function listImageLayers(sql: Sql, tenant: string, imageId: ImageId): StoredLayer[] {
  return sql
    .all<ImageLayerRow>(
      'SELECT * FROM image_layers WHERE tenant = ? AND image_id = ? ORDER BY layer_index',
      tenant,
      imageId,
    )
    .map(toStoredLayer);
}

/** Replaces the layers of an image. */
export function saveImageLayers(sql: Sql, tenant: string, imageId: ImageId, layers: readonly ScannedLayer[]): void {
  sql.run('DELETE FROM image_layers WHERE tenant = ? AND image_id = ?', tenant, imageId);
  const chains = chainIds(layers.map(({ diffId }) => diffId));
  for (const [position, layer] of layers.entries())
    sql.run(
      `INSERT INTO image_layers (tenant, image_id, layer_index, diff_id, chain_id, created_by, digest, size, complete)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      tenant,
      imageId,
      layer.index,
      layer.diffId,
      chains[position] ?? '',
      layer.createdBy,
      layer.digest,
      layer.size,
      layer.complete ? 1 : 0,
    );
}

function toStoredLayer(row: ImageLayerRow): StoredLayer {
  return {
    index: row.layer_index,
    diffId: row.diff_id as DiffId,
    chainId: row.chain_id as ChainId,
    createdBy: row.created_by,
    digest: row.digest as Digest | null,
    size: row.size,
    complete: row.complete === 1,
  };
}
