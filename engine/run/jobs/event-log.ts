import { randomBytes } from 'node:crypto';
import type { Clock } from '#engine/ports/clock.ts';
import type { JobChange, JobEvent } from '#shared/model/job-event.ts';
import type { Events, IdentifiedEvent } from '../console/engine.ts';

export type EventLogOptions = Readonly<{
  clock: Clock;
  /** Everything that a new subscriber has to know. */
  snapshot: () => Promise<Omit<Extract<JobChange, { kind: 'snapshot' }>, 'kind'>>;
  /** Events kept for those who come back; default 2,000: some minutes of a busy scan. */
  keep?: number;
  /** After this time without an event a follower gets a heartbeat; default 2 s. */
  heartbeatMs?: number;
}>;

/**
 * What happened, numbered, the latest of it kept. Followers go on where they stopped, as long as nothing they missed was
 * dropped; else they begin anew with a snapshot. A slow follower costs no memory: it too gets a snapshot.
 */
export class EventLog implements Events {
  /** Numbers of another start of the engine mean nothing here. */
  readonly #epoch = randomBytes(6).toString('hex');
  readonly #options: Required<EventLogOptions>;
  readonly #kept: JobEvent[] = [];
  #sequence = 0;
  #waiting: (() => void)[] = [];
  #closed = false;

  constructor(options: EventLogOptions) {
    this.#options = { keep: 2000, heartbeatMs: 2000, ...options };
  }

  publish(change: JobChange): void {
    this.#sequence += 1;
    this.#kept.push({ sequence: this.#sequence, atMs: this.#options.clock.now(), ...change });
    if (this.#kept.length > this.#options.keep) this.#kept.shift();
    this.#wake();
  }

  async *follow(since: string | undefined, signal: AbortSignal): AsyncGenerator<IdentifiedEvent> {
    let seen = this.#sequenceOf(since);
    const wake = (): void => this.#wake();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted && !this.#closed) {
        if (seen === undefined || seen < this.#sequence - this.#kept.length) {
          // Taken before the jobs are read: an event between comes again after the snapshot, which does no harm.
          seen = this.#sequence;
          const body = await this.#options.snapshot();
          yield this.#identified({ sequence: seen, atMs: this.#now(), kind: 'snapshot', ...body });
        } else if (seen < this.#sequence) {
          const event = this.#kept[this.#kept.length - (this.#sequence - seen)];
          seen += 1;
          if (event) yield this.#identified(event);
        } else if (!(await this.#somethingNew(signal)) && !signal.aborted && !this.#closed)
          yield this.#identified({ sequence: seen, atMs: this.#now(), kind: 'heartbeat' });
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  /** Ends all followers. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** undefined: not of this log, or of its future. */
  #sequenceOf(id: string | undefined): number | undefined {
    const match = /^([0-9a-f]{12})-(\d{1,15})$/.exec(id ?? '');
    const sequence = Number(match?.[2]);
    return match?.[1] === this.#epoch && sequence <= this.#sequence ? sequence : undefined;
  }

  #identified(event: JobEvent): IdentifiedEvent {
    return { id: `${this.#epoch}-${event.sequence}`, event };
  }

  /** @returns false when the time for a heartbeat came first */
  #somethingNew(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted || this.#closed) return Promise.resolve(true);
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((one) => one !== wake);
        resolve(false);
      }, this.#options.heartbeatMs);
      timer.unref();
      this.#waiting.push(wake);
    });
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #now(): number {
    return this.#options.clock.now();
  }
}
