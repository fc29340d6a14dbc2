import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Region } from '#engine/layers/read-region.ts';
import { openStore } from '#engine/store/index.ts';
import { file, tar } from '#engine/testing/tar.ts';
import { MiB } from '#shared/model/units.ts';
import { configSchema } from './config.ts';
import type { LayerTask } from './layer-task.ts';
import { WorkerPool } from './worker-pool.ts';

let folder: string;
let dataDir: string;
/** Many chunks. */
let slow: Region;
let small: Region;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stellaops-pool-'));
  dataDir = join(folder, 'data');
  await (await openStore(dataDir))[Symbol.asyncDispose]();
  slow = layer('slow', file('zeros', new Uint8Array(64 * MiB)));
  small = layer('small', file('a', 'b'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function layer(name: string, entry: ReturnType<typeof file>): Region {
  const bytes = gzipSync(tar([entry]), { level: 1 });
  writeFileSync(join(folder, name), bytes);
  return { file: join(folder, name), offset: 0, size: bytes.length };
}

const read = (region: Region): Extract<LayerTask, { kind: 'read-layer' }> => ({
  kind: 'read-layer',
  region,
  hash: 'both',
  force: true,
  bounds: configSchema.parse({}).limits,
});

/** Runs a task, and aborts it once it has told how far it is. @returns how often it has told that by now */
async function stopAmidst(pool: WorkerPool, task: ReturnType<typeof read>): Promise<() => number> {
  const abort = new AbortController();
  const reason = new Error('somebody said stop');
  let told = 0;
  const running = pool.run<'read-layer'>(task, {
    signal: abort.signal,
    progress: () => {
      told += 1;
      abort.abort(reason);
    },
  });
  await expect(running).rejects.toBe(reason);
  return () => told;
}

it('a task that is stopped leaves no temporary file, tells nothing more, and its thread reads the next layer', async () => {
  await using pool = new WorkerPool(1, { dataDir, progressEveryMs: 0 });
  const told = await stopAmidst(pool, read(slow));
  const { uncompressedSize } = await pool.run<'read-layer'>(read(small));
  expect([told(), uncompressedSize, readdirSync(join(dataDir, 'tmp'))]).toEqual([1, 2048, []]);
});

it('a pool that is closed amidst a task waits until nothing of it is left', async () => {
  const pool = new WorkerPool(1, { dataDir, progressEveryMs: 0 });
  const abort = Promise.withResolvers<void>();
  const running = pool.run<'read-layer'>(read(slow), { progress: () => abort.resolve() });
  const waiting = pool.run<'read-layer'>(read(small));
  const ends = Promise.allSettled([running, waiting]);
  await abort.promise;
  await pool[Symbol.asyncDispose]();
  expect((await ends).map((end) => end.status === 'rejected' && String(end.reason))).toEqual(
    Array(2).fill('Error: the worker pool was closed'),
  );
  expect(readdirSync(join(dataDir, 'tmp'))).toEqual([]);
});

it('a thread that does not look up in time is ended, and another one reads the next layer', async () => {
  await using pool = new WorkerPool(1, { dataDir, progressEveryMs: 0 }, 0);
  await stopAmidst(pool, read(slow));
  expect((await pool.run<'read-layer'>(read(small))).uncompressedSize).toBe(2048);
});
