import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';

/** Cookies of the portable 32-bit format (RoaringFormatSpec): without run containers, and with. */
const WITHOUT_RUNS = 12_346;
const WITH_RUNS = 12_347;
const ARRAY_MAX = 4096;

type Header = Readonly<{ key: number; cardinality: number; runs: boolean }>;

/**
 * The values of a roaring bitmap in the portable 32-bit format, ascending. The library trusts its input, so bytes from outside
 * are read here, to the last rule: keys and values ascend, counts and offsets agree, nothing follows.
 *
 * @throws {ParseError} for anything else, and for more than `limits.roaringValues` values
 */
export function readRoaring(bytes: Uint8Array): Uint32Array<ArrayBuffer> {
  const cursor = new ByteCursor(bytes, 'le');
  const headers = readHeaders(cursor);
  const total = headers.reduce((sum, { cardinality }) => sum + cardinality, 0);
  if (total > limits.roaringValues) refuse(cursor, `${total} values`);
  const values = new Uint32Array(total);
  let at = 0;
  for (const header of headers) {
    const container = readContainer(cursor, header);
    for (const low of container) values[at++] = header.key * 65_536 + low;
  }
  if (cursor.remaining > 0) refuse(cursor, `${cursor.remaining} bytes after the last container`);
  return values;
}

function readHeaders(cursor: ByteCursor): Header[] {
  const cookie = cursor.u32('roaring cookie');
  const hasRuns = (cookie & 0xffff) === WITH_RUNS;
  if (!hasRuns && cookie !== WITHOUT_RUNS) refuse(cursor, `cookie ${cookie}`);
  const count = hasRuns ? (cookie >>> 16) + 1 : cursor.u32('number of containers');
  if (count > 65_536) refuse(cursor, `${count} containers`);
  const flags = hasRuns ? cursor.take(Math.ceil(count / 8), 'run flags') : new Uint8Array(0);
  const headers: Header[] = [];
  for (let i = 0; i < count; i++) {
    const key = cursor.u16('container key');
    const cardinality = cursor.u16('container cardinality') + 1;
    if (key <= (headers.at(-1)?.key ?? -1)) refuse(cursor, `key ${key} out of order`);
    headers.push({ key, cardinality, runs: hasRuns && (((flags[i >>> 3] ?? 0) >>> (i & 7)) & 1) === 1 });
  }
  if (!hasRuns || count >= 4) checkOffsets(cursor, headers);
  return headers;
}

/** Offsets must be where the containers are; of a run container the size is known only when it is read, so it ends the check. */
function checkOffsets(cursor: ByteCursor, headers: readonly Header[]): void {
  let expected = cursor.offset + 4 * headers.length;
  for (const { cardinality, runs } of headers) {
    const offset = cursor.u32('container offset');
    if (Number.isNaN(expected)) continue;
    if (offset !== expected) refuse(cursor, `container offset ${offset}, not ${expected}`);
    expected += runs ? Number.NaN : cardinality <= ARRAY_MAX ? 2 * cardinality : 8192;
  }
}

function readContainer(cursor: ByteCursor, { cardinality, runs }: Header): number[] {
  const values = runs
    ? readRuns(cursor)
    : cardinality <= ARRAY_MAX
      ? readArray(cursor, cardinality)
      : readBitset(cursor.take(8192, 'bitset container'));
  if (values.length !== cardinality) refuse(cursor, `${values.length} values, not ${cardinality}`);
  return values;
}

function readArray(cursor: ByteCursor, cardinality: number): number[] {
  const values: number[] = [];
  for (let i = 0; i < cardinality; i++) {
    const value = cursor.u16('value');
    if (value <= (values.at(-1) ?? -1)) refuse(cursor, `value ${value} out of order`);
    values.push(value);
  }
  return values;
}

function readRuns(cursor: ByteCursor): number[] {
  const values: number[] = [];
  const count = cursor.u16('number of runs');
  for (let i = 0; i < count; i++) {
    const start = cursor.u16('start of a run');
    const end = start + cursor.u16('length of a run');
    // A run that touches the one before would be the same run.
    if (start <= (values.at(-1) ?? -2) + 1 || end > 65_535) refuse(cursor, `run ${start} to ${end} out of order`);
    for (let value = start; value <= end; value++) values.push(value);
  }
  return values;
}

function readBitset(bits: Uint8Array): number[] {
  const values: number[] = [];
  for (let i = 0; i < bits.length; i++) {
    const byte = bits[i] ?? 0;
    for (let bit = 0; byte >>> bit !== 0; bit++) if ((byte >>> bit) & 1) values.push(i * 8 + bit);
  }
  return values;
}

function refuse(cursor: ByteCursor, found: string): never {
  return cursor.fail('roaring bitmap', { from: cursor.offset, to: cursor.offset }, found);
}
