import { expect, it, onTestFinished, vi } from 'vitest';
import type { Job, JobId, JobQueue } from '#engine/ports/job-queue.ts';
import { ManualClock } from '#engine/testing/manual-clock.ts';
import { JobRunner } from './job-runner.ts';

const job = { id: 'a' as JobId, kind: 'scan', attempt: 1, payload: null } as Job;

/** A queue with one job, of which some calls fail at first. */
function queueThat(fails: Readonly<{ lease?: number; ack?: number }>): JobQueue {
  let [leases, acks, done] = [0, 0, false];
  return {
    reclaim: async () => [],
    lease: async () => {
      if (leases++ < (fails.lease ?? 0)) throw new Error('locked');
      if (done) return undefined;
      done = true;
      return { job, token: 't' };
    },
    ack: async () => {
      if (acks++ < (fails.ack ?? 0)) throw new Error('disk full');
      return true;
    },
    nack: () => Promise.reject(new Error('disk full')),
    dead: () => Promise.reject(new Error('disk full')),
    renew: async () => true,
  } as unknown as JobQueue;
}

it.for([
  { name: 'cannot be read for a while', fails: { lease: 2 }, errors: ['locked', 'locked'] },
  { name: 'cannot take the end of a job', fails: { ack: 1 }, errors: ['disk full'] },
])('a queue that $name ends no process, and its jobs go on', async ({ fails, errors }) => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const seen: string[] = [];
  const work = vi.fn<() => Promise<unknown>>(async () => ({}));
  const runner = new JobRunner({
    queue: queueThat(fails),
    clock: new ManualClock(),
    process: 'p',
    work,
    onJob: () => undefined,
    onProgress: () => undefined,
    onError: (error) => seen.push((error as Error).message),
  });
  await runner.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([work.mock.calls.length, seen, runner.runs(job.id)]).toEqual([1, errors, false]);
  await runner.close();
});
