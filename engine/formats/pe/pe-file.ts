import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { type PeDirectory, type PeHeaders, readPeHeaders } from './read-headers.ts';

/** Entries of the data directory, by the names of the specification. */
export const DIRECTORY = { exports: 0, imports: 1, resources: 2, certificates: 4, delayImports: 13, cli: 14 } as const;

/**
 * A PE file of which parts are looked up by their address in memory. Names that are read are together no longer than the file: those
 * of real files do not overlap, and in a hostile one a million entries could share a long one.
 */
export class PeFile {
  readonly bytes: Uint8Array;
  readonly headers: PeHeaders;
  readonly #buffer: Buffer;
  #nameBytes = 0;

  private constructor(bytes: Uint8Array, headers: PeHeaders) {
    this.bytes = bytes;
    this.headers = headers;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @returns undefined for a DOS program. @throws {ParseError} when a header is cut */
  static open(bytes: Uint8Array): PeFile | undefined {
    const headers = readPeHeaders(bytes);
    return headers && new PeFile(bytes, headers);
  }

  /**
   * An entry of the data directory; undefined where it is not there or empty, or in a section without bytes: a file of debug
   * information alone has the headers of the program that it is about, and not its data.
   */
  directory(name: keyof typeof DIRECTORY): PeDirectory | undefined {
    const entry = this.headers.directories[DIRECTORY[name]];
    if (entry === undefined || entry.rva === 0) return undefined;
    const section = this.headers.sections.find(
      ({ rva, memoryBytes }) => entry.rva >= rva && entry.rva < rva + memoryBytes,
    );
    return section?.stored === false ? undefined : entry;
  }

  /** Bytes of the file from `rva` on, at most to the end of its section; undefined where nothing of the file is mapped. */
  range(rva: number): ByteRange | undefined {
    for (const section of this.headers.sections) {
      const from = section.at.from + (rva - section.rva);
      if (rva >= section.rva && from < section.at.to) return { from, to: section.at.to };
    }
    const end = Math.min(this.headers.headerBytes, this.bytes.byteLength);
    return rva >= 0 && rva < end ? { from: rva, to: end } : undefined;
  }

  /** A cursor at `rva` that ends where its section ends. @throws {ParseError} when nothing of the file is mapped there */
  at(rva: number, what: string): ByteCursor {
    const place = this.range(rva);
    if (place === undefined)
      throw new ParseError({ code: 'malformed', what, found: `address ${rva}, where nothing of the file is` });
    return new ByteCursor(this.bytes.subarray(place.from, place.to), 'le', place.from);
  }

  /**
   * The byte string at `rva`, up to its NUL.
   *
   * @throws {ParseError} when it does not end within its section or the bound of a name, or all names together are too long
   */
  name(rva: number, what: string): string {
    const { offset, remaining } = this.at(rva, what);
    const end = this.#buffer.subarray(offset, offset + Math.min(remaining, limits.peNameBytes + 1)).indexOf(0);
    if (end < 0) throw new ParseError({ code: 'malformed', what, found: `a name at ${offset} that does not end` });
    this.#nameBytes += end + 1;
    const limit = Math.min(limits.peNamesBytes, this.bytes.byteLength);
    if (this.#nameBytes > limit) throw new ParseError({ code: 'limit-exceeded', what, limit, seen: this.#nameBytes });
    return this.#buffer.toString('latin1', offset, offset + end);
  }
}
