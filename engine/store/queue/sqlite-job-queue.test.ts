import { processToken } from '../process-owner.ts';
import { describe, expect, it } from 'vitest';
import type { JobId, JobQueue, LeasedJob } from '#engine/ports/job-queue.ts';
import { ManualClock } from '#engine/testing/manual-clock.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { openStore } from '../index.ts';

type Given = AsyncDisposable & Readonly<{ queue: JobQueue; other: JobQueue; clock: ManualClock }>;

/** One queue, seen by two workers. */
async function twoWorkers(): Promise<Given> {
  const stack = new AsyncDisposableStack();
  const folder = stack.use(await tempFolder());
  const clock = new ManualClock(1_000_000);
  const { queue } = stack.use(await openStore(folder.path, { clock }));
  const { queue: other } = stack.use(await openStore(folder.path, { clock }));
  return { queue, other, clock, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const job = (idempotencyKey: string, more: object = {}) => ({
  kind: 'scan',
  idempotencyKey,
  payload: { idempotencyKey },
  ...more,
});
const take = (queue: JobQueue): Promise<LeasedJob | undefined> => queue.lease({ worker: 'w', durationMs: 1000 });
const keyOf = (lease: LeasedJob | undefined): string | undefined => lease?.job.idempotencyKey;

describe('the job queue', () => {
  it('takes a job once, however often it is asked for', async () => {
    await using given = await twoWorkers();
    const first = await given.queue.enqueue(job('a'));
    expect(await given.other.enqueue(job('a'))).toEqual({ id: first.id, added: false });
    expect((await given.queue.enqueue({ ...job('a'), kind: 'export' })).added).toBe(true);
    expect(await given.queue.get(first.id)).toEqual({
      id: first.id,
      kind: 'scan',
      idempotencyKey: 'a',
      payload: { idempotencyKey: 'a' },
      priority: 0,
      state: 'queued',
      attempt: 0,
      maxAttempts: 5,
      availableAtMs: 1_000_000,
      leaseExpiresAtMs: null,
      worker: null,
      reason: null,
      note: null,
      result: null,
      createdAtMs: 1_000_000,
      updatedAtMs: 1_000_000,
    });
  });

  it('forgets what has ended, and nothing else', async () => {
    await using given = await twoWorkers();
    const { queue } = given;
    const ids: Record<string, JobId> = {};
    for (const key of ['done', 'dead', 'held', 'waiting']) {
      ids[key] = (await queue.enqueue(job(key))).id;
      if (key === 'waiting') continue;
      const lease = await take(queue);
      if (key === 'done') await queue.ack(lease!);
      if (key === 'dead') await queue.dead(lease!, 'no');
    }
    const forgotten = await given.other.forget([...Object.values(ids), 'nobody' as JobId]);
    expect(new Set(forgotten)).toEqual(new Set([ids['done'], ids['dead']]));
    expect((await queue.list()).map(({ idempotencyKey }) => idempotencyKey)).toEqual(['waiting', 'held']);
    expect(await queue.enqueue(job('done'))).toEqual({ id: ids['done'], added: true });
    expect(await queue.forget([])).toEqual([]);
  });

  it('gives each job to one worker, by priority and age', async () => {
    await using given = await twoWorkers();
    for (const one of [job('low', { priority: -1 }), job('first'), job('second'), job('urgent', { priority: 9 })])
      await given.queue.enqueue(one);
    const taken = [await take(given.queue), await take(given.other), await take(given.queue), await take(given.other)];
    expect(taken.map(keyOf)).toEqual(['urgent', 'first', 'second', 'low']);
    expect(await take(given.queue)).toBeUndefined();
  });

  it('gives only the kinds that are asked for', async () => {
    await using given = await twoWorkers();
    await given.queue.enqueue(job('a'));
    expect(await given.queue.lease({ worker: 'w', durationMs: 1000, kinds: ['export'] })).toBeUndefined();
    expect(keyOf(await given.queue.lease({ worker: 'w', durationMs: 1000, kinds: ['export', 'scan'] }))).toBe('a');
  });

  it('keeps the result and the last note', async () => {
    await using given = await twoWorkers();
    const { id } = await given.queue.enqueue(job('a'));
    const lease = await take(given.queue);
    expect(await given.queue.note(lease!, { stage: 'layers', done: 1, total: 3 })).toBe(true);
    expect((await given.other.get(id))?.note).toEqual({ stage: 'layers', done: 1, total: 3 });
    expect(await given.queue.ack(lease!, { imageId: 'x' })).toBe(true);
    expect(await given.other.get(id)).toMatchObject({ state: 'done', result: { imageId: 'x' }, worker: null });
    expect(await given.queue.ack(lease!)).toBe(false);
  });

  it.each([
    ['what was noted stays when it runs again', { idempotencyKey: 'a' }, { stage: 'layers', imageId: 'x' }],
    ['of another payload nothing is noted', { other: true }, null],
  ])('%s', async (_name, payload, note) => {
    await using given = await twoWorkers();
    const { id } = await given.queue.enqueue(job('a'));
    const lease = await take(given.queue);
    await given.queue.note(lease!, { stage: 'layers', imageId: 'x' });
    await given.queue.dead(lease!, 'cancelled');
    await given.queue.enqueue({ ...job('a'), payload, again: true });
    expect(await given.other.get(id)).toMatchObject({ state: 'queued', note });
    await given.queue.dead((await take(given.queue))!, 'cancelled');
    await given.queue.retry(id);
    expect(await given.other.get(id)).toMatchObject({ state: 'queued', note });
  });

  it('gives an expired lease to another, and the late worker cannot end it', async () => {
    await using given = await twoWorkers();
    const { id } = await given.queue.enqueue(job('a'));
    const late = await take(given.queue);
    given.clock.advance(999);
    expect(await take(given.other)).toBeUndefined();
    given.clock.advance(1);
    const next = await take(given.other);
    expect(next?.job).toMatchObject({ attempt: 2, reason: 'lease expired' });
    const answers = [
      await given.queue.renew(late!, 1000),
      await given.queue.note(late!, { stage: 'x' }),
      await given.queue.ack(late!),
      await given.queue.nack(late!, { reason: 'x' }),
      await given.queue.dead(late!, 'x'),
    ];
    expect(answers).toEqual([false, false, false, false, false]);
    expect(await given.other.get(id)).toMatchObject({ state: 'leased', attempt: 2, note: null });
  });

  it('gives up a job that waits, and no other', async () => {
    await using given = await twoWorkers();
    const { id } = await given.queue.enqueue(job('a'));
    const lease = await take(given.queue);
    expect(await given.queue.cancel(id, 'no more')).toBe(false);
    await given.queue.nack(lease!, { reason: 'x', delayMs: 0 });
    expect(await given.queue.cancel(id, 'no more')).toBe(true);
    expect(await given.other.get(id)).toMatchObject({ state: 'dead', reason: 'no more' });
    expect(await given.queue.cancel(id, 'again')).toBe(false);
  });

  it('takes back what a process left that is gone, not what a living or unknown one holds', async () => {
    await using given = await twoWorkers();
    for (const key of ['gone', 'alive', 'elsewhere']) await given.queue.enqueue(job(key));
    const gone = `${processToken.split('-')[0]}-${2 ** 22 + 1}-1`;
    for (const worker of [gone, `${processToken}-1`, '000000000000-1-1'])
      await given.queue.lease({ worker, durationMs: 1000 });
    const ids = await given.other.reclaim('interrupted');
    expect(await Promise.all(ids.map((id) => given.queue.get(id)))).toMatchObject([
      { idempotencyKey: 'gone', state: 'queued', reason: 'interrupted', attempt: 1 },
    ]);
    expect(keyOf(await take(given.queue))).toBe('gone');
  });

  it('lets a job that was taken back wait, unless somebody wants it now', async () => {
    await using given = await twoWorkers();
    const { id } = await given.queue.enqueue(job('gone'));
    await given.queue.lease({ worker: `${processToken.split('-')[0]}-${2 ** 22 + 1}-1`, durationMs: 1000 });
    await given.other.reclaim('interrupted', 3000);
    expect(await take(given.queue)).toBeUndefined();
    expect([await given.queue.retry(id), await given.queue.retry(id)]).toEqual([true, false]);
    expect((await take(given.queue))?.job).toMatchObject({ attempt: 2 });
  });

  it('keeps a lease that is renewed', async () => {
    await using given = await twoWorkers();
    await given.queue.enqueue(job('a'));
    const lease = await take(given.queue);
    given.clock.advance(900);
    expect(await given.queue.renew(lease!, 1000)).toBe(true);
    given.clock.advance(900);
    expect(await take(given.other)).toBeUndefined();
    expect(await given.queue.ack(lease!)).toBe(true);
  });

  it('waits longer after each failure, then keeps the job for review', async () => {
    await using given = await twoWorkers();
    const { id } = await given.queue.enqueue(job('a', { maxAttempts: 3 }));
    for (const waitMs of [1000, 2000]) {
      expect(await given.queue.nack((await take(given.queue))!, { reason: 'disk full' })).toBe(true);
      given.clock.advance(waitMs - 1);
      expect(await take(given.queue)).toBeUndefined();
      given.clock.advance(1);
    }
    await given.queue.nack((await take(given.queue))!, { reason: 'disk full' });
    expect(await given.queue.get(id)).toMatchObject({ state: 'dead', attempt: 3, reason: 'disk full' });
    expect((await given.queue.list({ states: ['dead'] })).map((one) => one.id)).toEqual([id]);
    given.clock.advance(1e9);
    expect(await take(given.queue)).toBeUndefined();
    expect(await given.queue.retry(id)).toBe(true);
    expect((await take(given.queue))?.job).toMatchObject({ attempt: 1, reason: null });
  });

  it('waits as long as it is told', async () => {
    await using given = await twoWorkers();
    await given.queue.enqueue(job('a'));
    await given.queue.nack((await take(given.queue))!, { reason: 'x', delayMs: 50 });
    given.clock.advance(50);
    expect(keyOf(await take(given.queue))).toBe('a');
  });

  it('is dead when its workers die every time', async () => {
    await using given = await twoWorkers();
    const { id } = await given.queue.enqueue(job('a', { maxAttempts: 2 }));
    for (let n = 0; n < 2; n++) {
      expect(keyOf(await take(given.queue))).toBe('a');
      given.clock.advance(1000);
    }
    expect(await take(given.queue)).toBeUndefined();
    expect(await given.queue.get(id)).toMatchObject({ state: 'dead', reason: 'lease expired' });
  });

  it('gives up at once when trying again cannot help', async () => {
    await using given = await twoWorkers();
    const { id } = await given.queue.enqueue(job('a'));
    await given.queue.dead((await take(given.queue))!, 'no such file');
    expect(await given.queue.get(id)).toMatchObject({ state: 'dead', reason: 'no such file', attempt: 1 });
  });

  it('does a finished job again only when told so, with the new payload', async () => {
    await using given = await twoWorkers();
    const { id } = await given.queue.enqueue(job('a'));
    await given.queue.ack((await take(given.queue))!, 1);
    expect((await given.queue.enqueue(job('a'))).added).toBe(false);
    expect(await given.queue.enqueue(job('a', { again: true, payload: 2 }))).toEqual({ id, added: true });
    expect(await given.queue.enqueue(job('a', { again: true }))).toEqual({ id, added: false });
    expect((await take(given.queue))?.job).toMatchObject({ payload: 2, attempt: 1, result: null });
  });

  it('retries nothing but dead jobs', async () => {
    await using given = await twoWorkers();
    const { id } = await given.queue.enqueue(job('a'));
    expect(await given.queue.retry(id)).toBe(false);
  });
});
