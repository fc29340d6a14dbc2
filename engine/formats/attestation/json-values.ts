import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Bytes as UTF-8 JSON. @throws {ParseError} */
export function parseJson(what: string, bytes: Uint8Array): unknown {
  if (bytes.byteLength > limits.attestationBytes)
    throw new ParseError({ code: 'limit-exceeded', what, limit: limits.attestationBytes, seen: bytes.byteLength });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new ParseError({ code: 'malformed', what, found: 'no JSON', expected: 'JSON in UTF-8' });
  }
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws {ParseError} */
export function recordOf(value: unknown, what: string, expected: string): JsonRecord {
  if (!isRecord(value)) throw wrong(what, value, expected);
  return value;
}

/** @throws {ParseError} also beyond `most` */
export function listOf(value: unknown, what: string, name: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(what, value, `${name}, a list`);
  if (value.length > most) throw new ParseError({ code: 'limit-exceeded', what, limit: most, seen: value.length });
  return value;
}

/** @throws {ParseError} */
export function textOf(value: unknown, what: string, name: string): string {
  if (typeof value !== 'string') throw wrong(what, value, `${name}, a text`);
  return value;
}

/** Base64, standard or URL-safe, padded or not. @throws {ParseError} */
export function bytesOf(value: unknown, what: string, name: string): Uint8Array {
  const text = textOf(value, what, name);
  const standard = text
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/={0,2}$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(standard) || standard.length % 4 === 1) throw wrong(what, text, `${name}, base64`);
  return Uint8Array.from(Buffer.from(standard, 'base64'));
}

/** A number of 64 bits as text: protobuf writes it so, and some as a number. @throws {ParseError} */
export function decimalOf(value: unknown, what: string, name: string): string {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !/^\d{1,19}$/.test(text)) throw wrong(what, value, `${name}, a decimal number`);
  return text;
}

function wrong(what: string, value: unknown, expected: string): ParseError {
  const found =
    typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : Array.isArray(value) ? 'a list' : typeof value;
  return new ParseError({ code: 'malformed', what, found, expected });
}
