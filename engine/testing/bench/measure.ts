import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Milliseconds of reading all layers in a pool of one thread per core. */
export async function runFloor(kind: 'diffId' | 'files', layers: readonly string[]): Promise<number> {
  const workers = Array.from(
    { length: Math.min(layers.length, availableParallelism()) },
    () => new Worker(new URL('./floor-worker.ts', import.meta.url), { workerData: { kind } }),
  );
  // Threads start before the clock does, as the scan's floor is about bytes and not about start-up.
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('online', resolve))));
  const queue = [...layers];
  const start = performance.now();
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          const next = (): void => {
            const layer = queue.shift();
            if (layer === undefined) resolve();
            else worker.postMessage(layer);
          };
          worker.on('message', next);
          worker.once('error', reject);
          next();
        }),
    ),
  );
  const ms = performance.now() - start;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return ms;
}

export type ScanRun = Readonly<{
  ms: number;
  /** Processor time of all threads: what other programs of a busy machine disturb least. */
  cpuMs: number;
  peakRssMiB: number;
  stages: ReadonlyMap<string, number>;
  cached: readonly string[];
}>;

/** One run of the real command line, start-up included. Stages are timed by its progress lines. */
export function runScan(cli: string, args: readonly string[]): Promise<ScanRun> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, [cli, 'scan', ...args, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const stages = new Map<string, number>();
    let current = 'start';
    let since = start;
    let stdout = '';
    let stderr = '';
    let peakKiB = 0;
    let cpuMs = 0;
    const look = (): void => {
      peakKiB = Math.max(peakKiB, peakRss(child.pid));
      cpuMs = Math.max(cpuMs, cpuTime(child.pid));
    };
    const poll = setInterval(look, 20);
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
      look();
      for (const line of data.toString().split('\n')) {
        if (!/^[a-z]+$/.test(line)) continue;
        const now = performance.now();
        stages.set(current, (stages.get(current) ?? 0) + now - since);
        [current, since] = [line, now];
      }
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(poll);
      const end = performance.now();
      stages.set(current, (stages.get(current) ?? 0) + end - since);
      if (code !== 0) {
        reject(new Error(`scan ended with ${code}: ${stderr}`));
        return;
      }
      const { layers } = JSON.parse(stdout) as { layers: { cached: boolean | string }[] };
      resolve({
        ms: end - start,
        cpuMs,
        peakRssMiB: peakKiB / 1024,
        stages,
        cached: layers.map(({ cached }) => String(cached)),
      });
    });
  });
}

/** Until now, user and system, in ticks of 10 ms (proc(5): fields 14 and 15, behind the name in parentheses). Linux only; 0 elsewhere. */
function cpuTime(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return 10 * (Number(fields[11] ?? 0) + Number(fields[12] ?? 0));
  } catch {
    return 0;
  }
}

/** VmHWM is a high-water mark, so a poll that comes late still sees the peak. Linux only; 0 elsewhere. */
function peakRss(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
