import type { ByteRange, Bytes } from '#shared/model/units.ts';

/**
 * One range of RFC 9110 §14.1.2. Several ranges, other units and what is no range are ignored, as the RFC allows.
 *
 * @returns undefined: the whole; null: it cannot be satisfied
 */
export function parseRange(header: string | undefined, size: Bytes): ByteRange | null | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? null : { from: size - length, to: size };
  }
  const from = Number(first);
  if (last !== '' && Number(last) < from) return undefined;
  if (from >= size) return null;
  return { from, to: last === '' ? size : Math.min(size, Number(last) + 1) };
}
