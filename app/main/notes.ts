import type { HostNote } from '#shared/model/desktop.ts';

const MAX_TITLE = 120;
const MAX_BODY = 400;
/** More notes than this within {@link WINDOW_MS} become one that counts them. */
const MAX_APART = 3;
const WINDOW_MS = 60_000;

/** A note that a page sent, cut to what a system shows; undefined for anything else. */
export function checkNote(value: unknown): HostNote | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, title, body } = value as Record<string, unknown>;
  if (typeof id !== 'string' || id.length > 200 || typeof title !== 'string' || typeof body !== 'string')
    return undefined;
  return { id, title: title.slice(0, MAX_TITLE), body: body.slice(0, MAX_BODY) };
}

/** Decides which notes are shown: none to somebody who looks at the window, and at most three at a time apart. */
export class NoteDesk {
  readonly #shownAtMs: number[] = [];

  /** What to show for a note; undefined: nothing. `replaces` asks to take the last collected note away first. */
  admit(note: HostNote, inFront: boolean, nowMs: number): Readonly<{ note: HostNote; replaces: boolean }> | undefined {
    if (inFront) {
      this.#shownAtMs.length = 0;
      return undefined;
    }
    while ((this.#shownAtMs[0] ?? nowMs) < nowMs - WINDOW_MS) this.#shownAtMs.shift();
    this.#shownAtMs.push(nowMs);
    const count = this.#shownAtMs.length;
    if (count <= MAX_APART) return { note, replaces: false };
    const more = count - MAX_APART;
    return {
      note: { ...note, title: `${more} more finished`, body: `The last: ${note.title}` },
      replaces: more > 1,
    };
  }
}
