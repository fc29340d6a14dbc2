import { limits } from '#engine/bytes/limits.ts';
import type { LineRange } from '#shared/model/evidence-bytes.ts';
import { type ByteRange, type Bytes, MiB } from '#shared/model/units.ts';
import type { FileContent } from './file-content.ts';

const LINE_FEED = 0x0a;

/** Where a window begins among the lines of its file, and which lines are cited. Numbers begin at 1. */
export type CountedLines = Readonly<{ firstLine: number; lines: readonly LineRange[] }>;

/** As much of a citation as is looked at for the blank lines in front of what it says. */
const BLANK_BYTES: Bytes = 4096;

/**
 * Counts lines from the start of a file. A citation of a stanza begins with what parts it from the one before: the line feed that
 * ends the line there, and blank lines. They are proof, for without them both were one, but they are none of its lines.
 *
 * @returns null for a file that is too large to be read for this
 */
export async function countLines(
  content: FileContent,
  start: Bytes,
  cited: readonly ByteRange[],
): Promise<CountedLines | null> {
  if (content.size > limits.countedLinesBytes) return null;
  const inside = cited.map(({ from, to }) => ({ from: Math.min(from, content.size), to: Math.min(to, content.size) }));
  const begins = await Promise.all(inside.map((range) => firstPlace(content, range)));
  const ends = inside.map(({ to }, i) => Math.max(begins[i] ?? 0, to - 1));
  const lineAt = await numberLines(content, [start, ...begins, ...ends]);
  return {
    firstLine: lineAt(start),
    lines: inside.map((_, i) => ({ from: lineAt(begins[i] ?? 0), to: lineAt(ends[i] ?? 0) })),
  };
}

/** The first line of a citation that is not blank; where all are, the first that begins in it. */
async function firstPlace(content: FileContent, { from, to }: ByteRange): Promise<Bytes> {
  const bytes = await content.read(from, Math.min(to, from + BLANK_BYTES));
  const said = bytes.findIndex((byte) => byte !== 0x20 && (byte < 0x09 || byte > 0x0d));
  if (said >= 0) return from + bytes.lastIndexOf(LINE_FEED, said) + 1;
  return bytes[0] === LINE_FEED && to - from > 1 ? from + 1 : from;
}

/** Reads as far as the last place that is asked for. */
async function numberLines(content: FileContent, places: readonly Bytes[]): Promise<(place: Bytes) => number> {
  const lines = new Map<Bytes, number>();
  const sorted = [...new Set(places)].sort((a, b) => a - b);
  const end = sorted.at(-1) ?? 0;
  let line = 1;
  let next = 0;
  for (let at = 0; at <= end; at += MiB) {
    const chunk = await content.read(at, Math.min(at + MiB, end));
    let counted = 0;
    for (; next < sorted.length && (sorted[next] ?? 0) <= at + chunk.byteLength; next++) {
      const place = (sorted[next] ?? 0) - at;
      line += lineFeeds(chunk, counted, place);
      counted = place;
      lines.set(at + place, line);
    }
    line += lineFeeds(chunk, counted, chunk.byteLength);
  }
  return (place) => lines.get(place) ?? line;
}

function lineFeeds(bytes: Uint8Array, from: Bytes, to: Bytes): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED, from); at >= 0 && at < to; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}
