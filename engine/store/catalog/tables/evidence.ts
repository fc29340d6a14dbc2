import type { ImageId } from '#shared/model/digest.ts';
import type { Evidence } from '#shared/model/evidence.ts';
import type { PathClaim } from '../records.ts';
import { decodeJson, encodeJson, type JsonColumn } from '../sqlite/json-column.ts';
import type { Sql } from '../sqlite/sql.ts';

type EvidenceRow = Readonly<{ component_id: number; evidence: JsonColumn }>;
type PathClaimRow = Readonly<{ key: string; layer_index: number; path: string }>;

/** In the order in which it was committed. */
export function evidenceOfComponent(sql: Sql, componentId: number): Evidence[] {
  return sql
    .all<EvidenceRow>('SELECT * FROM evidence WHERE component_id = ? ORDER BY ordinal', componentId)
    .map(toEvidence);
}

/** By internal component id. */
export function evidenceOfImage(sql: Sql, tenant: string, imageId: ImageId): Map<number, Evidence[]> {
  const found = new Map<number, Evidence[]>();
  const rows = sql.all<EvidenceRow>(
    `SELECT evidence.* FROM components JOIN evidence USING (component_id)
     WHERE components.tenant = ? AND components.image_id = ? ORDER BY component_id, ordinal`,
    tenant,
    imageId,
  );
  for (const row of rows) {
    const list = found.get(row.component_id);
    if (list) list.push(toEvidence(row));
    else found.set(row.component_id, [toEvidence(row)]);
  }
  return found;
}

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
  for (const [ordinal, one] of evidence.entries())
    sql.run(
      `INSERT INTO evidence (component_id, ordinal, tenant, image_id, layer_index, path, evidence)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      componentId,
      ordinal,
      tenant,
      imageId,
      one.locator.layerIndex,
      one.locator.path,
      encodeJson(one),
    );
}

function toEvidence(row: EvidenceRow): Evidence {
  return decodeJson(row.evidence) as Evidence;
}

function toPathClaim(row: PathClaimRow): PathClaim {
  return { key: row.key, layerIndex: row.layer_index, path: row.path };
}
