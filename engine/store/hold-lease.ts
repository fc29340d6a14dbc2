import { randomUUID } from 'node:crypto';
import type { Clock } from '#engine/ports/clock.ts';
import type { HeldLock } from '#engine/ports/layer-lock.ts';
import type { WriteConnection } from './catalog/sqlite/connection.ts';
import { deleteLease, insertLease, renewLease, type LeaseSubject } from './catalog/tables/leases.ts';
import { hostToken } from './process-owner.ts';

/** Long enough for a thread that is busy with one huge file, short enough for a machine that went down. */
const LEASE_MS = 120_000;
const RENEW_EVERY_MS = 20_000;

export type LeaseContext = Readonly<{ connection: WriteConnection; clock: Clock; tenant: string }>;

/** Takes a lease and renews it until it is released. undefined: somebody else holds it. */
export async function holdLease(context: LeaseContext, subject: LeaseSubject): Promise<HeldLock | undefined> {
  const { connection, clock, tenant } = context;
  const token = randomUUID();
  const taken = await connection.write((sql) => {
    const nowMs = clock.now();
    const lease = { token, host: hostToken, pid: process.pid, acquiredAtMs: nowMs, expiresAtMs: nowMs + LEASE_MS };
    return insertLease(sql, tenant, { ...subject, ...lease });
  });
  return taken ? new Heartbeat(context, token) : undefined;
}

class Heartbeat implements HeldLock {
  readonly #context: LeaseContext;
  readonly #token: string;
  readonly #timer: NodeJS.Timeout;
  #held = true;

  constructor(context: LeaseContext, token: string) {
    this.#context = context;
    this.#token = token;
    this.#timer = setInterval(() => {
      // A renewal that failed is tried again; if the lease is lost meanwhile, the holder's commit finds out.
      this.renew().catch(() => undefined);
    }, RENEW_EVERY_MS);
    // A lease must not keep a finished process alive.
    this.#timer.unref();
  }

  async renew(): Promise<boolean> {
    if (!this.#held) return false;
    const { connection, clock } = this.#context;
    return await connection.write((sql) => renewLease(sql, this.#token, clock.now() + LEASE_MS));
  }

  async release(): Promise<void> {
    if (!this.#held) return;
    this.#held = false;
    clearInterval(this.#timer);
    await this.#context.connection.write((sql) => deleteLease(sql, this.#token));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}
