import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { DiffId, Digest, Sha256 } from '#shared/model/digest.ts';
import type { LayerBlob, LayerRecord } from '../records.ts';
import { decodeJson, encodeJson, type JsonColumn } from '../sqlite/json-column.ts';
import type { Sql } from '../sqlite/sql.ts';

type LayerRow = Readonly<{
  diff_id: string;
  index_sha256: string;
  pack_sha256: string | null;
  index_version: number;
  entry_count: number;
  uncompressed_size: number;
  diagnostics: JsonColumn;
}>;

type LayerBlobRow = Readonly<{
  digest: string;
  diff_id: string;
  size: number;
  media_type: string | null;
  compression: LayerBlob['compression'];
}>;

export function findLayer(sql: Sql, tenant: string, diffId: DiffId): LayerRecord | undefined {
  const [row] = sql.all<LayerRow>('SELECT * FROM layers WHERE tenant = ? AND diff_id = ?', tenant, diffId);
  return row && toLayer(row);
}

export function findLayerOfBlob(sql: Sql, tenant: string, digest: Digest): LayerBlob | undefined {
  const [row] = sql.all<LayerBlobRow>('SELECT * FROM layer_blobs WHERE tenant = ? AND digest = ?', tenant, digest);
  return row && toLayerBlob(row);
}

/** Replaces what was known under another index version. */
export function saveLayer(sql: Sql, tenant: string, layer: LayerRecord, nowMs: number): void {
  sql.run(
    `INSERT INTO layers (tenant, diff_id, index_sha256, pack_sha256, index_version, entry_count, uncompressed_size,
       diagnostics, used_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant, diff_id) DO UPDATE SET index_sha256 = excluded.index_sha256, pack_sha256 = excluded.pack_sha256,
       index_version = excluded.index_version, entry_count = excluded.entry_count,
       uncompressed_size = excluded.uncompressed_size, diagnostics = excluded.diagnostics, used_at_ms = excluded.used_at_ms`,
    tenant,
    layer.diffId,
    layer.indexSha256,
    layer.packSha256,
    layer.indexVersion,
    layer.entryCount,
    layer.uncompressedSize,
    encodeJson(layer.diagnostics),
    nowMs,
  );
}

export function saveLayerBlob(sql: Sql, tenant: string, blob: LayerBlob): void {
  sql.run(
    `INSERT INTO layer_blobs (tenant, digest, diff_id, size, media_type, compression) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant, digest) DO UPDATE SET diff_id = excluded.diff_id, size = excluded.size,
       media_type = excluded.media_type, compression = excluded.compression`,
    tenant,
    blob.digest,
    blob.diffId,
    blob.size,
    blob.mediaType,
    blob.compression,
  );
}

/** Does an image keep this layer from gc? */
export function isLayerInImage(sql: Sql, tenant: string, diffId: DiffId): boolean {
  return sql.all('SELECT 1 FROM image_layers WHERE tenant = ? AND diff_id = ? LIMIT 1', tenant, diffId).length > 0;
}

export function touchLayer(sql: Sql, tenant: string, diffId: DiffId, nowMs: number): void {
  sql.run('UPDATE layers SET used_at_ms = ? WHERE tenant = ? AND diff_id = ?', nowMs, tenant, diffId);
}

/** Layers of no image that nobody used since `beforeMs`. @returns rows removed */
export function deleteUnusedLayers(sql: Sql, beforeMs: number): number {
  return sql.run(
    `DELETE FROM layers WHERE used_at_ms < ? AND NOT EXISTS
       (SELECT 1 FROM image_layers WHERE image_layers.tenant = layers.tenant AND image_layers.diff_id = layers.diff_id)`,
    beforeMs,
  );
}

function toLayer(row: LayerRow): LayerRecord {
  return {
    diffId: row.diff_id as DiffId,
    indexSha256: row.index_sha256 as Sha256,
    packSha256: row.pack_sha256 as Sha256 | null,
    indexVersion: row.index_version,
    entryCount: row.entry_count,
    uncompressedSize: row.uncompressed_size,
    diagnostics: decodeJson(row.diagnostics) as Diagnostic[],
  };
}

function toLayerBlob(row: LayerBlobRow): LayerBlob {
  return {
    digest: row.digest as Digest,
    diffId: row.diff_id as DiffId,
    size: row.size,
    mediaType: row.media_type,
    compression: row.compression,
  };
}
