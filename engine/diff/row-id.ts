import { sha256 } from '#engine/bytes/sha256.ts';

/** A name for one row that is the same in every diff: 64 bits of what it is about are enough for a list that is read by people. */
export function rowId(kind: 'component' | 'file' | 'config', about: string): string {
  return sha256(`${kind} ${about}`).slice(0, 16);
}
