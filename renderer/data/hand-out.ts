import type { HandedOut } from '#shared/model/artifact.ts';
import type { Digest, ImageId } from '#shared/model/digest.ts';
import { failureWords } from './failure-words.ts';
import { createStore, useStore } from '../state/store.ts';
import type { Api } from './api.ts';
import { host } from './host.ts';

/** How far a document is on its way to be a file that a host can give to other programs. */
export type HandOut = Readonly<
  { at: 'none' | 'writing' } | { at: 'ready'; file: HandedOut } | { at: 'failed'; reason: string }
>;

const none: HandOut = { at: 'none' };
const handOuts = createStore<ReadonlyMap<string, HandOut>>(new Map());

/** Can files be dragged out of this window? In a browser they cannot: a drag needs a real file with a path. */
export function canDragOut(): boolean {
  return host()?.startDrag !== undefined;
}

export function useHandOut(imageId: ImageId, id: Digest): HandOut {
  return useStore(handOuts, (all) => all.get(keyOf(imageId, id)) ?? none);
}

/** Has the engine lay the document down as a file, unless it does or did. */
export function prepareHandOut(api: Api, imageId: ImageId, id: Digest, again = false): void {
  const key = keyOf(imageId, id);
  const { at } = handOuts.get().get(key) ?? none;
  if (!canDragOut() || at === 'writing' || (at === 'ready' && !again)) return;
  const become = (state: HandOut): void => handOuts.set((all) => new Map(all).set(key, state));
  become({ at: 'writing' });
  api.artifacts.handOut.mutate({ imageId, id }).then(
    (file) => become({ at: 'ready', file }),
    (error: unknown) => become({ at: 'failed', reason: failureWords(error) }),
  );
}

/** Gives the file to the system, which shows it at the pointer. @returns false: it is gone and has to be written again */
export async function dragOut(file: HandedOut): Promise<boolean> {
  return (await host()?.startDrag?.(file)) ?? false;
}

/** Can the system's own window of files be opened from here? */
export function canReveal(): boolean {
  return host()?.reveal !== undefined;
}

/** Shows the file in its folder. @returns false: it is gone and has to be written again */
export async function reveal(file: HandedOut): Promise<boolean> {
  return (await host()?.reveal?.(file)) ?? false;
}

function keyOf(imageId: ImageId, id: Digest): string {
  return `${imageId} ${id}`;
}
