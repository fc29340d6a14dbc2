import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Bytes } from '#shared/model/units.ts';
import type { SparseMap } from './sparse.ts';

/** Hole of a sparse file, handed out piece by piece. */
const ZEROS = Buffer.alloc(limits.chunkBytes);

/** Expands stored pieces into the file they stand for. */
export class SparseWriter {
  readonly #map: SparseMap;
  readonly #out: (bytes: Buffer) => void;
  #piece = 0;
  #used: Bytes = 0;
  #at: Bytes = 0;

  constructor(map: SparseMap, out: (bytes: Buffer) => void) {
    this.#map = map;
    this.#out = out;
    if (map.realSize > limits.sparseFileBytes) {
      throw new ParseError({
        code: 'limit-exceeded',
        what: 'sparse file',
        limit: limits.sparseFileBytes,
        seen: map.realSize,
      });
    }
  }

  write(stored: Buffer): void {
    let i = 0;
    while (i < stored.length) {
      const piece = this.#map.pieces[this.#piece];
      if (piece === undefined) return;
      this.#hole(piece.offset);
      const length = Math.min(piece.length - this.#used, stored.length - i);
      if (length > 0) this.#out(stored.subarray(i, i + length));
      i += length;
      this.#at += length;
      this.#used += length;
      if (this.#used === piece.length) {
        this.#piece += 1;
        this.#used = 0;
      }
    }
  }

  end(): void {
    this.#hole(this.#map.realSize);
  }

  #hole(to: Bytes): void {
    while (this.#at < to) {
      const length = Math.min(ZEROS.length, to - this.#at);
      this.#out(ZEROS.subarray(0, length));
      this.#at += length;
    }
  }
}
