import { limits } from '#engine/bytes/limits.ts';
import type { TextDiff, TextDiffLine, TextHunk } from '#shared/model/text-diff.ts';
import { type Edit, editScript } from './edit-script.ts';
import { looksLikeText } from '#shared/text/looks-like-text.ts';
import { type ByteLine, lineText, splitLines } from './split-lines.ts';

/** Lines that are shown around a change. */
const CONTEXT = 3;

/** How a text changed, line by line. A side that is absent is empty. */
export function diffText(before: Uint8Array, after: Uint8Array): TextDiff {
  if (Math.max(before.byteLength, after.byteLength) > limits.diffTextBytes)
    return { state: 'too-large', most: limits.diffTextBytes };
  if (!looksLikeText(before) || !looksLikeText(after)) return { state: 'binary' };
  const [old, now] = [splitLines(before), splitLines(after)];
  const { edits, coarse } = editScript(old, now, limits.diffTextEdits);
  const [removed, added] = [sum(edits.map((edit) => edit.removed)), sum(edits.map((edit) => edit.added))];
  const { hunks, listed } = hunksOf(edits, old, now);
  return { state: 'lines', hunks, added, removed, omitted: added + removed - listed, coarse };
}

/** Edits with the lines around them; those that come close to each other are one hunk. The list ends at its bound. */
function hunksOf(
  edits: readonly Edit[],
  old: readonly ByteLine[],
  now: readonly ByteLine[],
): Readonly<{ hunks: readonly TextHunk[]; listed: number }> {
  const hunks: TextDiffLine[][] = [];
  /** First line of the old text that is in no hunk yet, and how far the new one is ahead of it. */
  let [next, ahead, listed] = [0, 0, 0];
  const same = (line: number): TextDiffLine => ({
    kind: 'same',
    old: line + 1,
    new: line + 1 + ahead,
    ...lineText(old[line] ?? ''),
  });
  for (const [position, edit] of edits.entries()) {
    const last = hunks.at(-1);
    const joins = last !== undefined && edit.old - next <= 2 * CONTEXT;
    const hunk = joins ? last : [];
    if (!joins) {
      if (last) for (let k = next; k < next + CONTEXT; k++) last.push(same(k));
      hunks.push(hunk);
    }
    for (let k = joins ? next : Math.max(next, edit.old - CONTEXT); k < edit.old; k++) hunk.push(same(k));
    for (let k = edit.old; k < edit.old + edit.removed && listed < limits.diffTextLines; k++, listed++)
      hunk.push({ kind: 'removed', old: k + 1, new: null, ...lineText(old[k] ?? '') });
    for (let k = edit.new; k < edit.new + edit.added && listed < limits.diffTextLines; k++, listed++)
      hunk.push({ kind: 'added', old: null, new: k + 1, ...lineText(now[k] ?? '') });
    next = edit.old + edit.removed;
    ahead = edit.new + edit.added - next;
    if (listed >= limits.diffTextLines) break;
    if (position === edits.length - 1)
      for (let k = next; k < Math.min(old.length, next + CONTEXT); k++) hunk.push(same(k));
  }
  return { hunks: hunks.map((lines) => ({ lines })), listed };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
