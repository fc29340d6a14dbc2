import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { fixedText } from '../executable/mapped-image.ts';
import type { ElfFile } from './read-elf.ts';

/** One note. `at` is its description. */
export type ElfNote = Readonly<{ owner: string; type: number; at: ByteRange }>;

const WHAT = 'ELF note';
const PT_NOTE = 4;

/**
 * Notes of the PT_NOTE segments. A segment whose notes do not fit ends there: the loader does not read most of them either.
 *
 * @see gABI, "Note Section"; names and descriptions are padded to 4 bytes, to 8 in segments of that alignment
 */
export function readElfNotes({ segments, bytes, order }: ElfFile): ElfNote[] {
  const notes: ElfNote[] = [];
  for (const { type, at } of segments) {
    if (type !== PT_NOTE) continue;
    const cursor = new ByteCursor(bytes.subarray(at.from, at.to), order, at.from);
    while (cursor.remaining >= 12 && notes.length < limits.elfNotes) {
      const [nameSize, size, kind] = [cursor.u32(WHAT), cursor.u32(WHAT), cursor.u32(WHAT)];
      const padded = pad(nameSize) + size;
      if (padded > cursor.remaining) break;
      const name = cursor.take(pad(nameSize), WHAT).subarray(0, Math.min(nameSize, limits.elfNoteOwnerBytes));
      const from = cursor.offset;
      notes.push({ owner: fixedText(name), type: kind, at: { from, to: from + size } });
      cursor.take(Math.min(pad(size), cursor.remaining), WHAT);
    }
  }
  return notes;
}

function pad(size: number): number {
  return Math.ceil(size / 4) * 4;
}
