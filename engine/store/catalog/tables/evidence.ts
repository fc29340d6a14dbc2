import type { ImageId } from '#shared/model/digest.ts';
import type { Evidence } from '#shared/model/evidence.ts';
import type { PathClaim } from '../records.ts';
import type { Sql } from '../sqlite/sql.ts';
import { saveRanges } from './evidence-ranges.ts';

type PathClaimRow = Readonly<{ key: string; layer_index: number; path: string }>;

/** Which components cite a path, by key. */
export function listClaimsOn(sql: Sql, tenant: string, imageId: ImageId, path: string): PathClaim[] {
  return sql
    .all<PathClaimRow>(
      `SELECT DISTINCT key, layer_index, path FROM evidence INDEXED BY evidence_by_path JOIN components USING (component_id)
       WHERE evidence.tenant = ? AND evidence.image_id = ? AND path = ? ORDER BY key, layer_index`,
      tenant,
      imageId,
      path,
    )
    .map(toPathClaim);
}

export function saveEvidence(
  sql: Sql,
  tenant: string,
  imageId: ImageId,
  componentId: number,
  evidence: readonly Evidence[],
): void {
  for (const [ordinal, { locator }] of evidence.entries()) {
    sql.run(
      `INSERT INTO evidence (component_id, ordinal, tenant, image_id, layer_index, path, container)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      componentId,
      ordinal,
      tenant,
      imageId,
      locator.layerIndex,
      locator.path,
      JSON.stringify(locator.container),
    );
    saveRanges(sql, componentId, ordinal, locator.segments);
  }
}

function toPathClaim(row: PathClaimRow): PathClaim {
  return { key: row.key, layerIndex: row.layer_index, path: row.path };
}
