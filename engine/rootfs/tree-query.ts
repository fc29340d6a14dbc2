import { parsePrintedPath } from '#shared/model/root-path.ts';
import type { Bytes } from '#shared/model/units.ts';

/** What a query asks of a name; every part must hold. Words are byte strings in lower case. */
export type TreeQuery = Readonly<{
  words: readonly string[];
  /** Bounds of a regular file's size, both inclusive. */
  size: Readonly<{ from: Bytes; to: Bytes }> | null;
  uid: number | null;
  gid: number | null;
}>;

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9 };

/** Reads `name size:>1MB owner:root`. What is no such token is a word of the path. Units are decimal, as sizes are shown. */
export function parseTreeQuery(text: string): TreeQuery {
  const words: string[] = [];
  let [from, to] = [0, Number.POSITIVE_INFINITY];
  let [uid, gid]: (number | null)[] = [null, null];
  for (const token of text.split(/\s+/).filter(Boolean)) {
    const size = /^size:([<>])=?(\d+(?:\.\d+)?)([kmg]?b?)$/i.exec(token);
    const owner = /^owner:(root|\d+)(?::(root|\d+))?$/i.exec(token);
    if (size) {
      const bytes = Number(size[2]) * (UNITS[(size[3] ?? '').toLowerCase()] ?? 1);
      if (size[1] === '>') from = Math.max(from, bytes);
      else to = Math.min(to, bytes);
    } else if (owner) {
      uid = idOf(owner[1]);
      gid = owner[2] === undefined ? gid : idOf(owner[2]);
    } else words.push(lowerAscii(parsePrintedPath(token)).replace(/^\/+(?=.)/, ''));
  }
  const bounded = from > 0 || to < Number.POSITIVE_INFINITY;
  return { words, size: bounded ? { from, to } : null, uid: uid ?? null, gid: gid ?? null };
}

/** ASCII letters in lower case; other bytes stay, as they have no case that all file systems agree on. */
export function lowerAscii(bytes: string): string {
  return bytes.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function idOf(text: string | undefined): number {
  return text === undefined || text.toLowerCase() === 'root' ? 0 : Number(text);
}
