import { createStore } from './store.ts';

/** How to copy the citation of the proof that is shown; null while none is. */
export const citationStore = createStore<(() => void) | null>(null);
