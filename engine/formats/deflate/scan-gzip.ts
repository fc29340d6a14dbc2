import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Bytes } from '#shared/model/units.ts';
import {
  DISTANCE_EXTRA,
  FIXED_CODES,
  LENGTH_BASE,
  LENGTH_EXTRA,
  type BlockCodes,
  readDynamicCodes,
} from './huffman.ts';

/** Places that a scan finds. `bit` counts from the start of the input, least significant bit of a byte first; `out` inflated bytes. */
export type GzipPlaces = Readonly<{
  /** A member's deflate stream begins, at a whole byte. */
  member: (bit: number, out: Bytes) => void;
  /** A block begins inside of a member: what inflates from here needs the last 32 KiB before it. */
  block: (bit: number, out: Bytes) => void;
}>;

const WHAT = 'gzip stream';
/** Longest header of a block: 14 bits, 19 lengths of 3, then 316 lengths of at most 14 bits. */
const MOST_HEADER: Bytes = 600;
/** A symbol with its extra bits is 48 bits at most; the bit buffer is filled by up to 4 bytes more. */
const MOST_SYMBOL: Bytes = 12;
/** Names end with a NUL that may not come; what is waited for is kept, and copied with every chunk. */
const MOST_MEMBER_HEADER: Bytes = 1024 * 1024;
const TRAILER: Bytes = 8;
const FLAGS = { crc: 2, extra: 4, name: 8, comment: 16 } as const;

/**
 * Finds where members and blocks of a gzip stream begin, in bits, without inflating it: symbols are decoded for their lengths alone.
 * A stream may come in chunks of any size. zlib does not say where blocks begin, and cannot go on from the middle without that.
 *
 * Nothing is verified but the structure: checksums are for who inflates.
 *
 * @see RFC 1951, RFC 1952
 */
export class GzipScanner {
  readonly #places: GzipPlaces;
  #bytes: Uint8Array = new Uint8Array(0);
  /** Place of `#bytes` in the input. */
  #base: Bytes = 0;
  #pos: Bytes = 0;
  #buffer = 0;
  #count = 0;
  #out: Bytes = 0;
  #state: 'header' | 'block' | 'stored' | 'codes' | 'trailer' | 'end' = 'header';
  #last = false;
  #left: Bytes = 0;
  #codes: BlockCodes = FIXED_CODES;
  #final = false;
  #members = 0;

  constructor(places: GzipPlaces) {
    this.#places = places;
  }

  /** Inflated bytes so far. */
  get out(): Bytes {
    return this.#out;
  }

  /** @throws {ParseError} `malformed` */
  push(chunk: Uint8Array): void {
    const rest = this.#bytes.subarray(this.#pos);
    const joined = new Uint8Array(rest.length + chunk.length);
    joined.set(rest);
    joined.set(chunk, rest.length);
    this.#base += this.#pos;
    this.#bytes = joined;
    this.#pos = 0;
    this.#run();
  }

  /** @throws {ParseError} `malformed`, or `truncated` when the stream ends inside of a member */
  finish(): void {
    this.#final = true;
    this.#run();
    if (this.#state !== 'end' && !(this.#state === 'header' && this.#members > 0 && this.#pos === this.#bytes.length))
      throw this.#truncated();
  }

  #run(): void {
    while (this.#step());
  }

  /** @returns false when it has to wait for more */
  #step(): boolean {
    switch (this.#state) {
      case 'header':
        return this.#readHeader();
      case 'block':
        return this.#readBlock();
      case 'stored':
        return this.#skipStored();
      case 'codes':
        return this.#decode();
      case 'trailer':
        return this.#skipTrailer();
      case 'end':
        this.#pos = this.#bytes.length;
        return false;
      default:
        return this.#state satisfies never;
    }
  }

  #readHeader(): boolean {
    const bytes = this.#bytes;
    let at = this.#pos;
    if (at >= bytes.length) return false;
    // Padding behind a member ends the stream, as gzip and zlib have it.
    if (this.#members > 0 && bytes[at] === 0) {
      this.#state = 'end';
      return true;
    }
    if (at + 10 > bytes.length) return this.#wait();
    if (bytes[at] !== 0x1f || bytes[at + 1] !== 0x8b || bytes[at + 2] !== 8) throw this.#malformed('no member header');
    const flags = bytes[at + 3] ?? 0;
    at += 10;
    if (flags & FLAGS.extra) {
      if (at + 2 > bytes.length) return this.#wait();
      at += 2 + (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8);
    }
    for (const flag of [FLAGS.name, FLAGS.comment])
      if (flags & flag) {
        const end = bytes.indexOf(0, at);
        if (end < 0 && bytes.length - this.#pos > MOST_MEMBER_HEADER)
          throw this.#malformed(`a member header of more than ${MOST_MEMBER_HEADER} bytes`);
        if (end < 0) return this.#wait();
        at = end + 1;
      }
    if (flags & FLAGS.crc) at += 2;
    if (at > bytes.length) return this.#wait();
    this.#pos = at;
    this.#members += 1;
    this.#state = 'block';
    this.#places.member(this.#bit(), this.#out);
    return true;
  }

