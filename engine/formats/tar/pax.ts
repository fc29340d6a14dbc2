import type { Bytes } from '#shared/model/units.ts';
import { malformed } from './header.ts';

/**
 * Reads the records of a PAX extended header: `len key=value\n`, where len counts itself. Keys and values are byte strings;
 * values may hold line feeds and NULs. Of a repeated key the last counts, but for GNU's sparse format 0.0, which repeats
 * `GNU.sparse.offset` and `.numbytes`: those are joined into a `GNU.sparse.map` as format 0.1 has it.
 *
 * @param offset where the records lie in the file, for diagnostics
 * @throws {ParseError} `malformed` for a record that is not as its length says
 * @see POSIX pax, "pax Extended Header"
 */
export function readPax(bytes: Buffer, offset: Bytes): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const digits = space < 0 ? '' : bytes.toString('latin1', at, space);
    const length = /^[0-9]{1,9}$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    const equals = bytes.indexOf(0x3d, space);
    if (length === 0 || end > bytes.length || bytes[end - 1] !== 0x0a || equals <= space + 1 || equals >= end) {
      throw malformed(
        'PAX record',
        offset + at,
        bytes.toString('latin1', at, Math.min(at + 64, bytes.length)),
        '"length key=value\\n"',
      );
    }
    const key = bytes.toString('latin1', space + 1, equals);
    const value = bytes.toString('latin1', equals + 1, end - 1);
    if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') {
      const map = records.get('GNU.sparse.map');
      records.set('GNU.sparse.map', map === undefined ? value : `${map},${value}`);
    } else records.set(key, value);
    at = end;
  }
  return records;
}

/** A non-negative decimal number, with a fraction where the key allows one. */
export function paxNumber(records: ReadonlyMap<string, string>, key: string, offset: Bytes): number | undefined {
  const value = records.get(key);
  // An empty value takes the key back: the header field counts again.
  if (value === undefined || value === '') return undefined;
  const fraction = key === 'mtime';
  if (!(fraction ? /^-?[0-9]{1,16}(\.[0-9]*)?$/ : /^[0-9]{1,16}$/).test(value))
    throw malformed(`PAX ${key}`, offset, value, 'a decimal number');
  return Number(value);
}

/** Extended attributes: name → value, both byte strings. */
export function paxXattrs(records: ReadonlyMap<string, string>): Map<string, string> | undefined {
  let xattrs: Map<string, string> | undefined;
  for (const [key, value] of records) {
    if (key.startsWith('SCHILY.xattr.')) (xattrs ??= new Map()).set(key.slice(13), value);
    else if (key.startsWith('LIBARCHIVE.xattr.')) {
      const name = key
        .slice(17)
        .replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      (xattrs ??= new Map()).set(name, Buffer.from(value, 'base64').toString('latin1'));
    }
  }
  return xattrs;
}
