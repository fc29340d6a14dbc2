import { randomUUID } from 'node:crypto';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { Job, JobId, JobNote, JobQueue, JobState, LeasedJob, NewJob } from '#engine/ports/job-queue.ts';
import type { Sql } from '../catalog/sqlite/sql.ts';
import {
  deleteEndedJobs,
  extendJobLease,
  findDueJob,
  findJob,
  insertJob,
  isLeaseHeld,
  listExpiredJobs,
  listJobs,
  makeDue,
  markLeased,
  restartJob,
  saveJobNote,
  settleJob,
} from '../catalog/tables/jobs.ts';
import type { LeaseContext } from '../hold-lease.ts';
import { isDeadWorker } from '../process-owner.ts';
import { backOffMs } from './back-off.ts';

const DEFAULT_ATTEMPTS = 5;

/** Jobs in the catalog, for any number of processes on one data folder. */
export class SqliteJobQueue implements JobQueue {
  readonly #context: LeaseContext;

  constructor(context: LeaseContext) {
    this.#context = context;
  }

  async enqueue(job: NewJob): Promise<Readonly<{ id: JobId; added: boolean }>> {
    const { tenant } = this.#context;
    const { kind, idempotencyKey, payload, priority = 0, maxAttempts = DEFAULT_ATTEMPTS } = job;
    const id = jobId(kind, idempotencyKey);
    return await this.#write((sql, nowMs) => {
      if (insertJob(sql, tenant, { id, kind, idempotencyKey, payload, priority, maxAttempts }, nowMs))
        return { id, added: true };
      const state = findJob(sql, tenant, id)?.state;
      const again = job.again === true && (state === 'done' || state === 'dead');
      if (again) restartJob(sql, tenant, id, nowMs, payload ?? null);
      return { id, added: again };
    });
  }

  async lease(
    request: Readonly<{ worker: string; durationMs: number; kinds?: readonly string[] }>,
  ): Promise<LeasedJob | undefined> {
    const { tenant } = this.#context;
    return await this.#write((sql, nowMs) => {
      for (const expired of listExpiredJobs(sql, tenant, nowMs))
        giveBack(sql, tenant, expired, { reason: 'lease expired', delayMs: 0, nowMs });
      const due = findDueJob(sql, tenant, request.kinds, nowMs);
      if (due === undefined) return undefined;
      const token = randomUUID();
      const { worker, durationMs } = request;
      markLeased(sql, tenant, due.id, { token, worker, expiresAtMs: nowMs + durationMs, nowMs });
      const job = findJob(sql, tenant, due.id);
      return job && { job, token };
    });
  }

  async renew(lease: LeasedJob, durationMs: number): Promise<boolean> {
    return await this.#withLease(lease, (sql, nowMs) =>
      extendJobLease(sql, this.#context.tenant, lease.job.id, nowMs + durationMs),
    );
  }

  async note(lease: LeasedJob, note: JobNote): Promise<boolean> {
    return await this.#withLease(lease, (sql, nowMs) =>
      saveJobNote(sql, this.#context.tenant, lease.job.id, note, nowMs),
    );
  }

  async ack(lease: LeasedJob, result?: unknown): Promise<boolean> {
    return await this.#withLease(lease, (sql, nowMs) =>
      settleJob(sql, this.#context.tenant, lease.job.id, { state: 'done', nowMs, result }),
    );
  }

  async nack(lease: LeasedJob, why: Readonly<{ reason: string; delayMs?: number }>): Promise<boolean> {
    const delayMs = why.delayMs ?? backOffMs(lease.job.attempt);
    return await this.#withLease(lease, (sql, nowMs) =>
      giveBack(sql, this.#context.tenant, lease.job, { reason: why.reason, delayMs, nowMs }),
    );
  }

  async dead(lease: LeasedJob, reason: string): Promise<boolean> {
    return await this.#withLease(lease, (sql, nowMs) =>
      settleJob(sql, this.#context.tenant, lease.job.id, { state: 'dead', nowMs, reason }),
    );
  }

  async cancel(id: JobId, reason: string): Promise<boolean> {
    const { tenant } = this.#context;
    return await this.#write((sql, nowMs) => {
      if (findJob(sql, tenant, id)?.state !== 'queued') return false;
      settleJob(sql, tenant, id, { state: 'dead', nowMs, reason });
      return true;
    });
  }

  async reclaim(reason: string, delayMs = 0): Promise<readonly JobId[]> {
    const { tenant } = this.#context;
    return await this.#write((sql, nowMs) => {
      const lost = listJobs(sql, tenant, { states: ['leased'] }).filter(
        ({ worker }) => worker !== null && isDeadWorker(worker),
      );
      for (const job of lost) giveBack(sql, tenant, job, { reason, delayMs, nowMs });
      return lost.map(({ id }) => id);
    });
  }

  async retry(id: JobId): Promise<boolean> {
    const { tenant } = this.#context;
    return await this.#write((sql, nowMs) => {
      const job = findJob(sql, tenant, id);
      if (job?.state === 'dead') restartJob(sql, tenant, id, nowMs);
      else if (job?.state === 'queued' && job.availableAtMs > nowMs) makeDue(sql, tenant, id, nowMs);
      else return false;
      return true;
    });
  }

  async forget(ids: readonly JobId[]): Promise<readonly JobId[]> {
    return await this.#write((sql) => deleteEndedJobs(sql, this.#context.tenant, ids));
  }

  async get(id: JobId): Promise<Job | undefined> {
    return this.#context.connection.read((sql) => findJob(sql, this.#context.tenant, id));
  }

  async list(
    filter: Readonly<{ states?: readonly JobState[]; kinds?: readonly string[]; limit?: number }> = {},
  ): Promise<readonly Job[]> {
    return this.#context.connection.read((sql) => listJobs(sql, this.#context.tenant, filter));
  }

  /** False, and nothing done, when the lease is not held any more. */
  async #withLease({ job, token }: LeasedJob, work: (sql: Sql, nowMs: number) => void): Promise<boolean> {
    return await this.#write((sql, nowMs) => {
      if (!isLeaseHeld(sql, this.#context.tenant, job.id, token, nowMs)) return false;
      work(sql, nowMs);
      return true;
    });
  }

  async #write<T>(work: (sql: Sql, nowMs: number) => T): Promise<T> {
    return await this.#context.connection.write((sql) => work(sql, this.#context.clock.now()));
  }
}

/** Queued again after a while, or dead when that was the last attempt. */
function giveBack(
  sql: Sql,
  tenant: string,
  job: Job,
  { reason, delayMs, nowMs }: Readonly<{ reason: string; delayMs: number; nowMs: number }>,
): void {
  if (job.attempt >= job.maxAttempts) settleJob(sql, tenant, job.id, { state: 'dead', nowMs, reason });
  else settleJob(sql, tenant, job.id, { state: 'queued', nowMs, reason, availableAtMs: nowMs + delayMs });
}

function jobId(kind: string, idempotencyKey: string): JobId {
  // JSON keeps ("a", "bc") apart from ("ab", "c").
  return sha256(JSON.stringify([kind, idempotencyKey])) as string as JobId;
}
