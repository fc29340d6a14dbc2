import type { Clock } from '#engine/ports/clock.ts';
import type { Job, JobId, JobQueue, LeasedJob } from '#engine/ports/job-queue.ts';
import type { Progress } from '#engine/ports/progress.ts';
import { StoreError } from '#engine/store/index.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { JobFailure, JobProgress } from '#shared/model/job.ts';
import type { LiveJob } from './job-view.ts';
import { reasonOf } from './job-view.ts';
import { type ProgressChange, ProgressTracker } from './progress-tracker.ts';
import { scanFailure } from './scan-failure.ts';
import { CANCELLED, INTERRUPTED, SCAN_KIND } from './scan-payload.ts';
import { SIGN_KIND } from './sign-payload.ts';

/** Does one job. Throws the signal's reason when it is aborted. */
export type Work = (job: Job, progress: Progress, signal: AbortSignal) => Promise<unknown>;

export type JobRunnerOptions = Readonly<{
  queue: JobQueue;
  clock: Clock;
  /** Begins the name under which jobs are leased: see `processToken` of the store. */
  process: string;
  work: Work;
  /** A job is new, changed its state, or knows its layers now. */
  onJob: (id: JobId) => void;
  /** At most ten times a second for each job. */
  onProgress: (id: JobId, change: ProgressChange) => void;
  /** Scans at once. */
  concurrency?: number;
  /** Something that is wrong with the queue itself. */
  onError?: (error: unknown) => void;
}>;

/** A scan that runs, as far as it has come. */
export type RunningScan = Readonly<{ jobId: JobId; progress: JobProgress }> & ReturnType<ProgressTracker['known']>;

type Running = { kind: string; tracker: ProgressTracker; abort: AbortController; done: Promise<void> };

/** Long enough for a thread that is busy with one huge file; a process that dies is noticed sooner, by its id. */
const LEASE_MS = 60_000;
const RENEW_EVERY_MS = 15_000;
/** A job whose process died goes on after a while: its image may be what killed it, and somebody may want to say no. */
const AFTER_CRASH_MS = 3000;
/** When the queue itself could not be read or written. */
const QUEUE_RETRY_MS = 2000;
const PROGRESS_EVERY_MS = 100;
/** What is known of ended jobs beyond what the queue keeps. */
const MOST_REMEMBERED = 200;

