import type { Bytes } from '#shared/model/units.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { BdbMeta } from './read-meta-page.ts';

/** Bytes in front of the entries, or of the data of an overflow page. */
export const PAGE_HEADER: Bytes = 26;

export const PAGE_TYPES = { free: 0, unsortedHash: 2, overflow: 7, hashMeta: 8, hash: 13 } as const;

/**
 * The head of one page.
 *
 * | offset | size | field                                              |
 * | ------ | ---- | -------------------------------------------------- |
 * | 8      | 4    | own page number                                    |
 * | 16     | 4    | next page of an overflow chain, 0 for none         |
 * | 20     | 2    | entries                                            |
 * | 22     | 2    | on an overflow page: bytes of data                 |
 * | 25     | 1    | type                                               |
 */
export type BdbPage = Readonly<{
  number: number;
  /** Offset of the page in the file. */
  at: Bytes;
  type: number;
  next: number;
  entries: number;
  length: Bytes;
  /** Fields by their offset in the page, in the file's byte order. */
  u8: (offset: Bytes) => number;
  u16: (offset: Bytes) => number;
  u32: (offset: Bytes) => number;
}>;

/** Pages of a file by number, with the checks that hold for each of them. */
export class BdbPages {
  readonly file: Uint8Array;
  readonly pageSize: Bytes;
  readonly #view: DataView;
  readonly #little: boolean;

  constructor(file: Uint8Array, meta: BdbMeta) {
    this.file = file;
    this.pageSize = meta.pageSize;
    this.#view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    this.#little = meta.order === 'le';
  }

  /** @throws {ParseError} when the page is not wholly in the file, or states another number than its place gives it */
  page(number: number): BdbPage {
    const at = number * this.pageSize;
    if (at + this.pageSize > this.file.byteLength)
      throw new ParseError({
        code: 'truncated',
        what: `Berkeley DB page ${number}`,
        at: { from: at, to: at + this.pageSize },
        available: Math.max(0, this.file.byteLength - at),
      });
    const u8 = (offset: Bytes) => this.#view.getUint8(at + offset);
    const u16 = (offset: Bytes) => this.#view.getUint16(at + offset, this.#little);
    const u32 = (offset: Bytes) => this.#view.getUint32(at + offset, this.#little);
    const stated = u32(8);
    const type = u8(25);
    // A page that was never written is all zeros, its number too.
    if (stated !== number && !(stated === 0 && type === PAGE_TYPES.free))
      malformed({ number, at }, 8, 4, `page number ${stated}`);
    return { number, at, type, next: u32(16), entries: u16(20), length: u16(22), u8, u16, u32 };
  }
}

/** @param offset of the bad field in the page */
export function malformed(page: Pick<BdbPage, 'number' | 'at'>, offset: Bytes, size: Bytes, found: string): never {
  const from = page.at + offset;
  throw new ParseError({
    code: 'malformed',
    what: `Berkeley DB page ${page.number}`,
    at: { from, to: from + size },
    found,
  });
}
