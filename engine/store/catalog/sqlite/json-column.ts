import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { limits } from '#engine/bytes/limits.ts';
import { KiB } from '#shared/model/units.ts';

/** A column of type ANY: JSON as text, or, above 1 KiB, as zstd-compressed UTF-8. */
export type JsonColumn = string | Uint8Array;

/** `value` is plain data; a field that is undefined is left out. */
export function encodeJson(value: unknown): JsonColumn {
  return encodeJsonText(JSON.stringify(value));
}

export function encodeJsonText(text: string): JsonColumn {
  return text.length <= KiB ? text : zstdCompressSync(text);
}

/** The catalog is written by this program alone, so the caller may say what type it is. */
export function decodeJson(column: JsonColumn): unknown {
  const text =
    typeof column === 'string'
      ? column
      : zstdDecompressSync(column, { maxOutputLength: limits.databaseBytes }).toString('utf8');
  return JSON.parse(text) as unknown;
}
