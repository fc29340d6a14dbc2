import { byteString } from '#engine/bytes/decode-text.ts';

/** A line that is nothing but a comment and names an encoding; it must be the first or the second. */
const DECLARATION = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
/** Python's names that Node's decoder has under another. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ['utf8', 'utf-8'],
  ['latin-1', 'iso-8859-1'],
  ['iso-latin-1', 'iso-8859-1'],
  ['iso8859-15', 'iso-8859-15'],
  ['latin-9', 'iso-8859-15'],
  ['cp1250', 'windows-1250'],
  ['cp1251', 'windows-1251'],
  ['cp1252', 'windows-1252'],
  ['koi8-r', 'koi8-r'],
  ['euc-jp', 'euc-jp'],
  ['shift-jis', 'shift_jis'],
  ['sjis', 'shift_jis'],
  ['gb2312', 'gbk'],
  ['gbk', 'gbk'],
  ['big5', 'big5'],
  ['euc-kr', 'euc-kr'],
]);

/**
 * Text of a Python source: UTF-8 unless it declares otherwise; the byte order mark is not part of it.
 *
 * @returns undefined for bytes that are not of the encoding, or one that is not known: Python refuses the first too
 * @see PEP 263; PEP 3120
 */
export function decodeSource(bytes: Uint8Array): string | undefined {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = hasMark ? bytes.subarray(3) : bytes;
  const name = hasMark ? 'utf-8' : declared(byteString(body.subarray(0, 1024)));
  const label = LABELS.get(name) ?? name;
  if (label === 'ascii' || label === 'us-ascii') return body.some((byte) => byte > 0x7f) ? undefined : byteString(body);
  // The decoder's iso-8859-1 is windows-1252, which has other characters at 0x80-0x9f.
  if (label === 'iso-8859-1') return byteString(body);
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

function declared(start: string): string {
  const [first = '', second = ''] = start.split(/\r\n|\n|\r/, 2);
  const found = DECLARATION.exec(first) ?? (/^[ \t\f]*(#|$)/.test(first) ? DECLARATION.exec(second) : null);
  const name = found?.[1]?.toLowerCase().replaceAll('_', '-') ?? 'utf-8';
  // As CPython: `utf-8-sig`, `utf-8-unix` and the like of editors are what they begin with.
  return /^(utf-8|latin-1|iso-8859-1|iso-latin-1)(-|$)/.exec(name)?.[1] ?? name;
}
