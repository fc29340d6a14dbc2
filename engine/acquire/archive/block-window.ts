import type { FileHandle } from 'node:fs/promises';
import { BLOCK } from '#engine/formats/tar/header.ts';
import { KiB, type Bytes } from '#shared/model/units.ts';
import { readAt } from '../read-at.ts';

const WINDOW: Bytes = 32 * KiB;

/** Reads pieces of a file in ascending order; small neighbours (headers, JSON members) come with one read. */
export class BlockWindow {
  readonly #handle: FileHandle;
  #bytes: Buffer = Buffer.alloc(0);
  #start: Bytes = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** @returns `length` bytes at `offset`, or fewer at the end of the file; borrowed until the next call */
  async read(offset: Bytes, length: Bytes = BLOCK): Promise<Buffer> {
    const inside = offset >= this.#start && offset + length <= this.#start + this.#bytes.byteLength;
    if (!inside) {
      this.#bytes = await readAt(this.#handle, offset, Math.max(length, WINDOW));
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }
}
