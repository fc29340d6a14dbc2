import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Engine, openEngine } from '#engine/run/index.ts';
import { openStore } from '#engine/store/index.ts';
import type { JobStatus } from '#shared/model/job.ts';
import { dockerArchive, image } from './image.ts';
import { file } from './tar.ts';
import { tempFolder } from './temp-folder.ts';

const built = image({ tags: ['acme/held:1'], layers: [{ entries: [file('etc/motd', 'hello')] }] });

/** The image of a {@link standingScan}. */
export const { imageId: heldImage } = built;

/** An engine whose scan of {@link heldImage} stands still, because somebody else reads its layer, until it is let go on. */
export type StandingScan = AsyncDisposable &
  Readonly<{
    dataDir: string;
    engine: Engine;
    jobId: string;
    /** Lets it go on, and waits until it has ended so. */
    ended: (status: JobStatus) => Promise<void>;
  }>;

export async function standingScan(): Promise<StandingScan> {
  await using cleanUp = new AsyncDisposableStack();
  const folder = cleanUp.use(await tempFolder());
  const dataDir = join(folder.path, 'data');
  const engine = cleanUp.use(await openEngine({ dataDir }));
  const other = cleanUp.use(await openStore(dataDir));
  const [layer] = built.layers;
  if (!layer) throw new Error('The image has no layer');
  const lock = await other.locks.acquire(layer.diffId);
  const path = join(folder.path, 'held.tar');
  writeFileSync(path, dockerArchive([built]));
  const { jobId } = await engine.scans.start({ source: { path } });
  const patience = { timeout: 20_000 };
  await expect.poll(async () => (await engine.scans.get(jobId)).progress?.layers[0]?.state, patience).toBe('locked');
  const parts = cleanUp.move();
  return {
    dataDir,
    engine,
    jobId,
    async ended(status) {
      await lock.release();
      await expect.poll(async () => (await engine.scans.get(jobId)).status, patience).toBe(status);
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
