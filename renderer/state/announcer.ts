import { createStore } from './store.ts';

/** What a screen reader says next. `turn` grows, so that the same words twice are heard twice. */
export type Announcement = Readonly<{ text: string; urgent: boolean; turn: number }>;

export const announcements = createStore<Announcement>({ text: '', urgent: false, turn: 0 });

/** Says something that is also on screen. Errors interrupt; the rest waits for a pause. */
export function announce(text: string, urgent = false): void {
  announcements.set(({ turn }) => ({ text, urgent, turn: turn + 1 }));
}
