import { createHash } from 'node:crypto';
import type { Citation } from '#shared/model/evidence.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { ByteRange } from '#shared/model/units.ts';

/**
 * A citation of parts of a file: ranges are sorted, and joined where they touch or overlap, so that the same set of bytes is
 * always cited the same way.
 *
 * @param bytes the whole innermost file
 * @throws RangeError when a range lies outside the file: an analyzer may not cite what it did not read
 */
export function cite(
  bytes: Uint8Array,
  kind: Citation['kind'],
  ranges: readonly ByteRange[],
  container: readonly string[] = [],
): Citation {
  const segments: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (!(from >= 0 && from < to && to <= bytes.byteLength))
      throw new RangeError(`cannot cite bytes ${from}-${to} of ${bytes.byteLength}`);
    const last = segments.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else segments.push({ from, to });
  }
  const hash = createHash('sha256');
  for (const { from, to } of segments) hash.update(bytes.subarray(from, to));
  return { kind, container, segments, sha256: hash.digest('hex') as Sha256 };
}
