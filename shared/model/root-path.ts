import type { Brand } from './units.ts';

/**
 * Path inside a root file system, as a *byte string*: each char code is one byte (0-255) of the name.
 *
 * No leading slash, `/` separated, no empty, `.` or `..` parts; the root itself is `''`. File names are bytes, not text:
 * decoding them as UTF-8 merges names that differ, so identity, order and lookup use the bytes, and only
 * {@link printPath} makes text of them. Comparing two byte strings with `<` is memcmp of the raw bytes.
 */
export type RootPath = Brand<string, 'RootPath'>;

const ROOT = '' as RootPath;

/**
 * Text of a path for documents and people: valid UTF-8 as it is; other bytes, and the backslash itself, as `\xNN`.
 * Reversible by {@link parsePrintedPath}.
 */
export function printPath(path: string): string {
  // The usual name is plain ASCII: nothing to decode.
  if (!/[^\x20-\x5b\x5d-\x7e]/.test(path)) return path;
  let text = '';
  for (let i = 0; i < path.length;) {
    const length = utf8Length(path, i);
    const byte = path.charCodeAt(i);
    if (length === 0 || byte === 0x5c) {
      text += `\\x${byte.toString(16).padStart(2, '0')}`;
      i += 1;
    } else {
      text += String.fromCodePoint(decode(path, i, length));
      i += length;
    }
  }
  return text;
}

/** Bytes of a printed path. Text that no path prints as (a lone backslash) is taken literally. */
export function parsePrintedPath(text: string): RootPath {
  let path = '';
  for (const piece of text.split(/(\\x[0-9a-f]{2})/)) {
    path += /^\\x[0-9a-f]{2}$/.test(piece)
      ? String.fromCharCode(Number.parseInt(piece.slice(2), 16))
      : encodeText(piece);
  }
  return path as RootPath;
}

/** Byte string of a text's UTF-8 form; a lone surrogate becomes U+FFFD. */
export function encodeText(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text;
  return unescapeBytes(encodeURIComponent(text.toWellFormed()));
}

function unescapeBytes(percentEncoded: string): string {
  return percentEncoded.replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Splits off the last part: `usr/bin/sh` → [`usr/bin`, `sh`]. */
export function splitPath(path: RootPath): [parent: RootPath, name: string] {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? [ROOT, path] : [path.slice(0, slash) as RootPath, path.slice(slash + 1)];
}

/**
 * Normalises a name as it stands in an archive or package database: `/usr//lib/./x/` → `usr/lib/x`.
 *
 * @returns undefined when a part is `..`: such a name could leave the root
 */
export function normalisePath(name: string): RootPath | undefined {
  if (!/(^|\/)(\.{0,2})(\/|$)/.test(name)) return name as RootPath;
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') return undefined;
    if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/') as RootPath;
}

/** Length of the well-formed UTF-8 sequence at `i` that is not a control character, else 0. RFC 3629 §4. */
function utf8Length(bytes: string, i: number): number {
  const first = bytes.charCodeAt(i);
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  if (length === 0 || i + length > bytes.length) return 0;
  const second = bytes.charCodeAt(i + 1);
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let k = 2; k < length; k++) {
    const next = bytes.charCodeAt(i + k);
    if (next < 0x80 || next > 0xbf) return 0;
  }
  return length;
}

function decode(bytes: string, i: number, length: number): number {
  const first = bytes.charCodeAt(i);
  if (length === 1) return first;
  let point = first & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) point = (point << 6) | (bytes.charCodeAt(i + k) & 0x3f);
  return point;
}