/** Runs jobs of the queue in this process, a few at a time, until it is closed. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #running = new Map<JobId, Running>();
  readonly #ended = new Map<JobId, LiveJob>();
  #pumping: Promise<void> | undefined;
  #again = false;
  #closing = false;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  /** Begins with what waits, jobs of processes that went away first among them. */
  async start(): Promise<void> {
    const interrupted = await this.#options.queue.reclaim(INTERRUPTED, AFTER_CRASH_MS);
    for (const id of interrupted) this.#options.onJob(id);
    if (interrupted.length > 0) this.#wakeIn(AFTER_CRASH_MS);
    this.wake();
  }

  /** Something may wait in the queue. */
  wake(): void {
    this.#again = true;
    this.#pumping ??= this.#pump()
      .catch((error: unknown) => {
        // The catalog is locked for long, or its disk is full: the jobs are still there.
        this.#options.onError?.(error);
        this.#wakeIn(QUEUE_RETRY_MS);
      })
      .finally(() => {
        this.#pumping = undefined;
        if (this.#again && !this.#closing) this.wake();
      });
  }

  live(id: JobId): LiveJob | undefined {
    const running = this.#running.get(id);
    return running ? { progress: running.tracker.view(), failure: null } : this.#ended.get(id);
  }

  /** The scan of an image that this process runs now, if it runs one and knows so already. */
  scanOf(imageId: ImageId): RunningScan | undefined {
    for (const [jobId, { tracker }] of this.#running) {
      const progress = tracker.view();
      if (progress.imageId === imageId) return { jobId, progress, ...tracker.known() };
    }
    return undefined;
  }

  runs(id: JobId): boolean {
    return this.#running.has(id);
  }

  /** Stops a job that this process runs, and waits until it has stopped. False when it runs none such. */
  async cancel(id: JobId): Promise<boolean> {
    const running = this.#running.get(id);
    if (!running) return false;
    running.abort.abort();
    await running.done;
    return true;
  }

  /** Stops everything so that it can go on later. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#pumping;
    for (const { abort } of this.#running.values()) abort.abort();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  async #pump(): Promise<void> {
    const { queue, process, concurrency = 1 } = this.#options;
    while (this.#again && !this.#closing) {
      this.#again = false;
      // A signature takes no core, so it does not wait for a scan.
      for (const [kind, most] of [
        [SIGN_KIND, 1],
        [SCAN_KIND, concurrency],
      ] as const)
        while (this.#runningOf(kind) < most && !this.#closing) {
          const lease = await queue.lease({ worker: `${process}-${kind}`, durationMs: LEASE_MS, kinds: [kind] });
          if (!lease) break;
          this.#begin(lease);
        }
    }
  }

  #runningOf(kind: string): number {
    return [...this.#running.values()].filter((one) => one.kind === kind).length;
  }

  #begin(lease: LeasedJob): void {
    const { id, kind } = lease.job;
    const tracker = new ProgressTracker(this.#options.clock.now());
    const abort = new AbortController();
    const running: Running = { kind, tracker, abort, done: Promise.resolve() };
    this.#ended.delete(id);
    this.#running.set(id, running);
    running.done = this.#run(lease, tracker, abort)
      // Its end could not be written: its lease runs out, and it is tried again.
      .catch((error: unknown) => this.#options.onError?.(error))
      .finally(() => {
        this.#running.delete(id);
        this.#options.onJob(id);
        this.wake();
      });
    this.#options.onJob(id);
  }

  async #run(lease: LeasedJob, tracker: ProgressTracker, abort: AbortController): Promise<void> {
    const { queue, clock, work } = this.#options;
    const renewing = setInterval(() => void this.#renew(lease, abort), RENEW_EVERY_MS);
    renewing.unref();
    const report = this.#throttled(lease, tracker);
    let failure: JobFailure | null = null;
    try {
      const result = await work(lease.job, report.progress, abort.signal);
      tracker.finish('done', clock.now());
      await queue.ack(lease, result);
    } catch (error) {
      tracker.finish('failed', clock.now());
      if (!abort.signal.aborted) failure = scanFailure(error);
      await this.#giveUp(lease, error, abort.signal);
    } finally {
      clearInterval(renewing);
      report.end();
      this.#remember(lease.job.id, { progress: tracker.view(), failure });
    }
  }

  async #giveUp(lease: LeasedJob, error: unknown, signal: AbortSignal): Promise<void> {
    const { queue } = this.#options;
    if (signal.aborted) {
      if (this.#closing) await queue.nack(lease, { reason: INTERRUPTED, delayMs: 0 });
      else await queue.dead(lease, CANCELLED);
      return;
    }
    const reason = reasonOf(scanFailure(error));
    if (!(error instanceof StoreError && error.retry)) {
      await queue.dead(lease, reason);
      return;
    }
    const delayMs = 1000 * lease.job.attempt;
    await queue.nack(lease, { reason, delayMs });
    this.#wakeIn(delayMs);
  }

  /** When a job comes due of which nobody else reminds. */
  #wakeIn(delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.wake();
    }, delayMs + 10);
    timer.unref();
    this.#timers.add(timer);
  }

  /** A lease that was lost may be somebody else's: two scans of one image do no harm, but one of them is for nothing. */
  async #renew(lease: LeasedJob, abort: AbortController): Promise<void> {
    try {
      if (!(await this.#options.queue.renew(lease, LEASE_MS))) abort.abort();
    } catch {
      // The catalog was locked for long: tried again in time, or the lease is lost and the next renewal says so.
    }
  }

  #throttled(lease: LeasedJob, tracker: ProgressTracker): { progress: Progress; end: () => void } {
    const { id } = lease.job;
    const { clock, onJob, onProgress } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const send = (): void => {
      timer = undefined;
      onProgress(id, tracker.takeChange());
    };
    return {
      progress: (event) => {
        tracker.add(event, clock.now());
        if (event.kind === 'image') {
          onJob(id);
          if (event.imageId !== null) this.#noteImage(lease, event.imageId);
        }
        timer ??= setTimeout(send, PROGRESS_EVERY_MS);
        timer.unref();
      },
      end: () => {
        clearTimeout(timer);
        send();
      },
    };
  }

  /** So that after a restart too it is known of which image a scan was that brought nothing. */
  #noteImage(lease: LeasedJob, imageId: string): void {
    this.#options.queue
      .note(lease, { stage: 'layers', imageId })
      .catch((error: unknown) => this.#options.onError?.(error));
  }

  #remember(id: JobId, live: LiveJob): void {
    this.#ended.set(id, live);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > MOST_REMEMBERED && oldest !== undefined) this.#ended.delete(oldest);
  }
}
