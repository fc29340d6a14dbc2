import type { ChainId, ImageId, Sha256 } from '#shared/model/digest.ts';
import type { ArtifactCommit } from '../catalog-writer.ts';
import type { ArtifactKey, ArtifactLink, LifecycleRule, LinkedArtifact } from '../records.ts';
import type { Sql } from '../sqlite/sql.ts';
import { toArtifact, type ArtifactRow } from './artifacts.ts';

type LinkRow = Readonly<{
  path: string;
  artifact_id: string;
  image_id: string | null;
  chain_id: string | null;
  other_image_id: string | null;
  kind: string;
  format: string;
  view: string;
  profile: string;
  analyzer_set: string;
  hints: string;
  retention_class: ArtifactLink['retentionClass'];
  linked_at_ms: number;
  superseded_at_ms: number | null;
}>;

const LINKED = 'SELECT * FROM links JOIN artifacts USING (tenant, artifact_id)';

export function findLinkAt(sql: Sql, tenant: string, path: string): LinkedArtifact | undefined {
  const [row] = sql.all<LinkRow & ArtifactRow>(
    `${LINKED} WHERE tenant = ? AND path = ? AND superseded_at_ms IS NULL`,
    tenant,
    path,
  );
  return row && toLinkedArtifact(row);
}

/** Current or superseded; the newest. */
export function findLinkFor(sql: Sql, tenant: string, key: ArtifactKey): LinkedArtifact | undefined {
  const [row] = sql.all<LinkRow & ArtifactRow>(
    `${LINKED} WHERE tenant = ? AND image_id IS ? AND chain_id IS ? AND other_image_id IS ? AND kind = ? AND format = ?
       AND view = ? AND profile = ? AND analyzer_set = ? AND hints = ? ORDER BY link_id DESC LIMIT 1`,
    tenant,
    ...keyColumns(key),
  );
  return row && toLinkedArtifact(row);
}

/** By path, then newest first. */
export function listLinks(
  sql: Sql,
  tenant: string,
  filter: Readonly<{ imageId?: ImageId; kind?: string; superseded?: true }>,
): LinkedArtifact[] {
  const imageId = filter.imageId ?? null;
  return sql
    .all<LinkRow & ArtifactRow>(
      `${LINKED} WHERE tenant = ?1 AND (?2 IS NULL OR image_id = ?2 OR other_image_id = ?2) AND (?3 IS NULL OR kind = ?3)
         AND (?4 OR superseded_at_ms IS NULL) ORDER BY path, link_id DESC`,
      tenant,
      imageId,
      filter.kind ?? null,
      filter.superseded ? 1 : 0,
    )
    .map(toLinkedArtifact);
}

/** Points a path to an artifact. What it pointed to before is superseded; the same again changes nothing. */
export function saveLink(
  sql: Sql,
  tenant: string,
  { artifact, path, key, retentionClass }: ArtifactCommit,
  nowMs: number,
): void {
  const current = findLinkAt(sql, tenant, path)?.link;
  if (
    current?.artifactId === artifact.artifactId &&
    current.retentionClass === retentionClass &&
    sameKey(current.key, key)
  )
    return;
  sql.run(
    'UPDATE links SET superseded_at_ms = ? WHERE tenant = ? AND path = ? AND superseded_at_ms IS NULL',
    nowMs,
    tenant,
    path,
  );
  sql.run(
    `INSERT INTO links (tenant, path, artifact_id, retention_class, linked_at_ms, image_id, chain_id, other_image_id, kind,
       format, view, profile, analyzer_set, hints)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    tenant,
    path,
    artifact.artifactId,
    retentionClass,
    nowMs,
    ...keyColumns(key),
  );
}

/** Paths of a removed image, but for those of the classes to keep. */
export function deleteLinksOfImage(sql: Sql, tenant: string, imageId: ImageId, keep: readonly string[]): void {
  sql.run(
    `DELETE FROM links WHERE tenant = ?1 AND (image_id = ?2 OR other_image_id = ?2)
       AND retention_class NOT IN (SELECT value FROM json_each(?3))`,
    tenant,
    imageId,
    JSON.stringify(keep),
  );
}

/** Fragments of layer chains that no image has, not linked since `beforeMs`. @returns rows removed */
export function deleteLinksOfLostChains(sql: Sql, tenant: string, keep: readonly string[], beforeMs: number): number {
  return sql.run(
    `DELETE FROM links WHERE tenant = ? AND chain_id IS NOT NULL AND image_id IS NULL AND linked_at_ms < ?
       AND retention_class NOT IN (SELECT value FROM json_each(?))
       AND NOT EXISTS (SELECT 1 FROM image_layers
         WHERE image_layers.tenant = links.tenant AND image_layers.chain_id = links.chain_id)`,
    tenant,
    beforeMs,
    JSON.stringify(keep),
  );
}

/** Links of the rule's class that are past their time. @returns rows removed */
export function deleteExpiredLinks(sql: Sql, tenant: string, rule: LifecycleRule, nowMs: number): number {
  if (rule.ttlMs === null) return 0;
  return sql.run(
    `DELETE FROM links WHERE tenant = ? AND retention_class = ? AND coalesce(superseded_at_ms, linked_at_ms) <= ?
       AND (superseded_at_ms IS NOT NULL OR NOT ?)`,
    tenant,
    rule.retentionClass,
    nowMs - rule.ttlMs,
    rule.keepIfReferenced ? 1 : 0,
  );
}

function keyColumns(key: ArtifactKey): (string | null)[] {
  return [
    key.imageId,
    key.chainId,
    key.otherImageId,
    key.kind,
    key.format,
    key.view,
    key.profile,
    key.analyzerSet,
    key.hints,
  ];
}

function sameKey(a: ArtifactKey, b: ArtifactKey): boolean {
  const other = keyColumns(b);
  return keyColumns(a).every((value, i) => value === other[i]);
}

function toLinkedArtifact(row: LinkRow & ArtifactRow): LinkedArtifact {
  return { ...toArtifact(row), link: toLink(row) };
}

function toLink(row: LinkRow): ArtifactLink {
  return {
    path: row.path,
    artifactId: row.artifact_id as Sha256,
    key: {
      imageId: row.image_id as ImageId | null,
      chainId: row.chain_id as ChainId | null,
      otherImageId: row.other_image_id as ImageId | null,
      kind: row.kind,
      format: row.format,
      view: row.view,
      profile: row.profile,
      analyzerSet: row.analyzer_set,
      hints: row.hints,
    },
    retentionClass: row.retention_class,
    linkedAtMs: row.linked_at_ms,
    supersededAtMs: row.superseded_at_ms,
  };
}
