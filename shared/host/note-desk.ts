import type { HostNote } from '#shared/model/desktop.ts';

/** More notes than this within {@link WINDOW_MS} become one that counts them. */
const MAX_APART = 3;
const WINDOW_MS = 60_000;

/** `collected`: it counts several. `replaces`: the last collected note is to be taken away first. */
export type Admitted = Readonly<{ note: HostNote; collected: boolean; replaces: boolean }>;

/** Decides which notes are shown: none to somebody who looks at the window, and at most three at a time apart. */
export class NoteDesk {
  readonly #shownAtMs: number[] = [];

  /** What to show for a note; undefined: nothing. `replaces` asks to take the last collected note away first. */
  admit(note: HostNote, inFront: boolean, nowMs: number): Admitted | undefined {
    if (inFront) {
      this.#shownAtMs.length = 0;
      return undefined;
    }
    while ((this.#shownAtMs[0] ?? nowMs) < nowMs - WINDOW_MS) this.#shownAtMs.shift();
    this.#shownAtMs.push(nowMs);
    const count = this.#shownAtMs.length;
    if (count <= MAX_APART) return { note, collected: false, replaces: false };
    const more = count - MAX_APART;
    return {
      note: { ...note, title: `${more} more finished`, body: `The last: ${note.title}` },
      collected: true,
      replaces: more > 1,
    };
  }
}
