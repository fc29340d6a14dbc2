import type { Sha256 } from '#shared/model/digest.ts';
import { StoreError } from '../../store-error.ts';
import type { ArtifactRecord, ValidationResult } from '../records.ts';
import { decodeJson, encodeJson, type JsonColumn } from '../sqlite/json-column.ts';
import type { Sql } from '../sqlite/sql.ts';

export type ArtifactRow = Readonly<{
  artifact_id: string;
  size: number;
  stored_sha256: string;
  stored_size: number;
  encoding: ArtifactRecord['encoding'];
  media_type: string;
  validation: JsonColumn | null;
  created_at_ms: number;
}>;

export function findArtifact(sql: Sql, tenant: string, artifactId: Sha256): ArtifactRecord | undefined {
  const [row] = sql.all<ArtifactRow>(
    'SELECT * FROM artifacts WHERE tenant = ? AND artifact_id = ?',
    tenant,
    artifactId,
  );
  return row && toArtifact(row);
}

/** Adds an artifact. One that is known stays as it is: its bytes are the same, only their compression may differ. */
export function saveArtifact(
  sql: Sql,
  tenant: string,
  artifact: Omit<ArtifactRecord, 'createdAtMs'>,
  nowMs: number,
): ArtifactRecord {
  const known = findArtifact(sql, tenant, artifact.artifactId);
  if (known !== undefined) {
    if (known.size !== artifact.size)
      throw new StoreError(
        'immutable',
        `Cannot change artifact ${artifact.artifactId}: found ${artifact.size} bytes, expected ${known.size}`,
      );
    return known;
  }
  sql.run(
    `INSERT INTO artifacts (tenant, artifact_id, size, stored_sha256, stored_size, encoding, media_type, validation,
       created_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    tenant,
    artifact.artifactId,
    artifact.size,
    artifact.storedSha256,
    artifact.storedSize,
    artifact.encoding,
    artifact.mediaType,
    artifact.validation && encodeJson(artifact.validation),
    nowMs,
  );
  return { ...artifact, createdAtMs: nowMs };
}

/** Those that no catalog path points, or pointed, to. @returns rows removed */
export function deleteUnlinkedArtifacts(sql: Sql): number {
  return sql.run(
    `DELETE FROM artifacts WHERE NOT EXISTS
       (SELECT 1 FROM links WHERE links.tenant = artifacts.tenant AND links.artifact_id = artifacts.artifact_id)`,
  );
}

export function toArtifact(row: ArtifactRow): ArtifactRecord {
  return {
    artifactId: row.artifact_id as Sha256,
    size: row.size,
    storedSha256: row.stored_sha256 as Sha256,
    storedSize: row.stored_size,
    encoding: row.encoding,
    mediaType: row.media_type,
    validation: row.validation === null ? null : (decodeJson(row.validation) as ValidationResult),
    createdAtMs: row.created_at_ms,
  };
}
