import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Later } from './later.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('does work when those who wait have been answered, and tells what failed', async () => {
  const failed: unknown[] = [];
  const later = new Later((error) => failed.push(error));
  const done: string[] = [];
  later.add(async () => done.push('stored'));
  later.add(() => Promise.reject(new Error('the disk is full')));
  expect(done).toEqual([]);
  await vi.advanceTimersByTimeAsync(2000);
  expect([done, failed.map(String)]).toEqual([['stored'], ['Error: the disk is full']]);
});

it('ends with what has begun done, and nothing begun', async () => {
  const later = new Later(() => expect.fail('nothing failed'));
  const written = Promise.withResolvers<void>();
  const done: string[] = [];
  later.add(async () => {
    await written.promise;
    done.push('first');
  });
  await vi.advanceTimersByTimeAsync(2000);
  later.add(async () => done.push('second'));
  const ended = later[Symbol.asyncDispose]().then(() => done.push('ended'));
  await vi.advanceTimersByTimeAsync(5000);
  expect(done).toEqual([]);
  written.resolve();
  await ended;
  expect(done).toEqual(['first', 'ended']);
});
