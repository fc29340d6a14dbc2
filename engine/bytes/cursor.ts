import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { ParseError } from './parse-error.ts';

/**
 * Reads forward through one window of a file and never outside it.
 *
 * Every offset that goes in or comes out counts from the start of the *file*, also in a
 * window made by {@link window}, so that an error can be looked up in a hex dump.
 *
 * @throws {ParseError} `truncated` from any read that would pass the end of the window
 */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #littleEndian: boolean;
  readonly #start: Bytes;
  readonly #end: Bytes;
  #at: Bytes;

  constructor(bytes: Uint8Array, order: 'le' | 'be', start: Bytes = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#littleEndian = order === 'le';
    this.#start = start;
    this.#end = start + bytes.byteLength;
    this.#at = start;
  }

  get offset(): Bytes {
    return this.#at;
  }

  get order(): 'le' | 'be' {
    return this.#littleEndian ? 'le' : 'be';
  }

  get remaining(): Bytes {
    return this.#end - this.#at;
  }

  u8(what: string): number {
    return this.#view.getUint8(this.#take(1, what));
  }

  u16(what: string): number {
    return this.#view.getUint16(this.#take(2, what), this.#littleEndian);
  }

  u32(what: string): number {
    return this.#view.getUint32(this.#take(4, what), this.#littleEndian);
  }

  i32(what: string): number {
    return this.#view.getInt32(this.#take(4, what), this.#littleEndian);
  }

  /** A 64-bit size or offset. Values above 2^53 - 1 cannot be real here and are refused. */
  size64(what: string): Bytes {
    const from = this.#at;
    const value = this.#view.getBigUint64(this.#take(8, what), this.#littleEndian);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) this.fail(what, { from, to: this.#at }, `${value}`);
    return Number(value);
  }

  /** Moves to an absolute offset inside the window. */
  seek(offset: Bytes, what: string): void {
    // `offset` is often read from the file itself, so it may be NaN, negative or absurd.
    if (!(offset >= this.#start && offset <= this.#end)) this.#refuse(offset, offset, what);
    this.#at = offset;
  }

  /** Borrows: the result shares memory with the file. Copy it before keeping it. */
  take(length: Bytes, what: string): Uint8Array {
    const start = this.#take(length, what);
    return this.#bytes.subarray(start, start + length);
  }

  /** A cursor over the next `length` bytes; this cursor moves past them. */
  window(length: Bytes, what: string): ByteCursor {
    const from = this.#at;
    return new ByteCursor(this.take(length, what), this.#littleEndian ? 'le' : 'be', from);
  }

  fail(what: string, at: ByteRange, found: string): never {
    throw new ParseError({ code: 'malformed', at, what, found });
  }

  #take(length: Bytes, what: string): number {
    if (!(length >= 0 && length <= this.remaining)) this.#refuse(this.#at, this.#at + length, what);
    const start = this.#at - this.#start;
    this.#at += length;
    return start;
  }

  #refuse(from: Bytes, to: Bytes, what: string): never {
    throw new ParseError({ code: 'truncated', at: { from, to }, what, available: this.remaining });
  }
}
