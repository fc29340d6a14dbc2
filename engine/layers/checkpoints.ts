import { createHash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { GzipScanner } from '#engine/formats/deflate/scan-gzip.ts';
import { type DiffId, digestOf, type Sha256 } from '#shared/model/digest.ts';
import { type Bytes, KiB, MiB } from '#shared/model/units.ts';
import { inflate } from './inflate.ts';
import { readRegion, type Region } from './read-region.ts';

/** Raise when the stored form changes: older indexes are then made again. */
export const CHECKPOINT_VERSION = 1;

/** What a block may refer back to. RFC 1951 §2 */
export const WINDOW: Bytes = 32 * KiB;
export const CHECKPOINT_MAGIC = Buffer.from('STCP', 'latin1');

/**
 * Where inflating can begin, with the bytes before it and the hash of what lies between it and the next one.
 *
 * Layout: windows, each zstd · table (JSON, zstd) · u32 length of the table · `STCP`.
 */
export type CheckpointTable = Readonly<{
  version: number;
  /** Bytes of the layer, as stored and inflated. */
  stored: Bytes;
  size: Bytes;
  /** `bit`: in the stored layer. `windowAt`, `window`: stored bytes of the window; 0 bytes: none is needed. */
  points: readonly (readonly [bit: number, out: Bytes, windowAt: Bytes, window: Bytes, sha256: Sha256])[];
}>;

type Point = Readonly<{ bit: number; out: Bytes; member: boolean; start: Bytes }>;

export type WrittenCheckpoints = Readonly<{ bytes: Uint8Array; diffId: DiffId }>;

/**
 * Makes the index of a gzip layer: two passes, one for where blocks begin, one for what is inflated there. Some 32 KiB for each MiB of
 * the layer, at most 1,024 times.
 *
 * @param spacing inflated bytes between two places; grows for large layers
 * @throws {ParseError} for a damaged layer, and `limit-exceeded` for one of too many members; the signal's reason
 */
export async function writeCheckpoints(
  region: Region,
  { spacing = MiB, signal }: Readonly<{ spacing?: Bytes; signal?: AbortSignal }> = {},
): Promise<WrittenCheckpoints> {
  const points = await findPoints(region, spacing, signal);
  const windows: Buffer[] = [];
  const table: [number, Bytes, Bytes, Bytes, Sha256][] = [];
  const whole = createHash('sha256');
  let span = createHash('sha256');
  let tail: Buffer = Buffer.alloc(0);
  let at = 0;
  let written = 0;
  let next = 0;
  const close = (): void => {
    const last = table.at(-1);
    if (last) last[4] = span.digest('hex') as Sha256;
    span = createHash('sha256');
  };
  const begin = ({ bit, out, member, start }: Point, before: Uint8Array): void => {
    close();
    const needed = member ? 0 : Math.min(WINDOW, out - start);
    const window = needed === 0 ? Buffer.alloc(0) : zstdCompressSync(before.subarray(before.length - needed));
    windows.push(window);
    table.push([bit, out, written, window.length, '' as Sha256]);
    written += window.length;
  };
  for await (const chunk of inflate(readRegion(region, { signal }), 'gzip')) {
    whole.update(chunk);
    let done = 0;
    for (let point = points[next]; point && point.out < at + chunk.length; point = points[++next]) {
      const place = point.out - at;
      span.update(chunk.subarray(done, place));
      done = place;
      begin(point, place >= WINDOW ? chunk.subarray(0, place) : Buffer.concat([tail, chunk.subarray(0, place)]));
    }
    span.update(chunk.subarray(done));
    at += chunk.length;
    tail = Buffer.from(
      chunk.length >= WINDOW ? chunk.subarray(-WINDOW) : Buffer.concat([tail, chunk]).subarray(-WINDOW),
    );
  }
  close();
  refuseLongSpans(table, at, region.size);
  const content: CheckpointTable = { version: CHECKPOINT_VERSION, stored: region.size, size: at, points: table };
  const packed = zstdCompressSync(Buffer.from(JSON.stringify(content)));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(packed.length);
  return {
    bytes: Buffer.concat([...windows, packed, length, CHECKPOINT_MAGIC]),
    diffId: digestOf(whole.digest('hex') as Sha256) as DiffId,
  };
}

/** A span is inflated as a whole, in memory. Blocks are some 64 KiB; what is longer by far was made to be. */
function refuseLongSpans(points: CheckpointTable['points'], size: Bytes, stored: Bytes): void {
  for (const [i, [bit, out]] of points.entries()) {
    const [nextBit, nextOut] = points[i + 1] ?? [stored * 8, size];
    const seen = Math.max(nextOut - out, (nextBit - bit) / 8);
    const limit = limits.checkpointSpanBytes;
    if (seen > limit)
      throw new ParseError({ code: 'limit-exceeded', what: 'span of gzip blocks', limit, seen: Math.ceil(seen) });
  }
}

/** Places far enough apart. Of places where nothing was inflated in between, the last counts. */
async function findPoints(region: Region, first: Bytes, signal: AbortSignal | undefined): Promise<Point[]> {
  let points: Point[] = [];
  let spacing = first;
  let start = 0;
  const isFar = (bit: number, out: Bytes): boolean => {
    const last = points.at(-1);
    return !last || out - last.out >= spacing || (bit - last.bit) / 8 >= 4 * spacing;
  };
  const add = (point: Point): void => {
    if (points.at(-1)?.out === point.out) points.pop();
    points.push(point);
    if (points.length <= limits.checkpoints) return;
    spacing *= 2;
    const all = points;
    points = [];
    for (const one of all) if (one.member || isFar(one.bit, one.out)) points.push(one);
  };
  const scanner = new GzipScanner({
    member: (bit, out) => {
      start = out;
      // Checksums and headers lie between two members, so inflating cannot run over their border.
      if (points.length >= limits.checkpoints)
        throw new ParseError({
          code: 'limit-exceeded',
          what: 'gzip members',
          limit: limits.checkpoints,
          seen: points.length + 1,
        });
      if (points.at(-1)?.out === out) points.pop();
      points.push({ bit, out, member: true, start });
    },
    block: (bit, out) => {
      if (out > start && isFar(bit, out)) add({ bit, out, member: false, start });
    },
  });
  for await (const chunk of readRegion(region, { signal })) scanner.push(chunk);
  scanner.finish();
  return points;
}
