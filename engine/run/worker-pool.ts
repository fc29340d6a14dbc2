import { Worker } from 'node:worker_threads';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { FromWorker, LayerTask, LayerTaskResult, TaskProgress, ToWorker, WorkerSetup } from './layer-task.ts';

type Pending = {
  task: LayerTask;
  resolve: (result: LayerTaskResult[keyof LayerTaskResult]) => void;
  reject: (error: unknown) => void;
  progress: (progress: TaskProgress) => void;
};

/** A task in its thread. `stopping` is settled when the thread has let go of it, however. */
type Busy = Readonly<{ id: number; pending: Pending }> & { stopping?: PromiseWithResolvers<void> };

/** The built worker lies beside the built engine; in a checkout Node runs the source as it is. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './layer-worker.ts' : './layer-worker.js', import.meta.url);

/** A thread takes some 30 MiB before it reads anything: more of them, on a machine with many processors, are over a scan's memory. */
const MOST_THREADS = 4;

/** A thread that was asked to stop looks up after each chunk. Longer is a synchronous parse, which only its end stops. */
const STOP_WITHIN_MS = 2000;

/**
 * At most `size` worker threads (and never more than MOST_THREADS), started when there is work for them. Tasks begin in the order
 * they were given.
 */
export class WorkerPool implements AsyncDisposable {
  readonly #size: number;
  readonly #setup: WorkerSetup;
  readonly #queue: Pending[] = [];
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Busy>();
  readonly #stopWithinMs: number;
  #next = 0;

  constructor(size: number, setup: WorkerSetup, stopWithinMs = STOP_WITHIN_MS) {
    this.#size = Math.min(Math.max(1, size), MOST_THREADS);
    this.#setup = setup;
    this.#stopWithinMs = stopWithinMs;
  }

  /** Threads without a task, if all that wait were started. */
  get spare(): number {
    return Math.max(0, this.#size - this.#busy.size - this.#queue.length);
  }

  /**
   * @throws {ParseError} for input that cannot be read
   * @throws the signal's reason, at once; the thread stops when it can, or is ended
   */
  run<K extends LayerTask['kind']>(
    task: Extract<LayerTask, { kind: K }>,
    {
      signal,
      progress = () => undefined,
    }: { signal?: AbortSignal | undefined; progress?: (progress: TaskProgress) => void } = {},
  ): Promise<LayerTaskResult[K]> {
    const { promise, resolve, reject } = Promise.withResolvers<LayerTaskResult[K]>();
    if (signal?.aborted) {
      reject(signal.reason);
      return promise;
    }
    const pending: Pending = { task, resolve: resolve as Pending['resolve'], reject, progress };
    const abort = (): void => this.#abandon(pending, signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    this.#queue.push(pending);
    this.#start();
    return promise.finally(() => signal?.removeEventListener('abort', abort));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Error('the worker pool was closed');
    for (const { reject } of this.#queue.splice(0)) reject(closed);
    await Promise.all(
      [...this.#busy].map(([worker, busy]) => {
        busy.pending.reject(closed);
        return this.#stop(worker, busy);
      }),
    );
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()));
  }

  #start(): void {
    while (this.#queue.length > 0) {
      const worker = this.#idle.pop() ?? (this.#busy.size < this.#size ? this.#newWorker() : undefined);
      if (worker === undefined) return;
      const pending = this.#queue.shift() as Pending;
      const id = this.#next++;
      this.#busy.set(worker, { id, pending });
      worker.postMessage({ id, task: pending.task } satisfies ToWorker);
    }
  }

  #newWorker(): Worker {
    // stderr and stdout of a worker are the host's: a stray warning must not land in a result on stdout.
    // A pass allocates much that dies at once; a larger young generation only lets it pile up (140 MiB in two threads).
    const resourceLimits = { maxYoungGenerationSizeMb: 16 };
    const worker = new Worker(WORKER, { workerData: this.#setup, stdout: true, resourceLimits });
    worker.on('message', (message: FromWorker) => this.#receive(worker, message));
    worker.on('error', (error) => this.#lost(worker, error));
    worker.on('exit', (code) => this.#lost(worker, new Error(`a worker thread stopped with code ${code}`)));
    return worker;
  }

  #receive(worker: Worker, message: FromWorker): void {
    const busy = this.#busy.get(worker);
    if (busy === undefined) return;
    const { pending, stopping } = busy;
    if ('progress' in message) {
      if (!stopping) pending.progress(message.progress);
      return;
    }
    this.#busy.delete(worker);
    this.#idle.push(worker);
    // What was stopped has been rejected already.
    if ('result' in message) pending.resolve(message.result);
    else if ('diagnostic' in message) pending.reject(new ParseError(message.diagnostic));
    else pending.reject(new Error(message.error));
    stopping?.resolve();
    this.#start();
  }

  #lost(worker: Worker, error: unknown): void {
    const busy = this.#busy.get(worker);
    this.#busy.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    busy?.pending.reject(error);
    busy?.stopping?.resolve();
    this.#start();
  }

  #abandon(pending: Pending, reason: unknown): void {
    const queued = this.#queue.indexOf(pending);
    if (queued >= 0) this.#queue.splice(queued, 1);
    for (const [worker, busy] of this.#busy) if (busy.pending === pending) void this.#stop(worker, busy);
    pending.reject(reason);
  }

  /**
   * Lets a thread end its task by itself. To end a thread amidst files and native calls is rough: its temporary files stay until
   * they are collected, and it is known to crash Node now and then (nodejs/node issue 56312). It is the last resort.
   * @returns when the thread is idle or gone
   */
  #stop(worker: Worker, busy: Busy): Promise<void> {
    if (busy.stopping) return busy.stopping.promise;
    busy.stopping = Promise.withResolvers();
    worker.postMessage({ stop: busy.id } satisfies ToWorker);
    const timer = setTimeout(() => void worker.terminate(), this.#stopWithinMs);
    return busy.stopping.promise.finally(() => clearTimeout(timer));
  }
}
