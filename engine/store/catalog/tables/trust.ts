import type { Sha256 } from '#shared/model/digest.ts';
import type { Bytes } from '#shared/model/units.ts';
import type { FileIdentity, TrustEntry } from '../records.ts';
import { decodeJson, encodeJson, type JsonColumn } from '../sqlite/json-column.ts';
import type { Sql } from '../sqlite/sql.ts';

type TrustRow = Readonly<{ offset: number; length: number; sha256: string; hashed_at_ms: number }>;

/** By offset. */
export function listTrust(sql: Sql, tenant: string, identity: FileIdentity): TrustEntry[] {
  return sql
    .all<TrustRow>(
      'SELECT * FROM trust WHERE tenant = ? AND identity = ? ORDER BY offset, length',
      tenant,
      identityText(identity),
    )
    .map((row) => toTrust(identity, row));
}

export function findTrust(
  sql: Sql,
  tenant: string,
  identity: FileIdentity,
  offset: Bytes,
  length: Bytes,
): TrustEntry | undefined {
  const [row] = sql.all<TrustRow>(
    'SELECT * FROM trust WHERE tenant = ? AND identity = ? AND offset = ? AND length = ?',
    tenant,
    identityText(identity),
    offset,
    length,
  );
  return row && toTrust(identity, row);
}

export function saveTrust(sql: Sql, tenant: string, entry: TrustEntry): void {
  sql.run(
    `INSERT INTO trust (tenant, identity, offset, length, sha256, hashed_at_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (tenant, identity, offset, length) DO UPDATE SET sha256 = excluded.sha256,
       hashed_at_ms = excluded.hashed_at_ms`,
    tenant,
    identityText(entry.identity),
    entry.offset,
    entry.length,
    entry.sha256,
    entry.hashedAtMs,
  );
}

/** undefined for none, or one of another format version. */
export function findArchiveIndex(sql: Sql, tenant: string, identity: FileIdentity, version: number): unknown {
  const [row] = sql.all<{ content: JsonColumn }>(
    'SELECT content FROM archive_index WHERE tenant = ? AND identity = ? AND version = ?',
    tenant,
    identityText(identity),
    version,
  );
  return row && decodeJson(row.content);
}

export function saveArchiveIndex(
  sql: Sql,
  tenant: string,
  entry: Readonly<{ identity: FileIdentity; version: number; content: unknown; nowMs: number }>,
): void {
  sql.run(
    `INSERT INTO archive_index (tenant, identity, version, content, saved_at_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (tenant, identity) DO UPDATE SET version = excluded.version, content = excluded.content,
       saved_at_ms = excluded.saved_at_ms`,
    tenant,
    identityText(entry.identity),
    entry.version,
    encodeJson(entry.content),
    entry.nowMs,
  );
}

/** What was remembered at or before a time. @returns rows removed */
export function deleteTrust(sql: Sql, tenant: string, untilMs: number): { trust: number; archiveIndexes: number } {
  return {
    trust: sql.run('DELETE FROM trust WHERE tenant = ? AND hashed_at_ms <= ?', tenant, untilMs),
    archiveIndexes: sql.run('DELETE FROM archive_index WHERE tenant = ? AND saved_at_ms <= ?', tenant, untilMs),
  };
}

function identityText({ dev, ino, size, mtimeNs, ctimeNs }: FileIdentity): string {
  return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
}

function toTrust(identity: FileIdentity, row: TrustRow): TrustEntry {
  return {
    identity,
    offset: row.offset,
    length: row.length,
    sha256: row.sha256 as Sha256,
    hashedAtMs: row.hashed_at_ms,
  };
}
