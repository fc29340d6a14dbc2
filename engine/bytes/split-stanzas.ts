import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { isBlank } from './byte-text.ts';

/** A run of lines between blank ones. */
export type StanzaSpan = Readonly<{
  /** Offset of its first line. */
  from: Bytes;
  /** End of its last line, line feed included. */
  to: Bytes;
  /**
   * The bytes that part it from the stanza before: change one of them and the two are one. null for the first stanza, and
   * where so many blank lines lie between that no single byte matters.
   */
  separator: ByteRange | null;
  /** A blank line inside a value: more of the value follows it. */
  blankInside: boolean;
}>;

/**
 * Splits a byte string at blank lines; a line of white space alone is blank.
 *
 * @param continues whether a line with this first byte continues the one before. It cannot open a stanza, so a blank line in
 * front of it belongs to the value.
 */
export function* splitStanzas(text: string, continues: (first: number) => boolean): Generator<StanzaSpan> {
  let from = -1;
  let separator: ByteRange | null = null;
  let blankInside = false;
  const blank: Bytes[] = [];
  let blanks = 0;
  let contentEnd = 0;
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 ? text.length : feed;
    const next = feed < 0 ? end : feed + 1;
    if (isBlankLine(text, at, end)) {
      // Only the first two are ever looked at; a file may consist of blank lines.
      if (blanks < 2) blank[blanks] = at;
      blanks++;
    } else {
      if (from < 0) from = at;
      else if (blanks > 0 && continues(text.charCodeAt(at))) blankInside = true;
      else if (blanks > 0) {
        yield { from, to: contentEnd, separator, blankInside };
        separator = separatorOf(blank, blanks, at);
        blankInside = false;
        from = at;
      }
      blanks = 0;
      contentEnd = next;
    }
    at = next;
  }
  if (from >= 0) yield { from, to: contentEnd, separator, blankInside };
}

/**
 * One blank line: the feed before it, its own bytes and its feed all keep the stanzas apart. Two: only the feed between them
 * joins both to one line that is not blank. More: one byte leaves a blank line whatever it is.
 */
function separatorOf(blank: readonly Bytes[], blanks: number, at: Bytes): ByteRange | null {
  const [first = at, second = at] = blank;
  if (blanks === 1) return { from: first - 1, to: at };
  return blanks === 2 ? { from: second - 1, to: second } : null;
}

function isBlankLine(text: string, from: Bytes, to: Bytes): boolean {
  for (let i = from; i < to; i++) if (!isBlank(text.charCodeAt(i))) return false;
  return true;
}
