import type { Component, ComponentOrigin, ComponentType, Licence } from '#shared/model/component.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { ComponentRow } from '../records.ts';
import { decodeJson, encodeJson, type JsonColumn } from '../sqlite/json-column.ts';
import type { Sql } from '../sqlite/sql.ts';
import { evidenceOfComponent, evidenceOfImage, saveEvidence } from './evidence.ts';

/** Columns of a list; `document` is everything else of a component but its evidence. */
export type ComponentListRow = Readonly<{
  component_id: number;
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
}>;

type ComponentTableRow = ComponentListRow & Readonly<{ document: JsonColumn }>;

type ComponentDocument = Omit<Component, keyof ComponentRow | 'evidence'>;

/** Sorted by key. */
export function listComponents(sql: Sql, tenant: string, imageId: ImageId): Component[] {
  const evidence = evidenceOfImage(sql, tenant, imageId);
  return sql
    .all<ComponentTableRow>(
      'SELECT * FROM components INDEXED BY components_by_key WHERE tenant = ? AND image_id = ? ORDER BY key',
      tenant,
      imageId,
    )
    .map((row) => ({ ...toComponentRow(row), ...toDocument(row), evidence: evidence.get(row.component_id) ?? [] }));
}

export function findComponent(sql: Sql, tenant: string, imageId: ImageId, key: string): Component | undefined {
  const [row] = sql.all<ComponentTableRow>(
    'SELECT * FROM components INDEXED BY components_by_key WHERE tenant = ? AND image_id = ? AND key = ?',
    tenant,
    imageId,
    key,
  );
  return row && { ...toComponentRow(row), ...toDocument(row), evidence: evidenceOfComponent(sql, row.component_id) };
}

/** Replaces the components of an image, with their evidence. */
export function saveComponents(sql: Sql, tenant: string, imageId: ImageId, components: readonly Component[]): void {
  sql.run('DELETE FROM components WHERE tenant = ? AND image_id = ?', tenant, imageId);
  for (const component of components) {
    const { key, purl, type, name, version, arch, origin, state, layers, licences, evidence, ...rest } = component;
    const document: ComponentDocument = rest;
    const componentId = sql.insert(
      `INSERT INTO components (tenant, image_id, key, purl, type, name, version, arch, origin, state, introduced,
         record_written, last_modified, removed, licences, document)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      tenant,
      imageId,
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
      encodeJson(document),
    );
    saveEvidence(sql, tenant, imageId, componentId, evidence);
  }
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
  };
}

function toDocument(row: ComponentTableRow): ComponentDocument {
  return decodeJson(row.document) as ComponentDocument;
}
