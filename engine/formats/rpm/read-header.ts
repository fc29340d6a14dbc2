import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { ByteCursor } from '#engine/bytes/cursor.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type RpmTagName, type RpmTagOf, rpmTagNames } from './tags.ts';

/** An index entry; offsets count from the start of the header blob. */
type Entry = Readonly<{ at: Bytes; type: number; data: Bytes; count: number }>;

const INTRO = 8;
const ENTRY = 16;
const INTEGER_WIDTHS: Readonly<Record<number, 1 | 2 | 4 | 8>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8 };
const STRING = 6;
const BINARY = 7;
const STRINGS = 8;
const TRANSLATIONS = 9;

/**
 * A header blob as rpm databases keep it: the index is checked and looked through once, data is decoded when asked for.
 *
 * | offset | size  | field                                                      |
 * | ------ | ----- | ---------------------------------------------------------- |
 * | 0      | 4     | il: index entries                                          |
 * | 4      | 4     | dl: bytes of data                                          |
 * | 8      | 16·il | entries: tag, type, offset into the data, count; big-endian |
 * | …      | dl    | data                                                       |
 *
 * Regions need no care for reading: every entry's offset, also that of an entry added after the region, is absolute.
 *
 * @see https://rpm.org/docs/4.20.x/manual/format_header.html
 */
export class RpmHeader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #entries: ReadonlyMap<RpmTagName, Entry>;
  /** Where the data begins and ends in the blob. */
  readonly data: ByteRange;

  /**
   * @param bytes the blob, without the magic that header files start with; bytes after the data are allowed
   * @throws {ParseError} when the index or the data do not fit into the blob
   */
  constructor(bytes: Uint8Array) {
    const cursor = new ByteCursor(bytes, 'be');
    const il = cursor.u32('rpm header il');
    const dl = cursor.u32('rpm header dl');
    bounded('rpm header il', il, limits.rpmIndexEntries);
    bounded('rpm header dl', dl, limits.rpmHeaderBytes);
    const index = cursor.take(il * ENTRY, 'rpm header index');
    const from = cursor.offset;
    cursor.take(dl, 'rpm header data');
    this.bytes = bytes;
    this.data = { from, to: cursor.offset };
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#entries = this.#readIndex(index);
  }

  has(name: RpmTagName): boolean {
    return this.#entries.has(name);
  }

  /** Bytes of a string, without the NUL that ends it; of translations the first. */
  text(name: RpmTagOf<'text'>): Uint8Array | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    if (!(entry.type === TRANSLATIONS ? entry.count >= 1 : entry.type === STRING && entry.count === 1))
      this.#fail(name, entry, `type ${entry.type}, count ${entry.count}`);
    const end = this.#endOfStrings(name, entry, 1) - 1;
    bounded(`rpm header ${name}`, end - entry.data, limits.rpmTextBytes);
    return this.bytes.subarray(entry.data, end);
  }

  /** Byte strings. */
  texts(name: RpmTagOf<'texts'>): readonly string[] | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    if (!(entry.type === STRINGS || (entry.type === STRING && entry.count === 1)))
      this.#fail(name, entry, `type ${entry.type}, count ${entry.count}`);
    if (entry.count === 0) return [];
    bounded(`rpm header ${name}`, entry.count, limits.rpmFilesPerPackage);
    return byteString(this.bytes.subarray(entry.data, this.#endOfStrings(name, entry, entry.count) - 1)).split('\0');
  }

  /** Unsigned integers; 64-bit ones above 2^53 - 1 are malformed. */
  integers(name: RpmTagOf<'integers'>): readonly number[] | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    const width = INTEGER_WIDTHS[entry.type];
    if (width === undefined) this.#fail(name, entry, `type ${entry.type}`);
    bounded(`rpm header ${name}`, entry.count, limits.rpmFilesPerPackage);
    if (entry.data + entry.count * width > this.data.to)
      this.#fail(name, entry, `${entry.count} integers beyond the data`);
    return Array.from({ length: entry.count }, (_, i) => this.#integer(entry.data + i * width, width, name, entry));
  }

  /** The first integer of a tag. */
  integer(name: RpmTagOf<'integers'>): number | undefined {
    return this.integers(name)?.[0];
  }

  binary(name: RpmTagOf<'binary'>): Uint8Array | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    if (entry.type !== BINARY) this.#fail(name, entry, `type ${entry.type}`);
    if (entry.data + entry.count > this.data.to) this.#fail(name, entry, `${entry.count} bytes beyond the data`);
    return this.bytes.subarray(entry.data, entry.data + entry.count);
  }

  /** Where a text is stated in the blob: its index entry, and its data with the NUL that ends it. */
  rangesOfText(name: RpmTagOf<'text'>): readonly ByteRange[] {
    const entry = this.#entries.get(name);
    if (entry === undefined) return [];
    return [
      { from: entry.at, to: entry.at + ENTRY },
      { from: entry.data, to: this.#endOfStrings(name, entry, 1) },
    ];
  }

  /** Where a tag is stated in the blob: its index entry, and its data as far as the next tag's that lies behind it. */
  rangesOf(name: RpmTagName): readonly ByteRange[] {
    const entry = this.#entries.get(name);
    if (entry === undefined) return [];
    const next = [...this.#entries.values()].reduce(
      (end, { data }) => (data > entry.data && data < end ? data : end),
      this.data.to,
    );
    return [
      { from: entry.at, to: entry.at + ENTRY },
      { from: entry.data, to: next },
    ];
  }

  #readIndex(index: Uint8Array): Map<RpmTagName, Entry> {
    const entries = new Map<RpmTagName, Entry>();
    const { from, to } = this.data;
    for (let at = INTRO; at < INTRO + index.byteLength; at += ENTRY) {
      const name = rpmTagNames.get(this.#view.getUint32(at));
      // Of a tag stated twice the first counts: rpm sorts the index by tag and then by offset.
      if (name === undefined || entries.has(name)) continue;
      const offset = this.#view.getInt32(at + 8);
      const entry = {
        at,
        type: this.#view.getUint32(at + 4),
        data: from + offset,
        count: this.#view.getUint32(at + 12),
      };
      if (!(offset >= 0 && from + offset <= to)) this.#fail(name, entry, `offset ${offset}`);
      entries.set(name, entry);
    }
    return entries;
  }

  #integer(at: Bytes, width: 1 | 2 | 4 | 8, name: RpmTagName, entry: Entry): number {
    switch (width) {
      case 1:
        return this.#view.getUint8(at);
      case 2:
        return this.#view.getUint16(at);
      case 4:
        return this.#view.getUint32(at);
      case 8: {
        const value = Number(this.#view.getBigUint64(at));
        return Number.isSafeInteger(value) ? value : this.#fail(name, entry, `${value}`);
      }
      default:
        return width satisfies never;
    }
  }

  /** The byte after the NUL of the last of `count` strings. */
  #endOfStrings(name: RpmTagName, entry: Entry, count: number): Bytes {
    let at = entry.data;
    for (let i = 0; i < count; i++) {
      const nul = this.bytes.indexOf(0, at);
      if (nul < 0 || nul >= this.data.to) this.#fail(name, entry, `${i} of ${count} strings`);
      at = nul + 1;
    }
    return at;
  }

  #fail(name: RpmTagName, { at }: Pick<Entry, 'at'>, found: string): never {
    throw new ParseError({ code: 'malformed', what: `rpm header ${name}`, at: { from: at, to: at + ENTRY }, found });
  }
}

function bounded(what: string, seen: number, limit: number): void {
  if (seen > limit) throw new ParseError({ code: 'limit-exceeded', what, limit, seen });
}
