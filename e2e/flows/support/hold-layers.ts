import { openStore } from '#engine/store/index.ts';
import type { BuiltLayer } from '#engine/testing/image.ts';

/** Layers that a scan waits for: how to let each go, in their order, and how to end it. */
export type HeldLayers = Readonly<{ letGo: readonly (() => Promise<void>)[]; close: () => Promise<void> }>;

/** Holds layers as another scan of the same data folder would that reads them. */
export async function holdLayers(dataDir: string, layers: readonly BuiltLayer[]): Promise<HeldLayers> {
  const store = await openStore(dataDir);
  const locks = await Promise.all(layers.map(({ diffId }) => store.locks.acquire(diffId)));
  return {
    letGo: locks.map((lock) => async () => await lock[Symbol.asyncDispose]()),
    close: async () => await store[Symbol.asyncDispose](),
  };
}
