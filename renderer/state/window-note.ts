import { announce } from './announcer.ts';
import { createStore } from './store.ts';

/** What the window has to say about itself, until it is dismissed: a link that was refused, a state that could not be read. */
export const windowNote = createStore<string | null>(null);

export function noteInWindow(words: string): void {
  windowNote.set(() => words);
  announce(words, true);
}

export function dismissNote(): void {
  windowNote.set(() => null);
}
