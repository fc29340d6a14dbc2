import type { Bytes } from '#shared/model/units.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type PiecedBytes, partOf } from '#engine/bytes/pieced-bytes.ts';
import type { SqliteEncoding } from './read-database-header.ts';
import { type SqliteInteger, exactInteger, readCount } from './read-varint.ts';

/** One stored value. Texts and blobs are borrowed bytes and know where they lie; see {@link decodeSqliteText}. */
export type SqliteValue = Readonly<
  | { type: 'null' }
  | { type: 'integer'; value: SqliteInteger }
  | { type: 'real'; value: number }
  | { type: 'text'; value: PiecedBytes }
  | { type: 'blob'; value: PiecedBytes }
>;

const INTEGER_BYTES: readonly Bytes[] = [0, 1, 2, 3, 4, 6, 8];
const WHAT = 'SQLite record';

/**
 * Decodes a record: a header of its own length and one serial type a column, then the values.
 *
 * @throws {ParseError} when header or values do not fit into the payload, or a serial type is one of the reserved two
 * @see https://www.sqlite.org/fileformat2.html#record_format
 */
export function readRecord(payload: PiecedBytes): readonly SqliteValue[] {
  const { bytes } = payload;
  const { value: headerEnd, next } = readCount(bytes, 0, bytes.byteLength, WHAT);
  if (!(headerEnd >= next && headerEnd <= bytes.byteLength)) malformed(0, next, `a header of ${headerEnd} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: SqliteValue[] = [];
  let body = headerEnd;
  for (let at = next; at < headerEnd;) {
    const serial = readCount(bytes, at, headerEnd, WHAT);
    const length = lengthOf(serial.value);
    if (length === undefined || body + length > bytes.byteLength)
      malformed(at, serial.next, `serial type ${serial.value} at ${body} of ${bytes.byteLength} bytes`);
    if (values.length === limits.sqliteColumns)
      throw new ParseError({
        code: 'limit-exceeded',
        what: WHAT,
        limit: limits.sqliteColumns,
        seen: values.length + 1,
      });
    values.push(readValue(payload, view, serial.value, body, length));
    body += length;
    at = serial.next;
  }
  return values;
}

/** Text of a value in the database's encoding; what is not well-formed is replaced by U+FFFD. */
export function decodeSqliteText(bytes: Uint8Array, encoding: SqliteEncoding): string {
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
}

/** @returns undefined for the serial types 10 and 11, which no file has */
function lengthOf(serial: number): Bytes | undefined {
  if (serial >= 12) return Math.floor((serial - 12) / 2);
  if (serial >= 10) return undefined;
  return serial === 7 ? 8 : (INTEGER_BYTES[serial] ?? 0);
}

function readValue(payload: PiecedBytes, view: DataView, serial: number, at: Bytes, length: Bytes): SqliteValue {
  if (serial >= 12) {
    return { type: serial % 2 === 0 ? 'blob' : 'text', value: partOf(payload, at, at + length) };
  }
  switch (serial) {
    case 0:
      return { type: 'null' };
    case 7:
      return { type: 'real', value: view.getFloat64(at) };
    case 8:
    case 9:
      return { type: 'integer', value: serial - 8 };
    default:
      return { type: 'integer', value: readInteger(view, at, length) };
  }
}

/** Two's complement, big-endian, of 1, 2, 3, 4, 6 or 8 bytes. */
function readInteger(view: DataView, at: Bytes, length: Bytes): SqliteInteger {
  if (length === 8) return exactInteger(view.getBigInt64(at));
  let value = view.getInt8(at);
  for (let i = 1; i < length; i++) value = value * 256 + view.getUint8(at + i);
  return value;
}

/** Offsets in the payload. */
function malformed(from: Bytes, to: Bytes, found: string): never {
  throw new ParseError({ code: 'malformed', what: WHAT, at: { from, to }, found });
}
