import { describe, expect, it } from 'vitest';
import { SharedCache } from './shared-cache.ts';

type Thing = AsyncDisposable & { name: string; gone: boolean };

function thing(name: string): Thing {
  const made: Thing = {
    name,
    gone: false,
    [Symbol.asyncDispose]: async () => {
      made.gone = true;
    },
  };
  return made;
}

describe('SharedCache', () => {
  it('makes a thing once, also for two who ask at once', async () => {
    const cache = new SharedCache<Thing>(2);
    let made = 0;
    const make = async (): Promise<Thing> => thing(String(++made));
    const [a, b] = await Promise.all([cache.take('x', make), cache.take('x', make)]);
    expect([a?.value, made]).toEqual([b?.value, 1]);
  });

  it('puts the oldest away, but nothing that is in use', async () => {
    const cache = new SharedCache<Thing>(1);
    const used = await cache.take('used', async () => thing('used'));
    const first = await cache.take('first', async () => thing('first'));
    first[Symbol.dispose]();
    const second = await cache.take('second', async () => thing('second'));
    second[Symbol.dispose]();
    await expect.poll(() => [used, first, second].map(({ value }) => value.gone)).toEqual([false, true, true]);
    used[Symbol.dispose]();
    expect(used.value.gone).toBe(false);
    await cache[Symbol.asyncDispose]();
    expect(used.value.gone).toBe(true);
  });

  it('does not keep a failure', async () => {
    const cache = new SharedCache<Thing>(1);
    await expect(cache.take('x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect((await cache.take('x', async () => thing('x'))).value.name).toBe('x');
  });
});
