import type { Bytes } from '#shared/model/units.ts';
import { visiblePieces } from '../../text/visible-text.ts';

/** How many characters of an element's text lie before a point of the window; null when it is not over that text. */
export function textOffset(element: Element, x: number, y: number): number | null {
  const caret = document.caretPositionFromPoint?.(x, y);
  if (!caret || !element.contains(caret.offsetNode)) return null;
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(caret.offsetNode, caret.offset);
  const offset = before.toString().length;
  // A caret stands beside the nearest edge: on the right half of a character that is the one behind it.
  const left = caret.getClientRect()?.left ?? x;
  return left > x && offset > 0 ? offset - 1 : offset;
}

/** Which byte of a line the character at a place of its shown text begins with; marks of invisible characters count as one. */
export function byteOfShown(bytes: Uint8Array, shown: number): Bytes {
  const decoded = new TextDecoder().decode(bytes);
  let place = 0;
  let original = 0;
  for (const { text, mark } of visiblePieces(decoded)) {
    if (!mark && place + text.length > shown) return byteOfCharacter(bytes, original + shown - place);
    if (mark && place + text.length > shown) return byteOfCharacter(bytes, original);
    place += text.length;
    original += mark ? String.fromCodePoint(decoded.codePointAt(original) ?? 0).length : text.length;
  }
  return byteOfCharacter(bytes, original);
}

/** Of bytes that are not UTF-8 too: each that decodes to U+FFFD counts as the decoder counts it. */
function byteOfCharacter(bytes: Uint8Array, index: number): Bytes {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const skipped = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let characters = 0;
  let start = skipped;
  for (let at = skipped; at < bytes.length; at++) {
    const more = decoder.decode(bytes.subarray(at, at + 1), { stream: true }).length;
    if (more === 0) continue;
    if (characters + more > index) return start;
    characters += more;
    start = at + 1;
  }
  return start;
}
