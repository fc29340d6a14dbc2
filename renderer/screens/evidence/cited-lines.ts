import type { LineRange } from '#shared/model/evidence-bytes.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';

/** A run of bytes of one line that are all cited or all not. Decoded text, and whether something was not UTF-8. */
export type LinePart = Readonly<{ text: string; cited: boolean }>;

/** One line of a window, without its line feed. `number` is 1-based; null where it is not known. */
export type ViewLine = Readonly<{ number: number | null; from: Bytes; to: Bytes; cited: boolean }>;

const LF = 0x0a;

/**
 * Cuts a window into lines. Offsets are within the window. A line is `cited` when a cited byte lies in it or is its line feed; a
 * range that begins with the line feed of the line before does not cite that line.
 */
export function splitLines(bytes: Uint8Array, firstLine: number | null, segments: readonly ByteRange[]): ViewLine[] {
  const lines: ViewLine[] = [];
  let from = 0;
  for (;;) {
    const feed = bytes.indexOf(LF, from);
    const to = feed === -1 ? bytes.length : feed;
    lines.push({
      number: firstLine === null ? null : firstLine + lines.length,
      from,
      to,
      cited: segments.some((segment) => segment.from < to && segment.to > from) || isCitedEmpty(segments, from, to),
    });
    if (feed === -1 || feed === bytes.length - 1) return lines;
    from = feed + 1;
  }
}

/** Where a line lies in a window, its line feed with it; undefined when the window does not have it, or its lines are not counted. */
export function rangeOfLine(bytes: Uint8Array, firstLine: number | null, line: number): ByteRange | undefined {
  const found = splitLines(bytes, firstLine, []).find(({ number }) => number === line);
  return found && { from: found.from, to: Math.min(found.to + 1, bytes.length) };
}

/** An empty line has no bytes but its feed: it is cited when the range begins before it and goes on behind it. */
function isCitedEmpty(segments: readonly ByteRange[], from: Bytes, to: Bytes): boolean {
  return from === to && segments.some((segment) => segment.from < from && segment.to > to);
}

/** The bytes of a line as text, parted where citing begins and ends. */
export function lineParts(bytes: Uint8Array, { from, to }: ViewLine, segments: readonly ByteRange[]): LinePart[] {
  const cuts = [from, to];
  for (const segment of segments)
    for (const cut of [segment.from, segment.to]) if (cut > from && cut < to) cuts.push(cut);
  cuts.sort((a, b) => a - b);
  const decoder = new TextDecoder();
  const parts: LinePart[] = [];
  for (let k = 0; k + 1 < cuts.length; k++) {
    const [start = 0, end = 0] = [cuts[k], cuts[k + 1]];
    if (start === end) continue;
    const cited = segments.some((segment) => segment.from <= start && segment.to >= end);
    parts.push({ text: decoder.decode(bytes.subarray(start, end)), cited });
  }
  return parts;
}

/** What of some ranges of a file is in a window of it, counted from its start. */
export function insideWindow(ranges: readonly ByteRange[], window: ByteRange): ByteRange[] {
  return ranges.flatMap(({ from, to }) => {
    const [start, end] = [Math.max(from, window.from), Math.min(to, window.to)];
    return start < end ? [{ from: start - window.from, to: end - window.from }] : [];
  });
}

/** `00 1f a0`, sixteen to a row. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** Bytes of base64 text; the engine wrote it, so it is well formed. */
export function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Base64 text of bytes, in pieces that a call can take as arguments. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

/** The cited bytes of a window, joined. */
export function citedBytes(bytes: Uint8Array, segments: readonly ByteRange[]): Uint8Array {
  const joined = new Uint8Array(segments.reduce((sum, { from, to }) => sum + to - from, 0));
  let at = 0;
  for (const { from, to } of segments) {
    joined.set(bytes.subarray(from, to), at);
    at += to - from;
  }
  return joined;
}

/** Ranges of lines in order, those that touch made one. */
export function joinRanges(ranges: readonly LineRange[]): LineRange[] {
  const joined: LineRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && range.from <= last.to + 1)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else joined.push(range);
  }
  return joined;
}
