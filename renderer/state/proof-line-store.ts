import { createStore } from './store.ts';

/** How to show the last line of the proof that the inspector has; null while it has none. */
export const proofLineStore = createStore<(() => void) | null>(null);
