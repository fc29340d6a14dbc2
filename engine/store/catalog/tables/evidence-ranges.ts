import type { ClaimSubject } from '#shared/model/claims.ts';
import type { Component, ComponentType } from '#shared/model/component.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { Evidence } from '#shared/model/evidence.ts';
import type { ClaimsQuery, StoredClaims } from '../records.ts';
import { decodeJson, type JsonColumn } from '../sqlite/json-column.ts';
import type { Sql, Value } from '../sqlite/sql.ts';

type ClaimedRow = Readonly<{
  ordinal: number;
  key: string;
  type: ComponentType;
  name: string;
  version: string | null;
  removed: number | null;
  chunk: number;
}>;

/** Claims on one file of one layer. A proof without segments is about the whole file: every byte of it. */
const CLAIMS = `FROM evidence INDEXED BY evidence_by_path JOIN components USING (component_id)
  LEFT JOIN evidence_ranges AS range ON range.component_id = evidence.component_id AND range.ordinal = evidence.ordinal
  WHERE evidence.tenant = ?1 AND evidence.image_id = ?2 AND path = ?3 AND layer_index = ?4
    AND (?5 IS NULL OR container = ?5)
    AND (?6 IS NULL OR range.from_at IS NULL OR (range.from_at < ?7 AND range.to_at > ?6))
  GROUP BY evidence.component_id, evidence.ordinal`;

/** By the first byte that they cite of those that were asked about, then by key; those about the whole file are last. */
export function queryClaims(sql: Sql, tenant: string, query: ClaimsQuery): StoredClaims {
  const { imageId, path, layer, container, range, offset, limit } = query;
  const values: Value[] = [
    tenant,
    imageId,
    path,
    layer,
    container === null ? null : JSON.stringify(container),
    range?.from ?? null,
    range?.to ?? null,
  ];
  const [counted] = sql.all<{ total: number }>(`SELECT count(*) AS total FROM (SELECT 1 ${CLAIMS})`, ...values);
  const rows = sql.all<ClaimedRow>(
    `SELECT evidence.ordinal, key, type, name, version, removed, chunk ${CLAIMS}
     ORDER BY min(range.from_at) IS NULL, min(range.from_at), key, evidence.ordinal LIMIT ?8 OFFSET ?9`,
    ...values,
    limit,
    offset,
  );
  const chunks = new Map<number, ReadonlyMap<string, Component>>();
  for (const { chunk } of rows) if (!chunks.has(chunk)) chunks.set(chunk, readChunk(sql, tenant, imageId, chunk));
  return {
    total: counted?.total ?? 0,
    rows: rows.flatMap(({ ordinal, chunk, removed, key, type, name, version }) => {
      const evidence = chunks.get(chunk)?.get(key)?.evidence[ordinal];
      const subject: ClaimSubject = { key, type, name, version, removed: removed !== null };
      return evidence ? [{ subject, evidence }] : [];
    }),
  };
}

/** Are the ranges of an image's components written? */
export function hasRanges(sql: Sql, tenant: string, imageId: ImageId): boolean {
  return (
    sql.all(
      'SELECT 1 FROM images WHERE tenant = ? AND image_id = ? AND (components_sha256 IS NULL OR ranges_of = components_sha256)',
      tenant,
      imageId,
    ).length > 0
  );
}

/** Writes the ranges of an image of an older catalog. */
export function saveMissingRanges(sql: Sql, tenant: string, imageId: ImageId): void {
  if (hasRanges(sql, tenant, imageId)) return;
  const rows = sql.all<{ component_id: number; key: string; chunk: number }>(
    'SELECT component_id, key, chunk FROM components WHERE tenant = ? AND image_id = ? ORDER BY chunk',
    tenant,
    imageId,
  );
  let at = -1;
  let components: ReadonlyMap<string, Component> = new Map();
  for (const { component_id, key, chunk } of rows) {
    if (chunk !== at) [at, components] = [chunk, readChunk(sql, tenant, imageId, chunk)];
    for (const [ordinal, { locator }] of (components.get(key)?.evidence ?? []).entries()) {
      sql.run(
        'UPDATE evidence SET container = ? WHERE component_id = ? AND ordinal = ?',
        JSON.stringify(locator.container),
        component_id,
        ordinal,
      );
      saveRanges(sql, component_id, ordinal, locator.segments);
    }
  }
  markRanges(sql, tenant, imageId);
}

/** Says that an image's ranges are those of its components. */
export function markRanges(sql: Sql, tenant: string, imageId: ImageId): void {
  sql.run('UPDATE images SET ranges_of = components_sha256 WHERE tenant = ? AND image_id = ?', tenant, imageId);
}

export function saveRanges(
  sql: Sql,
  componentId: number,
  ordinal: number,
  segments: Evidence['locator']['segments'],
): void {
  for (const [segment, { from, to }] of segments.entries())
    sql.run(
      `INSERT OR REPLACE INTO evidence_ranges (component_id, ordinal, segment, from_at, to_at) VALUES (?, ?, ?, ?, ?)`,
      componentId,
      ordinal,
      segment,
      from,
      to,
    );
}

function readChunk(sql: Sql, tenant: string, imageId: ImageId, chunk: number): ReadonlyMap<string, Component> {
  const [row] = sql.all<{ components: JsonColumn }>(
    'SELECT components FROM component_chunks WHERE tenant = ? AND image_id = ? AND chunk = ?',
    tenant,
    imageId,
    chunk,
  );
  const components = row ? (decodeJson(row.components) as Component[]) : [];
  return new Map(components.map((component) => [component.key, component]));
}
