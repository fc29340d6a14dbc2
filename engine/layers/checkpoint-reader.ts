import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, inflateRaw, zstdDecompressSync } from 'node:zlib';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { resumeAt } from '#engine/formats/deflate/resume-at.ts';
import { isSha256 } from '#shared/model/digest.ts';
import { type Bytes, MiB } from '#shared/model/units.ts';
import { CHECKPOINT_MAGIC, CHECKPOINT_VERSION, type CheckpointTable, WINDOW } from './checkpoints.ts';
import type { ReadAt } from './pack.ts';

const inflateRawAsync = promisify(inflateRaw);
/** Spans that stay at hand: looking through a file goes on where it was. One stays however large it is. */
const MOST_SPANS = 4;
const MOST_KEPT: Bytes = 8 * MiB;

/**
 * Reads any bytes of a gzip layer without inflating what lies before them. Each span is hashed, so what comes back is what was there when
 * the layer was read as a whole.
 */
export class CheckpointReader {
  readonly #index: ReadAt;
  readonly #layer: ReadAt;
  readonly #table: CheckpointTable;
  readonly #spans = new Map<number, Promise<Uint8Array>>();

  private constructor(index: ReadAt, layer: ReadAt, table: CheckpointTable) {
    this.#index = index;
    this.#layer = layer;
    this.#table = table;
  }

  /**
   * @param index the stored index, of `size` bytes
   * @param layer bytes of the layer as stored; fewer where it ends
   * @throws {ParseError} for bytes that are no index of this version, or one of a layer of another size than `stored`
   */
  static async open(size: Bytes, index: ReadAt, stored: Bytes, layer: ReadAt): Promise<CheckpointReader> {
    const tail = size < 8 ? undefined : Buffer.from(await index(size - 8, 8));
    const length = tail?.readUInt32LE(0) ?? 0;
    if (!tail?.subarray(4).equals(CHECKPOINT_MAGIC) || length > size - 8) throw damaged('no table');
    const table = readTable(await index(size - 8 - length, length));
    if (table.stored !== stored) throw damaged(`an index of ${table.stored} bytes`);
    return new CheckpointReader(index, layer, table);
  }

  /** Of the inflated layer. */
  get size(): Bytes {
    return this.#table.size;
  }

  /** Bytes `[from, to)` of the inflated layer; fewer where it ends. @throws {ParseError} when the layer is not what it was */
  async read(from: Bytes, to: Bytes): Promise<Uint8Array> {
    const end = Math.min(to, this.size);
    const pieces: Uint8Array[] = [];
    for (let at = from; at < end;) {
      const number = this.#spanAt(at);
      const start = this.#table.points[number]?.[1] ?? 0;
      const piece = (await this.#span(number)).subarray(at - start, end - start);
      if (piece.length === 0) break;
      pieces.push(piece);
      at += piece.length;
    }
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  }

  /** Last place at or before a byte. */
  #spanAt(place: Bytes): number {
    const { points } = this.#table;
    let [low, high] = [0, points.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((points[middle]?.[1] ?? 0) <= place) low = middle;
      else high = middle;
    }
    return low;
  }

  #span(number: number): Promise<Uint8Array> {
    const known = this.#spans.get(number) ?? this.#inflate(number);
    this.#spans.delete(number);
    this.#spans.set(number, known);
    known.catch(() => this.#spans.delete(number));
    let bytes = 0;
    for (const one of [...this.#spans.keys()].reverse()) {
      bytes += this.#length(one);
      if (one !== number && (bytes > MOST_KEPT || this.#spans.size > MOST_SPANS)) this.#spans.delete(one);
    }
    return known;
  }

  #length(number: number): Bytes {
    const { points, size } = this.#table;
    return (points[number + 1]?.[1] ?? size) - (points[number]?.[1] ?? 0);
  }

  async #inflate(number: number): Promise<Uint8Array> {
    const { points, size, stored } = this.#table;
    const [bit, out, windowAt, window, sha256] = points[number] ?? fail(number);
    const [nextBit, nextOut] = points[number + 1] ?? [stored * 8, size];
    const first = Math.floor(bit / 8);
    const bytes = await this.#layer(first, Math.ceil(nextBit / 8) - first);
    const dictionary = window === 0 ? undefined : readWindow(await this.#index(windowAt, window));
    const length = nextOut - out;
    const found = await inflateRawAsync(resumeAt(bytes, bit % 8), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: length + 1024,
      chunkSize: Math.max(64, Math.min(length + 1, MiB)),
      ...(dictionary === undefined ? {} : { dictionary }),
    }).catch((error: unknown) => {
      throw changed(error instanceof Error ? error.message : String(error), sha256);
    });
    const span = found.subarray(0, length);
    const hash = createHash('sha256').update(span).digest('hex');
    if (span.length !== length || hash !== sha256) throw changed(hash, sha256);
    return span;
  }
}

function readWindow(packed: Uint8Array): Uint8Array {
  try {
    return zstdDecompressSync(packed, { maxOutputLength: WINDOW });
  } catch {
    throw damaged('a damaged window');
  }
}

function readTable(packed: Uint8Array): CheckpointTable {
  const table = parseTable(packed);
  if (table?.version !== CHECKPOINT_VERSION) throw damaged(`version ${table?.version}`);
  const inOrder = table.points.every(([bit, out, , , sha256], i) => {
    const [nextBit, nextOut] = table.points[i + 1] ?? [table.stored * 8 + 1, table.size + 1];
    return bit < nextBit && out < nextOut && isSha256(sha256);
  });
  if (!inOrder) throw damaged('a damaged table');
  return table;
}

function parseTable(packed: Uint8Array): CheckpointTable | undefined {
  try {
    const bytes = zstdDecompressSync(packed, { maxOutputLength: limits.checkpoints * 1024 });
    const table = JSON.parse(bytes.toString('utf8')) as CheckpointTable | null;
    if (table !== null && Array.isArray(table.points) && table.points.every(Array.isArray)) return table;
  } catch {
    // Not zstd or not JSON: the same damage, the same answer.
  }
  return undefined;
}

function damaged(found: string): ParseError {
  return new ParseError({ code: 'malformed', what: 'index of a compressed layer', found });
}

function changed(found: string, expected: string): ParseError {
  return new ParseError({ code: 'digest-mismatch', what: 'layer', found, expected });
}

function fail(number: number): never {
  throw new Error(`There is no span ${number}`);
}
