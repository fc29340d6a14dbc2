import type { ByteRange, Bytes } from '#shared/model/units.ts';

/**
 * What to cite for lines `[from, to)`: the feed that ends the line before is part of them, because changing it makes the line
 * the tail of another.
 *
 * @param from offset of the first byte of a line
 * @param to end of a line, its line feed included
 */
export function lineRange(from: Bytes, to: Bytes): ByteRange {
  return { from: Math.max(0, from - 1), to };
}
