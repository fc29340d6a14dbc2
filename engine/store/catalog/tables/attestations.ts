import type { ImageId, Sha256 } from '#shared/model/digest.ts';
import type { AttestationRecord } from '../records.ts';
import type { Sql } from '../sqlite/sql.ts';

type AttestationRow = Readonly<{ sha256: Sha256; name: string; bytes: Uint8Array; added_at_ms: number }>;

/** Oldest first. */
export function listAttestations(sql: Sql, tenant: string, imageId: ImageId): AttestationRecord[] {
  return sql
    .all<AttestationRow>(
      `SELECT sha256, name, bytes, added_at_ms FROM attestations WHERE tenant = ? AND image_id = ?
       ORDER BY added_at_ms, sha256`,
      tenant,
      imageId,
    )
    .map(({ sha256, name, bytes, added_at_ms: addedAtMs }) => ({ sha256, name, bytes, addedAtMs }));
}

/** The same bytes stay where they were. */
export function saveAttestation(sql: Sql, tenant: string, imageId: ImageId, one: AttestationRecord): void {
  sql.run(
    `INSERT INTO attestations (tenant, image_id, sha256, name, bytes, added_at_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    tenant,
    imageId,
    one.sha256,
    one.name,
    one.bytes,
    one.addedAtMs,
  );
}

/** False when there was none. */
export function deleteAttestation(sql: Sql, tenant: string, imageId: ImageId, sha256: Sha256): boolean {
  return (
    sql.run('DELETE FROM attestations WHERE tenant = ? AND image_id = ? AND sha256 = ?', tenant, imageId, sha256) > 0
  );
}
