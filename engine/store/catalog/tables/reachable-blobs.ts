import type { Sha256 } from '#shared/model/digest.ts';
import type { StorageKind } from '#shared/model/housekeeping.ts';
import type { Sql } from '../sqlite/sql.ts';

/** Does a row of any tenant name this blob? Every column that names blobs is here, each with an index. */
export function isReachable(sql: Sql, sha256: Sha256): boolean {
  const [row] = sql.all<{ found: 0 | 1 }>(
    `SELECT EXISTS (SELECT 1 FROM artifacts WHERE stored_sha256 = ?1)
         OR EXISTS (SELECT 1 FROM layers WHERE index_sha256 = ?1)
         OR EXISTS (SELECT 1 FROM layers WHERE pack_sha256 = ?1)
         OR EXISTS (SELECT 1 FROM layer_checkpoints WHERE sha256 = ?1)
         OR EXISTS (SELECT 1 FROM image_blobs WHERE sha256 = ?1) AS found`,
    sha256,
  );
  return row?.found === 1;
}

/** Distinct, ascending. */
export function listReachable(sql: Sql): Sha256[] {
  return sql
    .all<{ sha256: Sha256 }>(
      `SELECT stored_sha256 AS sha256 FROM artifacts
       UNION SELECT index_sha256 FROM layers
       UNION SELECT pack_sha256 FROM layers WHERE pack_sha256 IS NOT NULL
       UNION SELECT sha256 FROM layer_checkpoints
       UNION SELECT sha256 FROM image_blobs ORDER BY 1`,
    )
    .map(({ sha256 }) => sha256);
}

/** What each named blob is. One that is several things is the first of them. */
export function kindsOfBlobs(sql: Sql): Map<Sha256, StorageKind> {
  const rows = sql.all<{ sha256: Sha256; kind: StorageKind }>(
    `SELECT sha256, 'image-records' AS kind FROM image_blobs
     UNION ALL SELECT pack_sha256, 'layer-packs' FROM layers WHERE pack_sha256 IS NOT NULL
     UNION ALL SELECT index_sha256, 'layer-indexes' FROM layers
     UNION ALL SELECT stored_sha256, 'documents' FROM artifacts`,
  );
  return new Map(rows.map(({ sha256, kind }) => [sha256, kind]));
}
