import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Bytes } from '#shared/model/units.ts';

type State = 'magic' | 'descriptor' | 'block' | 'body' | 'skippable';

/**
 * Cuts a zstd stream at its frame borders and drops skippable frames.
 *
 * Node's zstd stream silently ignores what follows the first frame *within one write*; given one frame per write it goes on.
 * zstd:chunked and pzstd layers consist of many frames and skippable ones, so the borders have to be found: they follow
 * from the block headers, without decoding.
 *
 * @throws {ParseError} `malformed` where no frame begins, `truncated` when the input ends inside a frame
 * @see RFC 8878 §3.1.1 (frame), §3.1.1.2 (block header), §3.1.2 (skippable frame)
 */
export class ZstdFrameCutter {
  /** Bytes of a header that a chunk border cut. */
  #head: Buffer = Buffer.alloc(0);
  #state: State = 'magic';
  /** Bytes still to copy (or skip) before the next header. */
  #remaining: Bytes = 0;
  #lastBlock = false;
  #checksum = false;
  #at: Bytes = 0;

  /** @returns pieces of the chunk (borrowed), no piece reaching over the end of a frame */
  *cut(chunk: Buffer): Generator<Buffer> {
    let i = 0;
    /** Start of what is read but not yet given out. */
    let from = 0;
    while (i < chunk.length) {
      if (this.#state === 'body' || this.#state === 'skippable') {
        const length = Math.min(this.#remaining, chunk.length - i);
        this.#remaining -= length;
        this.#at += length;
        i += length;
        if (this.#state === 'skippable') from = i;
        if (this.#remaining > 0) break;
        if (this.#state === 'skippable' || this.#lastBlock) {
          if (i > from) yield chunk.subarray(from, i);
          from = i;
          this.#state = 'magic';
          this.#lastBlock = false;
        } else this.#state = 'block';
        continue;
      }
      const needed = this.#headerLength(chunk, i);
      const missing = needed - this.#head.length;
      if (chunk.length - i < missing) {
        // A cut magic may turn out to be a skippable frame's, so it is held back; other headers pass with their chunk.
        const held = this.#state === 'magic';
        if (held && i > from) yield chunk.subarray(from, i);
        this.#head = Buffer.concat([this.#head, chunk.subarray(i)]);
        this.#at += chunk.length - i;
        i = chunk.length;
        if (held) from = i;
        break;
      }
      const cut = this.#head;
      const header =
        cut.length > 0 ? Buffer.concat([cut, chunk.subarray(i, i + missing)]) : chunk.subarray(i, i + needed);
      this.#head = Buffer.alloc(0);
      const wasMagic = this.#state === 'magic';
      const state = this.#header(header);
      this.#at += missing;
      i += missing;
      this.#state = state;
      if (state === 'skippable') {
        from = i;
        if (this.#remaining === 0) this.#state = 'magic';
      } else if (wasMagic && cut.length > 0) {
        yield header;
        from = i;
      }
      // An empty block may end a frame without a body.
      if (state === 'body' && this.#remaining === 0) {
        if (this.#lastBlock) {
          if (i > from) yield chunk.subarray(from, i);
          from = i;
          this.#state = 'magic';
          this.#lastBlock = false;
        } else this.#state = 'block';
      }
    }
    if (i > from) yield chunk.subarray(from, i);
  }

  /** Says that no more bytes come. */
  finish(): void {
    if (this.#state === 'magic' && this.#head.length === 0) return;
    throw new ParseError({
      code: 'truncated',
      what: 'zstd frame',
      at: { from: this.#at, to: this.#at + Math.max(1, this.#remaining) },
      available: 0,
    });
  }

  #headerLength(chunk: Buffer, i: number): number {
    if (this.#state === 'block') return 3;
    if (this.#state === 'magic') {
      const first = this.#head[0] ?? chunk[i] ?? 0;
      // Skippable frames have their length beside the magic; both are needed to leave them out.
      return (first & 0xf0) === 0x50 ? 8 : 4;
    }
    const descriptor = this.#head[0] ?? chunk[i] ?? 0;
    const single = (descriptor >> 5) & 1;
    const contentSize = [single, 2, 4, 8][descriptor >> 6] ?? 0;
    const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
    return 1 + (1 - single) + dictionary + contentSize;
  }

  /** Takes in a whole header; returns what comes next. */
  #header(header: Buffer): State {
    switch (this.#state) {
      case 'magic': {
        const magic = header.readUInt32LE(0);
        if (magic === 0xfd2fb528) return 'descriptor';
        if (magic >>> 4 !== 0x184d2a5) {
          throw new ParseError({
            code: 'malformed',
            what: 'zstd frame',
            at: { from: this.#at, to: this.#at + 4 },
            found: header.toString('hex', 0, 4),
            expected: 'the magic of a frame',
          });
        }
        this.#remaining = header.readUInt32LE(4);
        return 'skippable';
      }
      case 'descriptor':
        this.#checksum = ((header[0] ?? 0) & 4) !== 0;
        return 'block';
      default: {
        const value = header.readUIntLE(0, 3);
        this.#lastBlock = (value & 1) === 1;
        const rle = ((value >> 1) & 3) === 1;
        this.#remaining = (rle ? 1 : value >> 3) + (this.#lastBlock && this.#checksum ? 4 : 0);
        return 'body';
      }
    }
  }
}
