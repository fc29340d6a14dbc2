import type { ImageId } from '#shared/model/digest.ts';
import type { TraceHints } from '#shared/model/entry-trace.ts';
import { createStore } from './store.ts';

/** Values that a person gave for the start of an image. They last as long as the window: nothing is kept that is no fact. */
export const hintsStore = createStore<ReadonlyMap<ImageId, TraceHints>>(new Map());

/** @param hints null: the image's own values again */
export function setHints(imageId: ImageId, hints: TraceHints | null): void {
  hintsStore.set((before) => {
    const after = new Map(before);
    if (hints === null) after.delete(imageId);
    else after.set(imageId, hints);
    return after;
  });
}
