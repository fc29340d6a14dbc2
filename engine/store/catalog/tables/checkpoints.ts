import type { DiffId, Sha256 } from '#shared/model/digest.ts';
import type { Bytes } from '#shared/model/units.ts';
import type { CheckpointRecord } from '../records.ts';
import type { Sql } from '../sqlite/sql.ts';

/** undefined for none, or one of another format version. */
export function findCheckpoints(
  sql: Sql,
  tenant: string,
  diffId: DiffId,
  storedSize: Bytes,
  version: number,
): Sha256 | undefined {
  const [row] = sql.all<{ sha256: Sha256 }>(
    'SELECT sha256 FROM layer_checkpoints WHERE tenant = ? AND diff_id = ? AND stored_size = ? AND version = ?',
    tenant,
    diffId,
    storedSize,
    version,
  );
  return row?.sha256;
}

/** Replaces what was known of the same layer in the same size. */
export function saveCheckpoints(sql: Sql, tenant: string, record: CheckpointRecord, nowMs: number): void {
  sql.run(
    `INSERT INTO layer_checkpoints (tenant, diff_id, stored_size, version, sha256, used_at_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant, diff_id, stored_size) DO UPDATE SET version = excluded.version, sha256 = excluded.sha256,
       used_at_ms = excluded.used_at_ms`,
    tenant,
    record.diffId,
    record.storedSize,
    record.version,
    record.sha256,
    nowMs,
  );
}

/** Those of layers that no image has, and those that were made before. Made again when somebody looks. @returns rows removed */
export function deleteCheckpoints(sql: Sql, beforeMs: number): number {
  return sql.run(
    `DELETE FROM layer_checkpoints WHERE used_at_ms < ? OR NOT EXISTS (SELECT 1 FROM image_layers
       WHERE image_layers.tenant = layer_checkpoints.tenant AND image_layers.diff_id = layer_checkpoints.diff_id)`,
    beforeMs,
  );
}
