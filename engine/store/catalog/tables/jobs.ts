import type { Job, JobId, JobNote, JobState } from '#engine/ports/job-queue.ts';
import { decodeJson, encodeJson, type JsonColumn } from '../sqlite/json-column.ts';
import type { Sql } from '../sqlite/sql.ts';

type JobRow = Readonly<{
  job_id: string;
  kind: string;
  idempotency_key: string;
  payload: JsonColumn;
  priority: number;
  state: JobState;
  attempt: number;
  max_attempts: number;
  available_at_ms: number;
  lease_expires_at_ms: number | null;
  worker: string | null;
  reason: string | null;
  note: JsonColumn | null;
  result: JsonColumn | null;
  created_at_ms: number;
  updated_at_ms: number;
}>;

export function findJob(sql: Sql, tenant: string, id: JobId): Job | undefined {
  const [row] = sql.all<JobRow>('SELECT * FROM jobs WHERE tenant = ? AND job_id = ?', tenant, id);
  return row && toJob(row);
}

/** Newest first. */
export function listJobs(
  sql: Sql,
  tenant: string,
  filter: Readonly<{ states?: readonly JobState[]; kinds?: readonly string[]; limit?: number }>,
): Job[] {
  return sql
    .all<JobRow>(
      `SELECT * FROM jobs WHERE tenant = ?1 AND (?2 IS NULL OR state IN (SELECT value FROM json_each(?2)))
         AND (?3 IS NULL OR kind IN (SELECT value FROM json_each(?3))) ORDER BY sequence DESC LIMIT ?4`,
      tenant,
      filter.states ? JSON.stringify(filter.states) : null,
      filter.kinds ? JSON.stringify(filter.kinds) : null,
      filter.limit ?? 1000,
    )
    .map(toJob);
}

/** False when the id is known. */
export function insertJob(
  sql: Sql,
  tenant: string,
  job: Pick<Job, 'id' | 'kind' | 'idempotencyKey' | 'payload' | 'priority' | 'maxAttempts'>,
  nowMs: number,
): boolean {
  return (
    sql.run(
      `INSERT INTO jobs (tenant, job_id, kind, idempotency_key, payload, priority, state, attempt, max_attempts,
         available_at_ms, created_at_ms, updated_at_ms)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'queued', 0, ?7, ?8, ?8, ?8) ON CONFLICT DO NOTHING`,
      tenant,
      job.id,
      job.kind,
      job.idempotencyKey,
      encodeJson(job.payload ?? null),
      job.priority,
      job.maxAttempts,
      nowMs,
    ) > 0
  );
}

/** The job that is to be done next: highest priority, then longest due, then oldest. */
export function findDueJob(
  sql: Sql,
  tenant: string,
  kinds: readonly string[] | undefined,
  nowMs: number,
): Job | undefined {
  const [row] = sql.all<JobRow>(
    `SELECT * FROM jobs WHERE tenant = ?1 AND state = 'queued' AND available_at_ms <= ?2
       AND (?3 IS NULL OR kind IN (SELECT value FROM json_each(?3)))
     ORDER BY priority DESC, available_at_ms, sequence LIMIT 1`,
    tenant,
    nowMs,
    kinds ? JSON.stringify(kinds) : null,
  );
  return row && toJob(row);
}

/** Jobs whose worker did not renew in time. */
export function listExpiredJobs(sql: Sql, tenant: string, nowMs: number): Job[] {
  return sql
    .all<JobRow>(
      `SELECT * FROM jobs WHERE tenant = ? AND state = 'leased' AND lease_expires_at_ms <= ? ORDER BY sequence`,
      tenant,
      nowMs,
    )
    .map(toJob);
}

export function markLeased(
  sql: Sql,
  tenant: string,
  id: JobId,
  lease: Readonly<{ token: string; worker: string; expiresAtMs: number; nowMs: number }>,
): void {
  sql.run(
    `UPDATE jobs SET state = 'leased', attempt = attempt + 1, lease_token = ?, worker = ?, lease_expires_at_ms = ?,
       updated_at_ms = ? WHERE tenant = ? AND job_id = ?`,
    lease.token,
    lease.worker,
    lease.expiresAtMs,
    lease.nowMs,
    tenant,
    id,
  );
}