  #readBlock(): boolean {
    if (!this.#has(MOST_HEADER)) return false;
    const bit = this.#bit();
    this.#last = this.#take(1) === 1;
    const type = this.#take(2);
    this.#places.block(bit, this.#out);
    if (type === 0) {
      this.#take(this.#count % 8);
      const [length, complement] = [this.#take(16), this.#take(16)];
      if ((length ^ complement) !== 0xffff)
        throw this.#malformed(`a stored block of ${length} or ${complement ^ 0xffff}`);
      // Whole bytes that were taken into the bit buffer go back.
      this.#pos -= this.#count / 8;
      [this.#buffer, this.#count] = [0, 0];
      this.#left = length;
      this.#state = 'stored';
    } else if (type === 3) throw this.#malformed('a block of type 3');
    else {
      const codes = type === 1 ? FIXED_CODES : readDynamicCodes((bits) => this.#take(bits));
      if (codes === undefined) throw this.#malformed('a block with a bad table of codes');
      this.#codes = codes;
      this.#state = 'codes';
    }
    this.#refuseOverrun();
    return true;
  }

  #skipStored(): boolean {
    const skipped = Math.min(this.#left, this.#bytes.length - this.#pos);
    this.#pos += skipped;
    this.#left -= skipped;
    this.#out += skipped;
    if (this.#left > 0) return this.#wait();
    this.#endBlock();
    return true;
  }

  #skipTrailer(): boolean {
    if (this.#count > 0) {
      this.#pos -= this.#count >> 3;
      [this.#buffer, this.#count] = [0, 0];
    }
    if (this.#pos + TRAILER > this.#bytes.length) return this.#wait();
    this.#pos += TRAILER;
    this.#state = 'header';
    return true;
  }

  /** The hot loop: fields in locals, tables by their mask. */
  #decode(): boolean {
    const bytes = this.#bytes;
    const stop = this.#final ? bytes.length + 4 : bytes.length - MOST_SYMBOL;
    const { symbols, symbolBits, distances, distanceBits } = this.#codes;
    const symbolMask = (1 << symbolBits) - 1;
    const distanceMask = (1 << distanceBits) - 1;
    let pos = this.#pos;
    let buffer = this.#buffer;
    let count = this.#count;
    let out = this.#out;
    let ended = false;
    let bad = false;
    while (pos <= stop) {
      while (count <= 24) {
        buffer |= (bytes[pos++] ?? 0) << count;
        count += 8;
      }
      let entry = symbols[buffer & symbolMask] as number;
      let length = entry >>> 9;
      const symbol = entry & 511;
      if (length === 0) {
        bad = true;
        break;
      }
      buffer >>>= length;
      count -= length;
      if (symbol < 256) {
        out += 1;
        continue;
      }
      if (symbol === 256) {
        ended = true;
        break;
      }
      const extra = LENGTH_EXTRA[symbol - 257];
      if (extra === undefined) {
        bad = true;
        break;
      }
      out += (LENGTH_BASE[symbol - 257] as number) + (buffer & ((1 << extra) - 1));
      buffer >>>= extra;
      count -= extra;
      while (count <= 24) {
        buffer |= (bytes[pos++] ?? 0) << count;
        count += 8;
      }
      entry = distances[buffer & distanceMask] as number;
      length = entry >>> 9;
      const more = DISTANCE_EXTRA[entry & 511];
      if (length === 0 || more === undefined) {
        bad = true;
        break;
      }
      buffer >>>= length;
      count -= length;
      while (count <= 24) {
        buffer |= (bytes[pos++] ?? 0) << count;
        count += 8;
      }
      buffer >>>= more;
      count -= more;
    }
    [this.#pos, this.#buffer, this.#count, this.#out] = [pos, buffer, count, out];
    // Zeros that stand for bytes behind the end may look like a bad code.
    this.#refuseOverrun();
    if (bad) throw this.#malformed('a bad code');
    if (!ended) return this.#wait();
    this.#endBlock();
    return true;
  }

  #endBlock(): void {
    this.#state = this.#last ? 'trailer' : 'block';
  }

  /** Is there enough for a header, or all there will be? */
  #has(bytes: Bytes): boolean {
    if (this.#pos + bytes <= this.#bytes.length || this.#final) return true;
    return this.#wait();
  }

  #wait(): false {
    if (this.#final) throw this.#truncated();
    return false;
  }

  #take(bits: number): number {
    while (this.#count < bits) {
      this.#buffer |= (this.#bytes[this.#pos++] ?? 0) << this.#count;
      this.#count += 8;
    }
    const value = this.#buffer & ((1 << bits) - 1);
    this.#buffer >>>= bits;
    this.#count -= bits;
    return value;
  }

  #bit(): number {
    return (this.#base + this.#pos) * 8 - this.#count;
  }

  #refuseOverrun(): void {
    if (this.#bit() > (this.#base + this.#bytes.length) * 8) throw this.#truncated();
  }

  #truncated(): ParseError {
    const end = this.#base + this.#bytes.length;
    return new ParseError({ code: 'truncated', what: WHAT, at: { from: end, to: end + 1 }, available: 0 });
  }

  #malformed(found: string): ParseError {
    const at = Math.floor(this.#bit() / 8);
    return new ParseError({ code: 'malformed', what: WHAT, at: { from: at, to: at + 1 }, found });
  }
}
