import { NoteDesk } from '#shared/host/note-desk.ts';
import type { HostNote } from '#shared/model/desktop.ts';

const desk = new NoteDesk();
/** Notes with this tag replace each other: the browser takes the one before away. */
const COLLECTED = 'stellaops.more';

export type NotePermission = 'granted' | 'denied' | 'default' | 'none';

/** May this page show notes? `none`: the browser has none. */
export function notePermission(): NotePermission {
  return typeof Notification === 'undefined' ? 'none' : Notification.permission;
}

/** Asks the user, after a click on what says so. */
export async function askForNotes(): Promise<NotePermission> {
  return typeof Notification === 'undefined' ? 'none' : await Notification.requestPermission();
}

/** Shows a note as a desktop host would: none to somebody who looks, at most three apart. Without a permission nothing. */
export function showBrowserNote(note: HostNote, onClick: (id: string) => void): void {
  if (notePermission() !== 'granted') return;
  const admitted = desk.admit(note, document.hasFocus(), performance.now());
  if (!admitted) return;
  const { title, body, id } = admitted.note;
  const shown = new Notification(title, { body, tag: admitted.collected ? COLLECTED : id });
  shown.addEventListener('click', () => {
    window.focus();
    shown.close();
    onClick(id);
  });
}
