import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diffIdOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { openStore } from '../index.ts';

const layer = diffIdOf('base');

describe('the layer lock', () => {
  it('has one holder, per layer', async () => {
    await using folder = await tempFolder();
    await using one = await openStore(folder.path);
    await using two = await openStore(folder.path);
    const held = await one.locks.tryAcquire(layer);
    expect(await two.locks.tryAcquire(layer)).toBeUndefined();
    expect(await one.locks.tryAcquire(layer)).toBeUndefined();
    await using other = await two.locks.tryAcquire(diffIdOf('other'));
    expect(other).toBeDefined();
    expect(await held?.renew()).toBe(true);
    await held?.release();
    await held?.release();
    await using next = await two.locks.tryAcquire(layer);
    expect([next === undefined, await held?.renew()]).toEqual([false, false]);
  });

  it('is waited for', async () => {
    await using folder = await tempFolder();
    await using one = await openStore(folder.path);
    await using two = await openStore(folder.path);
    const order: string[] = [];
    const held = await one.locks.acquire(layer);
    const waiting = two.locks.acquire(layer).then((lock) => {
      order.push('second');
      return lock;
    });
    order.push('first');
    await held.release();
    await (await waiting).release();
    expect(order).toEqual(['first', 'second']);
  });

  it('is not waited for after a cancel', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    await using held = await store.locks.acquire(layer);
    const cancel = new AbortController();
    const waiting = store.locks.acquire(layer, cancel.signal);
    cancel.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(await held.renew()).toBe(true);
  });

  it('falls to others when its holder is killed', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(folder.path);
    const code = `
      import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../index.ts'))};
      const store = await openStore(${JSON.stringify(folder.path)});
      await store.locks.acquire(${JSON.stringify(layer)});
      process.stdout.write('held');
      setInterval(() => undefined, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    expect(await store.locks.tryAcquire(layer)).toBeUndefined();
    holder.kill('SIGKILL');
    await once(holder, 'close');
    await using next = await store.locks.tryAcquire(layer);
    expect(next).toBeDefined();
  });
});
