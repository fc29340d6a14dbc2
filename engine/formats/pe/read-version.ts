import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';
import type { PeFile } from './pe-file.ts';
import { readResources } from './read-resources.ts';

/** VS_FIXEDFILEINFO. Versions as `1.2.3.4`. */
export type FixedFileInfo = Readonly<{
  fileVersion: string;
  productVersion: string;
  /** dwFileFlags under their mask: 1 debug, 2 prerelease, 4 patched, 8 private build, 0x20 special build. */
  flags: number;
  /** dwFileType: 1 application, 2 library, 3 driver, 4 font. */
  type: number;
}>;

/** Strings of one StringTable, in file order; `language` is its key: eight digits, language and code page, e.g. `040904b0`. */
export type VersionStrings = Readonly<{
  language: string;
  values: readonly Readonly<{ key: string; value: string }>[];
}>;

/** A version resource; `language` is that of the resource, a Windows language identifier such as 0x409. */
export type VersionInfo = Readonly<{
  language: number;
  fixed: FixedFileInfo | null;
  strings: readonly VersionStrings[];
  at: ByteRange;
}>;

type Node = Readonly<{ key: string; valueAt: Bytes; valueLength: number; isText: boolean; end: Bytes }>;

const WHAT = 'PE version resource';
const RT_VERSION = 16;
const SIGNATURE = 0xfeef_04bd;
const FIXED_BYTES = 52;

/**
 * Version resources in all languages. Each is VS_VERSIONINFO: nodes within nodes, each with a UTF-16 key and padded to 4 bytes, of
 * four kinds at four fixed levels.
 *
 * @throws {ParseError} for a node that is longer than the one around it, or too many of them
 * @see Win32, "VS_VERSIONINFO structure"
 */
export function readVersions(file: PeFile): VersionInfo[] {
  // Shared: the resources of a hostile file may all be the same bytes.
  const budget = { nodes: limits.peVersionNodes };
  return readResources(file, RT_VERSION).map(({ language, at }) => ({
    language,
    ...readVersion(new VersionReader(file.bytes, at, budget), at),
    at,
  }));
}

function readVersion(reader: VersionReader, at: ByteRange): Pick<VersionInfo, 'fixed' | 'strings'> {
  const root = reader.node(at.from, at.to);
  if (root.key !== 'VS_VERSION_INFO') throw malformed(`key ${JSON.stringify(root.key)}`);
  const fixed = root.valueLength >= FIXED_BYTES ? reader.fixed(root.valueAt) : null;
  const strings: VersionStrings[] = [];
  for (const info of reader.children(root)) {
    if (info.key !== 'StringFileInfo') continue;
    for (const table of reader.children(info)) {
      const values = reader.children(table).map((node) => ({ key: node.key, value: reader.text(node) }));
      strings.push({ language: table.key, values });
    }
  }
  return { fixed, strings };
}

class VersionReader {
  readonly #bytes: Buffer;
  readonly #start: Bytes;
  readonly #budget: { nodes: number };

  constructor(bytes: Uint8Array, at: ByteRange, budget: { nodes: number }) {
    this.#budget = budget;
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, at.to));
    this.#start = at.from;
  }

  node(from: Bytes, outerEnd: Bytes): Node {
    const limit = limits.peVersionNodes;
    if (--this.#budget.nodes < 0) throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit, seen: limit + 1 });
    const cursor = new ByteCursor(this.#bytes.subarray(from, outerEnd), 'le', from);
    const [length, valueLength, type] = [cursor.u16(WHAT), cursor.u16(WHAT), cursor.u16(WHAT)];
    const end = from + length;
    if (length < 6 || end > outerEnd)
      throw malformed(`a node of ${length} bytes at ${from}, in one that ends at ${outerEnd}`);
    const key = this.#untilNul(from + 6, end);
    const valueAt = Math.min(this.#aligned(from + 6 + 2 * (key.length + 1)), end);
    return { key, valueAt, valueLength, isText: type === 1, end };
  }

  /** Nodes behind a node's value; a table has none. */
  children(parent: Node): Node[] {
    const nodes: Node[] = [];
    const valueBytes = parent.isText ? 2 * parent.valueLength : parent.valueLength;
    let at = this.#aligned(parent.valueAt + valueBytes);
    // What is left behind the last child is padding.
    while (at + 6 <= parent.end && this.#bytes.readUInt16LE(at) !== 0) {
      const node = this.node(at, parent.end);
      nodes.push(node);
      at = this.#aligned(node.end);
    }
    return nodes;
  }

  /** Up to its NUL or the node's end: some compilers state its length in bytes, others in characters. */
  text({ valueAt, end, valueLength }: Node): string {
    return valueLength === 0 ? '' : this.#untilNul(valueAt, end).toWellFormed();
  }

  fixed(at: Bytes): FixedFileInfo | null {
    const cursor = new ByteCursor(this.#bytes.subarray(at), 'le', at);
    if (cursor.u32(WHAT) !== SIGNATURE) return null;
    cursor.u32(WHAT); // version of this structure
    const version = (): string => {
      const [high, low] = [cursor.u32(WHAT), cursor.u32(WHAT)];
      return [high >>> 16, high & 0xffff, low >>> 16, low & 0xffff].join('.');
    };
    const [fileVersion, productVersion] = [version(), version()];
    const [mask, flags] = [cursor.u32(WHAT), cursor.u32(WHAT)];
    cursor.u32(WHAT); // operating system
    return { fileVersion, productVersion, flags: (flags & mask) >>> 0, type: cursor.u32(WHAT) };
  }

  #untilNul(from: Bytes, end: Bytes): string {
    let to = from;
    while (to + 2 <= end && this.#bytes.readUInt16LE(to) !== 0) to += 2;
    return this.#bytes.toString('utf16le', from, to);
  }

  /** Padding counts from the start of the resource. */
  #aligned(at: Bytes): Bytes {
    return this.#start + Math.ceil((at - this.#start) / 4) * 4;
  }
}

function malformed(found: string): ParseError {
  return new ParseError({ code: 'malformed', what: WHAT, found });
}
