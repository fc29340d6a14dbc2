import { Worker } from 'node:worker_threads';
import type { Bytes } from '#shared/model/units.ts';
import { currentInput, type Finding, type Job, type JobResult, RUN, sharedMemory } from './protocol.ts';

/** What became of one target. */
export type TargetReport = Readonly<{
  target: string;
  runs: number;
  ms: number;
  slowestMs: number;
  slowestBase64: string;
  findings: readonly Finding[];
}>;

export type FuzzOptions = Readonly<{
  /** URL of a module that exports `targets`. */
  module: string;
  runs: number;
  seed: number;
  workers: number;
  /** A run that takes longer hangs: in time of the processor, because a machine may be busy with other things. */
  hangMs: number;
  /** Bounds on memory: of a thread's heap, and of what one run takes outside of it. */
  heapMib: number;
  bufferBytes: Bytes;
  onReport?: (report: TargetReport) => void;
}>;

/** A reader that hangs or dies that often in one job has said enough. */
const MOST_DEATHS = 3;
const WATCH_EVERY_MS = 250;

/** Runs targets in threads; a thread that hangs or dies is a finding, and the next one goes on with another seed. */
export async function runTargets(names: readonly string[], options: FuzzOptions): Promise<TargetReport[]> {
  const waiting = [...names];
  const reports: TargetReport[] = [];
  const work = async (): Promise<void> => {
    await using thread = new FuzzThread(options);
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const report = await runTarget(thread, name, options);
      reports.push(report);
      options.onReport?.(report);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.workers, names.length) }, work));
  return reports.sort((a, b) => (a.target < b.target ? -1 : 1));
}

async function runTarget(thread: FuzzThread, target: string, options: FuzzOptions): Promise<TargetReport> {
  const start = performance.now();
  const findings: Finding[] = [];
  let [runs, slowestMs, slowestBase64] = [0, 0, ''];
  for (let deaths = 0; runs < options.runs && deaths < MOST_DEATHS;) {
    const answer = await thread.run({ target, runs: options.runs - runs, seed: options.seed + deaths });
    runs += answer.runs;
    findings.push(...answer.findings);
    if (!('problem' in answer)) {
      ({ slowestMs, slowestBase64 } = answer);
      break;
    }
    deaths++;
  }
  return { target, runs, ms: performance.now() - start, slowestMs, slowestBase64, findings };
}

/** Time that all threads of this process have had. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What is known of a job whose thread did not answer. */
type Death = Readonly<{ problem: string; runs: number; findings: readonly Finding[] }>;

/** A thread with a watchdog. */
class FuzzThread implements AsyncDisposable {
  /** Threads at work: each has about the same part of the process's time. */
  static #running = 0;
  readonly #options: FuzzOptions;
  #worker: Worker | undefined;
  #shared = sharedMemory();

  constructor(options: FuzzOptions) {
    this.#options = options;
  }

  async run(job: Job): Promise<JobResult | Death> {
    const worker = (this.#worker ??= this.#start());
    const header = new Int32Array(this.#shared, 0, 2);
    Atomics.store(header, RUN, 0);
    const { promise, resolve } = Promise.withResolvers<JobResult | Death>();
    const die = (problem: string): void => {
      const base64 = currentInput(this.#shared).toString('base64');
      resolve({ problem, runs: Atomics.load(header, RUN), findings: [{ target: job.target, problem, base64 }] });
    };
    let [seen, since] = [0, cpuMs()];
    const watch = setInterval(() => {
      const run = Atomics.load(header, RUN);
      const now = cpuMs();
      // Before its first run a thread loads modules and makes seeds.
      if (run !== seen || run === 0) [seen, since] = [run, now];
      else if ((now - since) / FuzzThread.#running > this.#options.hangMs)
        die(`hangs: more than ${this.#options.hangMs} ms`);
    }, WATCH_EVERY_MS);
    const onError = (error: unknown): void =>
      die(
        `thread dies: ${error instanceof Error ? `${'code' in error ? String(error.code) : error.name} ${error.message}` : String(error)}`,
      );
    worker.once('message', resolve);
    worker.once('error', onError);
    worker.postMessage(job);
    FuzzThread.#running++;
    try {
      const answer = await promise;
      if ('problem' in answer) await this[Symbol.asyncDispose]();
      return answer;
    } finally {
      FuzzThread.#running--;
      clearInterval(watch);
      worker.off('message', resolve);
      worker.off('error', onError);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    this.#shared = sharedMemory();
    return new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
      workerData: { targets: this.#options.module, shared: this.#shared, bufferBytes: this.#options.bufferBytes },
      resourceLimits: { maxOldGenerationSizeMb: this.#options.heapMib },
    });
  }
}
