import type { DiffId } from '#shared/model/digest.ts';
import { isDead } from '../../process-owner.ts';
import type { Sql } from '../sqlite/sql.ts';

/** What is leased: blobs that a writer put, the right to collect, or work on one layer. The last two have one holder at most. */
export type LeaseSubject =
  | Readonly<{ kind: 'writer'; subject: string }>
  | Readonly<{ kind: 'gc'; subject: 'folder' }>
  | Readonly<{ kind: 'layer'; subject: DiffId }>;

export type Lease = LeaseSubject &
  Readonly<{ token: string; host: string; pid: number; acquiredAtMs: number; expiresAtMs: number }>;

type LeaseRow = Readonly<{
  token: string;
  kind: LeaseSubject['kind'];
  subject: string;
  host: string;
  pid: number;
  acquired_at_ms: number;
  expires_at_ms: number;
}>;

/** False when somebody else holds it. */
export function insertLease(sql: Sql, tenant: string, lease: Lease): boolean {
  deleteDeadLeases(sql, lease.acquiredAtMs, lease);
  return (
    sql.run(
      `INSERT INTO leases (token, tenant, kind, subject, host, pid, acquired_at_ms, expires_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      lease.token,
      tenant,
      lease.kind,
      lease.subject,
      lease.host,
      lease.pid,
      lease.acquiredAtMs,
      lease.expiresAtMs,
    ) > 0
  );
}

/** False when it is gone: it expired and somebody cleaned up. */
export function renewLease(sql: Sql, token: string, expiresAtMs: number): boolean {
  return sql.run('UPDATE leases SET expires_at_ms = ? WHERE token = ?', expiresAtMs, token) > 0;
}

export function deleteLease(sql: Sql, token: string): void {
  sql.run('DELETE FROM leases WHERE token = ?', token);
}

/**
 * Leases past their time, and those whose process is known to be gone.
 *
 * @param only those on this subject
 * @returns rows removed
 */
export function deleteDeadLeases(sql: Sql, nowMs: number, only?: LeaseSubject): number {
  let removed = 0;
  for (const lease of sql.all<LeaseRow>('SELECT * FROM leases').map(toLease)) {
    if (only && (lease.kind !== only.kind || lease.subject !== only.subject)) continue;
    if (lease.expiresAtMs > nowMs && !isDead(lease)) continue;
    deleteLease(sql, lease.token);
    removed += 1;
  }
  return removed;
}

/** All of them: in a copy of a catalog they mean nothing. */
export function deleteLeases(sql: Sql): void {
  sql.run('DELETE FROM leases');
}

/** Start of the oldest writer's lease; Infinity when nobody writes. Call {@link deleteDeadLeases} before. */
export function oldestWriterMs(sql: Sql): number {
  const [row] = sql.all<{ oldest: number | null }>(
    `SELECT min(acquired_at_ms) AS oldest FROM leases WHERE kind = 'writer'`,
  );
  return row?.oldest ?? Infinity;
}

function toLease(row: LeaseRow): Lease {
  return {
    ...({ kind: row.kind, subject: row.subject } as LeaseSubject),
    token: row.token,
    host: row.host,
    pid: row.pid,
    acquiredAtMs: row.acquired_at_ms,
    expiresAtMs: row.expires_at_ms,
  };
}
