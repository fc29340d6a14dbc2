import { decodeText } from './decode-text.ts';

/** Text for people from a part of a byte string; see {@link decodeText} for bytes that are not UTF-8. */
export function textOf(byteText: string): string {
  return /[^\0-\x7f]/.test(byteText) ? decodeText(Buffer.from(byteText, 'latin1')) : byteText;
}

/** ASCII white space: what dpkg's own reader skips around a value. */
export function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** `text.slice(from, to)` without blanks at both ends. `String.trim` would also eat 0xa0, half of many UTF-8 characters. */
export function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}