/** Is the job still worked on under this token, in time? */
export function isLeaseHeld(sql: Sql, tenant: string, id: JobId, token: string, nowMs: number): boolean {
  return (
    sql.all(
      `SELECT 1 FROM jobs WHERE tenant = ? AND job_id = ? AND state = 'leased' AND lease_token = ?
         AND lease_expires_at_ms > ?`,
      tenant,
      id,
      token,
      nowMs,
    ).length > 0
  );
}

export function extendJobLease(sql: Sql, tenant: string, id: JobId, expiresAtMs: number): void {
  sql.run('UPDATE jobs SET lease_expires_at_ms = ? WHERE tenant = ? AND job_id = ?', expiresAtMs, tenant, id);
}

export function saveJobNote(sql: Sql, tenant: string, id: JobId, note: JobNote, nowMs: number): void {
  sql.run(
    'UPDATE jobs SET note = ?, updated_at_ms = ? WHERE tenant = ? AND job_id = ?',
    encodeJson(note),
    nowMs,
    tenant,
    id,
  );
}

/** Ends a lease. What is not given is cleared, but for a reason, which is kept for review. */
export function settleJob(
  sql: Sql,
  tenant: string,
  id: JobId,
  to: Readonly<{
    state: Exclude<JobState, 'leased'>;
    nowMs: number;
    reason?: string;
    result?: unknown;
    availableAtMs?: number;
  }>,
): void {
  sql.run(
    `UPDATE jobs SET state = ?, lease_token = NULL, lease_expires_at_ms = NULL, worker = NULL,
       reason = coalesce(?, reason), result = ?, available_at_ms = coalesce(?, available_at_ms), updated_at_ms = ?
     WHERE tenant = ? AND job_id = ?`,
    to.state,
    to.reason ?? null,
    to.result === undefined ? null : encodeJson(to.result),
    to.availableAtMs ?? null,
    to.nowMs,
    tenant,
    id,
  );
}

/** A queued job that waits for its time need not wait any more; its attempts stay. */
export function makeDue(sql: Sql, tenant: string, id: JobId, nowMs: number): void {
  sql.run(
    'UPDATE jobs SET available_at_ms = ?1, updated_at_ms = ?1 WHERE tenant = ?2 AND job_id = ?3',
    nowMs,
    tenant,
    id,
  );
}

/** As if just enqueued. With another payload, which may be about something else, what was noted is not true any more. */
export function restartJob(sql: Sql, tenant: string, id: JobId, nowMs: number, payload?: unknown): void {
  sql.run(
    `UPDATE jobs SET state = 'queued', attempt = 0, available_at_ms = ?1, reason = NULL, result = NULL,
       note = iif(?2 IS NULL OR ?2 = payload, note, NULL), payload = coalesce(?2, payload), updated_at_ms = ?1 WHERE tenant = ?3 AND job_id = ?4`,
    nowMs,
    payload === undefined ? null : encodeJson(payload),
    tenant,
    id,
  );
}

/** @returns rows removed */
export function deleteDoneJobs(sql: Sql, tenant: string, untilMs: number): number {
  return sql.run(`DELETE FROM jobs WHERE tenant = ? AND state = 'done' AND updated_at_ms <= ?`, tenant, untilMs);
}

/** Those of the jobs that are done or dead. @returns which were removed */
export function deleteEndedJobs(sql: Sql, tenant: string, ids: readonly JobId[]): JobId[] {
  return sql
    .all<Pick<JobRow, 'job_id'>>(
      `DELETE FROM jobs WHERE tenant = ? AND state IN ('done', 'dead') AND job_id IN (SELECT value FROM json_each(?))
       RETURNING job_id`,
      tenant,
      JSON.stringify(ids),
    )
    .map(({ job_id }) => job_id as JobId);
}

function toJob(row: JobRow): Job {
  return {
    id: row.job_id as JobId,
    kind: row.kind,
    idempotencyKey: row.idempotency_key,
    payload: decodeJson(row.payload),
    priority: row.priority,
    state: row.state,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    availableAtMs: row.available_at_ms,
    leaseExpiresAtMs: row.lease_expires_at_ms,
    worker: row.worker,
    reason: row.reason,
    note: row.note === null ? null : (decodeJson(row.note) as JobNote),
    result: row.result === null ? null : decodeJson(row.result),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  };
}
