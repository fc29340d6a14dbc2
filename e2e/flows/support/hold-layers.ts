import { openStore } from '#engine/store/index.ts';
import type { BuiltLayer } from '#engine/testing/image.ts';

/** Holds layers as another scan of the same data folder would that reads them. @returns how to let each go, in their order */
export async function holdLayers(
  dataDir: string,
  layers: readonly BuiltLayer[],
): Promise<readonly (() => Promise<void>)[]> {
  const store = await openStore(dataDir);
  const locks = await Promise.all(layers.map(({ diffId }) => store.locks.acquire(diffId)));
  let held = locks.length;
  return locks.map((lock) => async () => {
    await lock[Symbol.asyncDispose]();
    if (--held === 0) await store[Symbol.asyncDispose]();
  });
}
