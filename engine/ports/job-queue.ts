import type { Brand } from '#shared/model/units.ts';

/** sha256 of kind and idempotency key: the same request has the same id in every back end. */
export type JobId = Brand<string, 'JobId'>;

/** `queued` waits for its time, `leased` is worked on, `done` was acknowledged, `dead` gave up and waits for review. */
export type JobState = 'queued' | 'leased' | 'done' | 'dead';

export type NewJob = Readonly<{
  /** What is to be done, e.g. `scan`. */
  kind: string;
  /** The same kind and key again is the same job: nothing is added, unless it is done or dead and `again` is set. */
  idempotencyKey: string;
  /** Plain JSON. */
  payload: unknown;
  /** Higher first; default 0. Equal priorities: first come, first served. */
  priority?: number;
  /** Leases before the job is dead; default 5. */
  maxAttempts?: number;
  /** Runs a finished job once more, with attempts counted from zero. */
  again?: true;
}>;

/** A short word about progress. Counts, not percent. `imageId`: the image that a scan found itself to be of. */
export type JobNote = Readonly<{ stage: string; done?: number; total?: number; text?: string; imageId?: string }>;

export type Job = Readonly<{
  id: JobId;
  kind: string;
  idempotencyKey: string;
  payload: unknown;
  priority: number;
  state: JobState;
  /** Leases so far; the first makes it 1. */
  attempt: number;
  maxAttempts: number;
  /** Not leased before this time. */
  availableAtMs: number;
  leaseExpiresAtMs: number | null;
  worker: string | null;
  /** Why it was last given back, or is dead. */
  reason: string | null;
  note: JobNote | null;
  result: unknown;
  createdAtMs: number;
  updatedAtMs: number;
}>;

/** The right to work on a job until its lease expires. `token` is of this lease alone: a late worker cannot end another's. */
export type LeasedJob = Readonly<{ job: Job; token: string }>;

/**
 * Work to be done at least once. Every method on a lease answers false, and changes nothing, when the lease was lost: its time
 * passed and somebody else may have the job.
 */
export type JobQueue = Readonly<{
  enqueue(job: NewJob): Promise<Readonly<{ id: JobId; added: boolean }>>;
  /** The next job that is due, or undefined. A job whose lease expired is due again, or dead when its attempts are used up. */
  lease(
    request: Readonly<{ worker: string; durationMs: number; kinds?: readonly string[] }>,
  ): Promise<LeasedJob | undefined>;
  renew(lease: LeasedJob, durationMs: number): Promise<boolean>;
  note(lease: LeasedJob, note: JobNote): Promise<boolean>;
  ack(lease: LeasedJob, result?: unknown): Promise<boolean>;
  /** Gives the job back. Without `delayMs` the back-off of its attempt applies; after the last attempt it is dead. */
  nack(lease: LeasedJob, why: Readonly<{ reason: string; delayMs?: number }>): Promise<boolean>;
  /** Gives up at once: trying again cannot help. */
  dead(lease: LeasedJob, reason: string): Promise<boolean>;
  /** Gives up a job that waits. False for any other: one that is worked on is ended by its worker. */
  cancel(id: JobId, reason: string): Promise<boolean>;
  /** Gives back the jobs of workers that are certainly gone, without waiting for their leases to expire; due after `delayMs`. */
  reclaim(reason: string, delayMs?: number): Promise<readonly JobId[]>;
  /** Queues a dead job again, with attempts counted from zero; makes one that waits for its time due. False for any other. */
  retry(id: JobId): Promise<boolean>;
  /** Forgets those of the jobs that are done or dead, with what is known of them. @returns which these were */
  forget(ids: readonly JobId[]): Promise<readonly JobId[]>;
  get(id: JobId): Promise<Job | undefined>;
  /** Newest first. */
  list(
    filter?: Readonly<{ states?: readonly JobState[]; kinds?: readonly string[]; limit?: number }>,
  ): Promise<readonly Job[]>;
}>;
