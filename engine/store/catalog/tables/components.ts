import type { ComponentRow } from '#shared/model/component-list.ts';
import type { Component, ComponentOrigin, ComponentType, Licence, UsageWord } from '#shared/model/component.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { LayerComponents } from '../records.ts';
import { decodeJson, encodeJsonText, type JsonColumn } from '../sqlite/json-column.ts';
import type { Sql } from '../sqlite/sql.ts';
import type { ChunkedComponents } from './component-chunks.ts';
import { saveEdges } from './component-edges.ts';
import { markRanges } from './evidence-ranges.ts';
import { saveEvidence } from './evidence.ts';

type ChunkRow = Readonly<{ components: JsonColumn }>;

/** Columns of a list. */
export type ComponentListRow = Readonly<{
  key: string;
  purl: string | null;
  type: ComponentType;
  name: string;
  version: string | null;
  arch: string | null;
  origin: ComponentOrigin;
  state: string;
  introduced: number;
  record_written: number | null;
  last_modified: number;
  removed: number | null;
  licences: string;
  usage: UsageWord | '';
}>;

/** In the order in which they were committed: by key. */
export function listComponents(sql: Sql, tenant: string, imageId: ImageId): Component[] {
  return sql
    .all<ChunkRow>(
      'SELECT components FROM component_chunks WHERE tenant = ? AND image_id = ? ORDER BY chunk',
      tenant,
      imageId,
    )
    .flatMap(toComponents);
}

export function findComponent(sql: Sql, tenant: string, imageId: ImageId, key: string): Component | undefined {
  const [row] = sql.all<ChunkRow>(
    `SELECT component_chunks.components FROM components INDEXED BY components_by_key
     JOIN component_chunks USING (tenant, image_id, chunk) WHERE tenant = ? AND image_id = ? AND key = ?`,
    tenant,
    imageId,
    key,
  );
  return row && toComponents(row).find((component) => component.key === key);
}

/** By layer; layers without any are left out. */
export function countByLayer(sql: Sql, tenant: string, imageId: ImageId): LayerComponents[] {
  return sql.all<LayerComponents>(
    `SELECT layer, sum(introduced) AS introduced, sum(removed) AS removed FROM (
       SELECT introduced AS layer, 1 AS introduced, 0 AS removed FROM components
       WHERE tenant = ?1 AND image_id = ?2 AND removed IS NULL
       UNION ALL SELECT removed, 0, 1 FROM components WHERE tenant = ?1 AND image_id = ?2 AND removed IS NOT NULL)
     GROUP BY layer ORDER BY layer`,
    tenant,
    imageId,
  );
}

/** Components of the final tree by type, most first. */
export function countByType(sql: Sql, tenant: string, imageId: ImageId): Readonly<{ type: string; count: number }>[] {
  return sql.all<{ type: string; count: number }>(
    `SELECT type, count(*) AS count FROM components WHERE tenant = ? AND image_id = ? AND removed IS NULL
     GROUP BY type ORDER BY count DESC, type`,
    tenant,
    imageId,
  );
}

/** Replaces the components of an image, if they are others than those that are there. */
export function saveComponents(
  sql: Sql,
  tenant: string,
  imageId: ImageId,
  { chunks, sha256 }: ChunkedComponents,
): void {
  const changed = sql.run(
    'UPDATE images SET components_sha256 = ?1 WHERE tenant = ?2 AND image_id = ?3 AND components_sha256 IS NOT ?1',
    sha256,
    tenant,
    imageId,
  );
  if (changed === 0) return;
  sql.run('DELETE FROM component_chunks WHERE tenant = ? AND image_id = ?', tenant, imageId);
  sql.run('DELETE FROM components WHERE tenant = ? AND image_id = ?', tenant, imageId);
  for (const [number, { components, json }] of chunks.entries()) {
    sql.run(
      'INSERT INTO component_chunks (tenant, image_id, chunk, components) VALUES (?, ?, ?, ?)',
      tenant,
      imageId,
      number,
      encodeJsonText(json),
    );
    for (const component of components) saveComponent(sql, tenant, imageId, number, component);
  }
  markRanges(sql, tenant, imageId);
}

function saveComponent(sql: Sql, tenant: string, imageId: ImageId, chunk: number, component: Component): void {
  const { key, purl, type, name, version, arch, origin, state, layers, licences, usage } = component;
  const componentId = sql.insert(
    `INSERT INTO components (tenant, image_id, chunk, key, purl, type, name, version, arch, origin, state, introduced,
       record_written, last_modified, removed, licences, usage)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    tenant,
    imageId,
    chunk,
    key,
    purl,
    type,
    name,
    version,
    arch,
    origin,
    state,
    layers.introduced,
    layers.recordWritten,
    layers.lastModified,
    layers.removed,
    // Never compressed: lists filter by it.
    JSON.stringify(licences),
    usage ?? '',
  );
  saveEvidence(sql, tenant, imageId, componentId, component.evidence);
  saveEdges(sql, tenant, imageId, componentId, component.dependencies);
}

export function toComponentRow(row: ComponentListRow): ComponentRow {
  return {
    key: row.key,
    purl: row.purl,
    type: row.type,
    name: row.name,
    version: row.version,
    arch: row.arch,
    origin: row.origin,
    state: row.state,
    layers: {
      introduced: row.introduced,
      recordWritten: row.record_written,
      lastModified: row.last_modified,
      removed: row.removed,
    },
    licences: decodeJson(row.licences) as Licence[],
    ...(row.usage === '' ? {} : { usage: row.usage }),
  };
}

function toComponents(row: ChunkRow): Component[] {
  return decodeJson(row.components) as Component[];
}
