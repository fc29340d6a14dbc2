import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { isSha256, type Sha256 } from '#shared/model/digest.ts';
import { KiB, type Bytes } from '#shared/model/units.ts';

/**
 * A layer's kept sources in one file: the sources one after the other, cut into zstd frames, so that one can be read without the
 * others and ten thousand of them do not become ten thousand files.
 *
 * Layout: frames · table (JSON, zstd) · u32 length of the table · `STPK`. The table names each source's place in the uncompressed
 * stream, and each frame's place in it and in the file.
 */
type Table = {
  files: [sha256: Sha256, at: Bytes, size: Bytes][];
  frames: [at: Bytes, storedAt: Bytes, stored: Bytes][];
};

/** Large enough to compress well, small enough to read one script for a look at it. */
const FRAME: Bytes = 256 * KiB;
const MAGIC = Buffer.from('STPK', 'latin1');

/** Takes sources as their bytes pass and hands finished frames to `write`. Keeps one frame in memory. */
export class PackWriter {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #files = new Map<Sha256, [at: Bytes, size: Bytes]>();
  readonly #frames: Table['frames'] = [];
  readonly #frame = Buffer.alloc(FRAME);
  #used: Bytes = 0;
  #frameStart: Bytes = 0;
  #storedAt: Bytes = 0;
  #fileStart: Bytes = 0;

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  get isEmpty(): boolean {
    return this.#files.size === 0;
  }

  has(sha256: Sha256): boolean {
    return this.#files.has(sha256);
  }

  /** A piece of the current source. */
  add(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length;) {
      const length = Math.min(FRAME - this.#used, bytes.length - i);
      this.#frame.set(bytes.subarray(i, i + length), this.#used);
      this.#used += length;
      i += length;
      if (this.#used === FRAME) this.#flush();
    }
  }

  /** Ends the current source. A content that is in the pack already is kept once more at no harm: the first place counts. */
  end(sha256: Sha256): void {
    const at = this.#frameStart + this.#used;
    if (!this.#files.has(sha256)) this.#files.set(sha256, [this.#fileStart, at - this.#fileStart]);
    this.#fileStart = at;
  }

  /** Writes what is left and the table. */
  finish(): void {
    this.#flush();
    const files = [...this.#files].map(([sha256, [at, size]]): Table['files'][number] => [sha256, at, size]);
    const table = compress(Buffer.from(JSON.stringify({ files, frames: this.#frames } satisfies Table)));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(table.length);
    this.#write(Buffer.concat([table, length, MAGIC]));
  }

  #flush(): void {
    if (this.#used === 0) return;
    const stored = compress(this.#frame.subarray(0, this.#used));
    this.#frames.push([this.#frameStart, this.#storedAt, stored.length]);
    this.#write(stored);
    this.#storedAt += stored.length;
    this.#frameStart += this.#used;
    this.#used = 0;
  }
}

/** Reads bytes `[at, at + length)` of a stored pack. */
export type ReadAt = (at: Bytes, length: Bytes) => Promise<Uint8Array>;

/** Random access to one layer's kept sources. */
export class PackReader {
  readonly #readAt: ReadAt;
  readonly #files: ReadonlyMap<Sha256, readonly [at: Bytes, size: Bytes]>;
  readonly #frames: Table['frames'];
  /** The frame that was read last: sources that lie beside each other are mostly asked for one after the other. */
  #last: Readonly<{ frame: number; raw: Buffer }> | undefined;

  private constructor(readAt: ReadAt, table: Table) {
    this.#readAt = readAt;
    this.#files = new Map(table.files.map(([sha256, at, size]) => [sha256, [at, size]]));
    this.#frames = table.frames;
  }

  /** @throws {ParseError} for bytes that no {@link PackWriter} wrote */
  static async open(size: Bytes, readAt: ReadAt): Promise<PackReader> {
    const tail = size < 8 ? undefined : Buffer.from(await readAt(size - 8, 8));
    const length = tail?.readUInt32LE(0) ?? 0;
    if (!tail?.subarray(4).equals(MAGIC) || length > size - 8) throw damaged();
    return new PackReader(readAt, readTable(await readAt(size - 8 - length, length)));
  }

  has(sha256: Sha256): boolean {
    return this.#files.has(sha256);
  }

  /** Where a source begins: sources that are read in this order inflate each frame once. */
  placeOf(sha256: Sha256): Bytes | undefined {
    return this.#files.get(sha256)?.[0];
  }

  /** The whole source, or undefined when the layer did not keep it. */
  async read(sha256: Sha256): Promise<Uint8Array | undefined> {
    const place = this.#files.get(sha256);
    if (place === undefined) return undefined;
    const [from, size] = place;
    const bytes = Buffer.alloc(size);
    for (let f = this.#frameAt(from); f < this.#frames.length; f++) {
      const [at] = this.#frames[f] as Table['frames'][number];
      if (at >= from + size) break;
      const raw = await this.#frame(f);
      const start = Math.max(0, from - at);
      bytes.set(raw.subarray(start, Math.min(raw.length, from + size - at)), at + start - from);
    }
    return bytes;
  }

  async #frame(frame: number): Promise<Buffer> {
    if (this.#last?.frame === frame) return this.#last.raw;
    const [, storedAt, stored] = this.#frames[frame] as Table['frames'][number];
    const raw = zstdDecompressSync(await this.#readAt(storedAt, stored), { maxOutputLength: FRAME });
    this.#last = { frame, raw };
    return raw;
  }

  /** Last frame that begins at or before a place. */
  #frameAt(place: Bytes): number {
    let low = 0;
    let high = this.#frames.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#frames[middle]?.[0] ?? 0) <= place) low = middle;
      else high = middle;
    }
    return low;
  }
}

function readTable(stored: Uint8Array): Table {
  try {
    const table = JSON.parse(zstdDecompressSync(stored, { maxOutputLength: 1024 * FRAME }).toString('utf8')) as Table;
    if (
      table.files.every(([sha256, at, size]) => isSha256(sha256) && at >= 0 && size >= 0) &&
      Array.isArray(table.frames)
    )
      return table;
  } catch {
    // Not zstd or not JSON: the same damage, the same answer.
  }
  throw damaged();
}

function compress(bytes: Uint8Array): Buffer {
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
}

function damaged(): ParseError {
  return new ParseError({ code: 'malformed', what: 'pack of kept sources', found: 'a damaged table' });
}
