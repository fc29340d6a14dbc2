import { sha256 } from '#engine/bytes/sha256.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Digest, ImageId } from '#shared/model/digest.ts';
import type { Distro, ImageConfig, ImageDigest } from '#shared/model/image.ts';
import type { ScanCommit } from '../catalog-writer.ts';
import type { ImageRecord } from '../records.ts';
import { decodeJson, encodeJson, type JsonColumn } from '../sqlite/json-column.ts';
import type { Sql } from '../sqlite/sql.ts';

type ImageRow = Readonly<{
  image_id: string;
  source_kind: string;
  source_path: string | null;
  config: JsonColumn | null;
  distro: JsonColumn | null;
  file_counts: JsonColumn;
  diagnostics: JsonColumn;
  complete: 0 | 1;
  analyzer_set: string;
  layer_count: number;
  component_count: number;
  scanned_at_ms: number;
}>;

export function findImage(sql: Sql, tenant: string, imageId: string): ImageRecord | undefined {
  const [row] = sql.all<ImageRow>('SELECT * FROM images WHERE tenant = ? AND image_id = ?', tenant, imageId);
  return row && toImage(sql, tenant, row);
}

/** Newest scan first. */
export function listImages(sql: Sql, tenant: string): ImageRecord[] {
  return sql
    .all<ImageRow>('SELECT * FROM images WHERE tenant = ? ORDER BY scanned_at_ms DESC, image_id', tenant)
    .map((row) => toImage(sql, tenant, row));
}

/** See `CatalogReader.libraryGeneration`. */
export function libraryGeneration(sql: Sql, tenant: string): string {
  const rows = sql.all(
    `SELECT image_id, scanned_at_ms, components_sha256, source_path,
       (SELECT group_concat(tag, char(10)) FROM image_tags WHERE image_tags.tenant = images.tenant
         AND image_tags.image_id = images.image_id) AS tags
     FROM images WHERE tenant = ? ORDER BY image_id`,
    tenant,
  );
  return sha256(JSON.stringify(rows)).slice(0, 16);
}

/** See `CatalogReader.findImages`. */
export function findImages(sql: Sql, tenant: string, reference: string): ImageRecord[] {
  const hex = reference.replace(/^sha256:/, '').toLowerCase();
  const exact = sql.all<{ image_id: string }>(
    `SELECT image_id FROM images WHERE tenant = ?1 AND image_id = ?2
     UNION SELECT image_id FROM image_digests WHERE tenant = ?1 AND digest = ?2
     UNION SELECT image_id FROM image_tags WHERE tenant = ?1 AND tag = ?3
     ORDER BY image_id`,
    tenant,
    `sha256:${hex}`,
    reference,
  );
  const found =
    exact.length > 0 || !/^[0-9a-f]{4,64}$/.test(hex)
      ? exact
      : sql.all<{ image_id: string }>(
          'SELECT image_id FROM images WHERE tenant = ? AND image_id >= ? AND image_id < ? ORDER BY image_id',
          tenant,
          `sha256:${hex}`,
          // The least text after all that begin so: 'g' follows the last hex digit.
          `sha256:${hex}g`,
        );
  return found.flatMap(({ image_id }) => findImage(sql, tenant, image_id) ?? []);
}

/** Replaces the image and its digests; tags are moved here. Its layers and components are other tables' rows. */
export function saveImage(sql: Sql, tenant: string, scan: ScanCommit, nowMs: number): void {
  const { imageId, config, distro, fileCounts, diagnostics, complete, components } = scan.graph;
  sql.run(
    `INSERT INTO images (tenant, image_id, source_kind, source_path, config, distro, file_counts, diagnostics, complete,
       analyzer_set, layer_count, component_count, scanned_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant, image_id) DO UPDATE SET source_kind = excluded.source_kind, source_path = excluded.source_path,
       config = excluded.config, distro = excluded.distro, file_counts = excluded.file_counts,
       diagnostics = excluded.diagnostics, complete = excluded.complete, analyzer_set = excluded.analyzer_set,
       layer_count = excluded.layer_count, component_count = excluded.component_count, scanned_at_ms = excluded.scanned_at_ms`,
    tenant,
    imageId,
    scan.source.kind,
    scan.source.path,
    config && encodeJson(config),
    distro && encodeJson(distro),
    encodeJson(fileCounts),
    encodeJson(diagnostics),
    complete ? 1 : 0,
    scan.analyzerSet,
    scan.layers.length,
    components.length,
    nowMs,
  );
  sql.run('DELETE FROM image_digests WHERE tenant = ? AND image_id = ?', tenant, imageId);
  for (const { digest, kind, provenance } of scan.digests)
    sql.run(
      `INSERT INTO image_digests (tenant, image_id, digest, kind, provenance) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
      tenant,
      imageId,
      digest,
      kind,
      provenance,
    );
  for (const tag of scan.tags)
    sql.run(
      `INSERT INTO image_tags (tenant, tag, image_id) VALUES (?, ?, ?)
       ON CONFLICT (tenant, tag) DO UPDATE SET image_id = excluded.image_id`,
      tenant,
      tag,
      imageId,
    );
  sql.run('DELETE FROM image_blobs WHERE tenant = ? AND image_id = ?', tenant, imageId);
  for (const { sha256, role } of scan.blobs)
    sql.run(
      'INSERT INTO image_blobs (tenant, image_id, sha256, role) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      tenant,
      imageId,
      sha256,
      role,
    );
}

/** With everything that belongs to it alone. False when there was none. */
export function deleteImage(sql: Sql, tenant: string, imageId: string): boolean {
  return sql.run('DELETE FROM images WHERE tenant = ? AND image_id = ?', tenant, imageId) > 0;
}

function toImage(sql: Sql, tenant: string, row: ImageRow): ImageRecord {
  const digests = sql.all<{ digest: Digest } & Pick<ImageDigest, 'kind' | 'provenance'>>(
    `SELECT digest, kind, provenance FROM image_digests WHERE tenant = ? AND image_id = ? ORDER BY kind, digest`,
    tenant,
    row.image_id,
  );
  const tags = sql.all<{ tag: string }>(
    'SELECT tag FROM image_tags WHERE tenant = ? AND image_id = ? ORDER BY tag',
    tenant,
    row.image_id,
  );
  return {
    imageId: row.image_id as ImageId,
    config: row.config === null ? null : (decodeJson(row.config) as ImageConfig),
    source: { kind: row.source_kind, path: row.source_path },
    digests,
    tags: tags.map(({ tag }) => tag),
    distro: row.distro === null ? null : (decodeJson(row.distro) as Distro),
    fileCounts: decodeJson(row.file_counts) as Record<string, number>,
    diagnostics: decodeJson(row.diagnostics) as Diagnostic[],
    complete: row.complete === 1,
    analyzerSet: row.analyzer_set,
    layerCount: row.layer_count,
    componentCount: row.component_count,
    scannedAtMs: row.scanned_at_ms,
  };
}
