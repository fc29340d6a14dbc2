import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import * as fc from 'fast-check';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { mutate, mutations } from './mutate.ts';
import { type Finding, INPUT_AT, type Job, type JobResult, RUN, SIZE, type WorkerSetup } from './protocol.ts';
import { stretched } from './stretch.ts';
import type { FuzzTarget } from './target.ts';

// A thread that runs targets. It writes each input into shared memory before it is read: when it hangs or dies, that one is known.
const { targets, shared, bufferBytes } = workerData as WorkerSetup;
const header = new Int32Array(shared, 0, 2);
const input = new Uint8Array(shared, INPUT_AT);
const { targets: all } = (await import(targets)) as { targets: readonly FuzzTarget[] };

parentPort?.on('message', (job: Job) => parentPort?.postMessage(run(job)));

function run({ target: name, runs, seed }: Job): JobResult {
  const target = all.find((one) => one.name === name);
  if (target === undefined) throw new Error(`There is no target ${name}`);
  const seeds = target.seeds();
  const tokens = target.tokens ?? [];
  const findings = new Map<string, Finding>();
  const add = (problem: string, bytes: Uint8Array): void => {
    const base64 = Buffer.from(bytes).toString('base64');
    const known = findings.get(problem);
    // The shortest input is the easiest to read.
    if (!known || known.base64.length > base64.length) findings.set(problem, { target: name, problem, base64 });
  };
  let [done, slowestMs, slowest] = [0, 0, new Uint8Array()];
  const one = (bytes: Uint8Array<ArrayBuffer>): void => {
    input.set(bytes);
    Atomics.store(header, SIZE, bytes.byteLength);
    Atomics.add(header, RUN, 1);
    const before = getHeapStatistics().external_memory;
    const start = performance.now();
    const problem = problemOf(target, bytes);
    const ms = performance.now() - start;
    if (ms > slowestMs) [slowestMs, slowest] = [ms, bytes];
    if (problem !== undefined) add(problem, bytes);
    if (getHeapStatistics().external_memory - before > bufferBytes)
      add('memory: more than its bound in buffers', bytes);
    done++;
  };
  for (const bytes of seeds) one(new Uint8Array(bytes));
  for (const bytes of stretched(seeds, tokens, seed, target.mostBytes)) one(bytes);
  fc.assert(
    fc.property(mutations, (mutation) => one(mutate(mutation, seeds, tokens, target.mostBytes))),
    { numRuns: Math.max(1, runs - done), seed, endOnFailure: true },
  );
  return {
    runs: done,
    slowestMs,
    slowestBase64: Buffer.from(slowest).toString('base64'),
    findings: [...findings.values()],
  };
}

/** Undefined for a value or a ParseError; else what went wrong and where, which is what makes two findings the same. */
function problemOf(target: FuzzTarget, bytes: Uint8Array): string | undefined {
  try {
    target.read(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    if (!(error instanceof Error)) return `throws ${String(error)}`;
    const frame = error.stack?.split('\n').find((line) => line.includes('/engine/') || line.includes('/shared/')) ?? '';
    const code = 'code' in error ? ` ${String(error.code)}` : '';
    return `${error.name}${code}: ${error.message.slice(0, 80).replaceAll(/\d+/g, '#')} ${frame.trim().replace(/^.*\/((?:engine|shared)\/)/, 'at $1')}`;
  }
}
