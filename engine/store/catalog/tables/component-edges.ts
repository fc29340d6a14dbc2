import type { ComponentEdge, EdgeDirection, EdgesWindow } from '#shared/model/component-list.ts';
import type { Dependency } from '#shared/model/component.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { EdgesQuery } from '../records.ts';
import type { Sql } from '../sqlite/sql.ts';

/** The end that is asked about, and the join to the component at the other end. */
const ENDS: Readonly<Record<EdgeDirection, string>> = {
  out: `FROM components AS self INDEXED BY components_by_key
    JOIN component_edges AS edge USING (component_id)
    JOIN components AS other INDEXED BY components_by_key
      ON other.tenant = ?1 AND other.image_id = ?2 AND other.key = edge.to_key
    WHERE self.tenant = ?1 AND self.image_id = ?2 AND self.key = ?3`,
  in: `FROM component_edges AS edge INDEXED BY component_edges_by_target
    JOIN components AS other USING (component_id)
    WHERE edge.tenant = ?1 AND edge.image_id = ?2 AND edge.to_key = ?3`,
};

/** Edges of a component by kind, then by key of the other end. */
export function queryEdges(
  sql: Sql,
  tenant: string,
  { imageId, key, direction, offset, limit }: EdgesQuery,
): EdgesWindow {
  const ends = ENDS[direction];
  const rows = sql.all<ComponentEdge>(
    `SELECT edge.kind, other.key, other.type, other.name, other.version, edge.stated ${ends}
     ORDER BY edge.kind, other.key, edge.stated LIMIT ?4 OFFSET ?5`,
    tenant,
    imageId,
    key,
    limit,
    offset,
  );
  const [counted] = sql.all<{ total: number }>(`SELECT count(*) AS total ${ends}`, tenant, imageId, key);
  return { total: counted?.total ?? 0, offset, rows };
}

export function saveEdges(
  sql: Sql,
  tenant: string,
  imageId: ImageId,
  componentId: number,
  dependencies: readonly Dependency[],
): void {
  for (const [ordinal, { kind, to, stated }] of dependencies.entries())
    sql.run(
      `INSERT INTO component_edges (component_id, ordinal, tenant, image_id, kind, to_key, stated)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      componentId,
      ordinal,
      tenant,
      imageId,
      kind,
      to,
      stated ?? null,
    );
}
