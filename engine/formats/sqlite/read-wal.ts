import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Bytes } from '#shared/model/units.ts';

/** What of a write-ahead log counts: the committed transactions. */
export type SqliteWal = Readonly<{
  pageSize: Bytes;
  /** Pages of the database after the last commit. */
  pageCount: number;
  /** Offset in the log of the newest committed version of each page that it has. */
  pages: ReadonlyMap<number, Bytes>;
}>;

/** No log when nothing was committed to it. */
export type WalReading = Readonly<{ wal: SqliteWal | undefined; diagnostics: readonly Diagnostic[] }>;

const HEADER: Bytes = 32;
const FRAME_HEADER: Bytes = 24;
/** Lowest bit: checksums take the words as big-endian. */
const MAGIC = 0x37_7f_06_82;
const VERSION = 3_007_000;
const WHAT = 'SQLite write-ahead log';

type Sums = readonly [number, number];
type Frame = Readonly<{ page: number; commit: number; at: Bytes; sums: Sums }>;

/**
 * Reads a write-ahead log as SQLite recovers one: frames count up to the first that does not carry the header's salts or whose
 * running checksum is wrong, and of these only the ones up to the last commit. Later frames of a page win.
 *
 * | part   | bytes (big-endian)                                                                                       |
 * | ------ | -------------------------------------------------------------------------------------------------------- |
 * | header | magic, version 3007000, page size, checkpoint number, two salts, two checksums of the 24 bytes before        |
 * | frame  | page number, pages after a commit or 0, two salts, two checksums; then the page                             |
 *
 * What is left out is told only where it was not meant to be: frames with other salts are of a log that was overwritten.
 *
 * @returns never throws: a log that cannot be read is one that SQLite ignores
 * @see https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
export function readWal(log: Uint8Array): WalReading {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  if (log.byteLength <= HEADER) return { wal: undefined, diagnostics: log.byteLength === 0 ? [] : ignored('no frame') };
  const magic = view.getUint32(0);
  const pageSize = view.getUint32(8);
  const little = (magic & 1) === 0;
  if ((magic | 1) !== (MAGIC | 1)) return { wal: undefined, diagnostics: ignored(`magic ${magic.toString(16)}`) };
  if (view.getUint32(4) !== VERSION) return { wal: undefined, diagnostics: ignored(`version ${view.getUint32(4)}`) };
  if (!(pageSize >= 512 && pageSize <= 65_536 && (pageSize & (pageSize - 1)) === 0))
    return { wal: undefined, diagnostics: ignored(`page size ${pageSize}`) };
  let sums = checksum(view, 0, 24, little, [0, 0]);
  if (!statedAt(view, 24, sums)) return { wal: undefined, diagnostics: ignored('a header with a wrong checksum') };

  const pages = new Map<number, Bytes>();
  const pending = new Map<number, Bytes>();
  let pageCount = 0;
  let stop: string | undefined;
  for (let at = HEADER; at < log.byteLength; at += FRAME_HEADER + pageSize) {
    const frame = readFrame(view, at, pageSize, little, sums);
    if (typeof frame === 'string') {
      stop = frame;
      break;
    }
    if (frame === undefined) break;
    sums = frame.sums;
    pending.set(frame.page, frame.at);
    if (frame.commit === 0) continue;
    pageCount = frame.commit;
    for (const [page, offset] of pending) pages.set(page, offset);
    pending.clear();
  }
  const diagnostics = [
    ...(stop === undefined ? [] : ignored(stop)),
    ...(pending.size === 0 ? [] : ignored(`${pending.size} pages of a transaction without a commit`)),
  ];
  return { wal: pageCount === 0 ? undefined : { pageSize, pageCount, pages }, diagnostics };
}

/** @returns undefined for a frame of another, overwritten log; a text for a frame of this one that is not whole */
function readFrame(
  view: DataView,
  at: Bytes,
  pageSize: Bytes,
  little: boolean,
  before: Sums,
): Frame | string | undefined {
  if (at + FRAME_HEADER + pageSize > view.byteLength) return `a cut frame at byte ${at}`;
  if (view.getUint32(at + 8) !== view.getUint32(16) || view.getUint32(at + 12) !== view.getUint32(20)) return undefined;
  const data = at + FRAME_HEADER;
  const sums = checksum(view, data, pageSize, little, checksum(view, at, 8, little, before));
  const page = view.getUint32(at);
  if (page === 0 || !statedAt(view, at + 16, sums)) return `a frame with a wrong checksum at byte ${at}`;
  return { page, commit: view.getUint32(at + 4), at: data, sums };
}

/** The log's checksum: a Fibonacci-weighted sum over pairs of 32-bit words, continued from `sums`. */
function checksum(view: DataView, from: Bytes, length: Bytes, little: boolean, [a, b]: Sums): Sums {
  let s0 = a;
  let s1 = b;
  for (let at = from; at < from + length; at += 8) {
    s0 = (s0 + view.getUint32(at, little) + s1) >>> 0;
    s1 = (s1 + view.getUint32(at + 4, little) + s0) >>> 0;
  }
  return [s0, s1];
}

function statedAt(view: DataView, at: Bytes, sums: Sums): boolean {
  return view.getUint32(at) === sums[0] && view.getUint32(at + 4) === sums[1];
}

function ignored(found: string): Diagnostic[] {
  return [{ code: 'anomaly', what: `an ignored part of the ${WHAT}`, found }];
}
