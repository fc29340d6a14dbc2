import type { Bytes } from '#shared/model/units.ts';
import { MOST_BYTES } from './mutate.ts';

/** What a thread gets: the module that has the targets, memory that both sides see, and what one run may take outside of V8's heap. */
export type WorkerSetup = Readonly<{ targets: string; shared: SharedArrayBuffer; bufferBytes: Bytes }>;

/** One piece of work. */
export type Job = Readonly<{ target: string; runs: number; seed: number }>;

/** Something that may not happen, with the input that makes it happen. */
export type Finding = Readonly<{ target: string; problem: string; base64: string }>;

/** What a thread sends back when it is through. */
export type JobResult = Readonly<{
  runs: number;
  slowestMs: number;
  slowestBase64: string;
  findings: readonly Finding[];
}>;

/** Layout of the shared memory: how many runs have begun, the size of the current input, then the input. */
export const RUN = 0;
export const SIZE = 1;
export const INPUT_AT = 8;

/** Memory for {@link WorkerSetup}. */
export function sharedMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(INPUT_AT + MOST_BYTES);
}

/** The input that a thread was reading when it stopped to answer. */
export function currentInput(shared: SharedArrayBuffer): Buffer {
  const size = Atomics.load(new Int32Array(shared, 0, 2), SIZE);
  return Buffer.from(new Uint8Array(shared, INPUT_AT, size));
}
