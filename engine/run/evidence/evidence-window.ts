import { limits } from '#engine/bytes/limits.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';

/** What is shown of a file: the cited bytes with some around them, or what begins at `at`. At most 256 KiB. */
export function windowOf(
  cited: readonly ByteRange[],
  size: Bytes,
  { context, at }: Readonly<{ context: Bytes; at?: Bytes | undefined }>,
): ByteRange {
  const first = cited[0]?.from ?? 0;
  const last = cited.at(-1)?.to ?? 0;
  const from = Math.min(at ?? Math.max(0, first - context), size);
  const to = at === undefined ? Math.max(last, first) + context : at + 2 * context;
  return { from, to: Math.max(from, Math.min(size, to, from + limits.evidenceWindowBytes)) };
}

/** What of the cited bytes is in a window, counted from its start. */
export function insideWindow(cited: readonly ByteRange[], window: ByteRange): ByteRange[] {
  return cited.flatMap(({ from, to }) => {
    const start = Math.max(from, window.from);
    const end = Math.min(to, window.to);
    return start < end ? [{ from: start - window.from, to: end - window.from }] : [];
  });
}
