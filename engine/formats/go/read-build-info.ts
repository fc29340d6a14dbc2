import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { fileRange, firstData, type MappedImage, readWord, sectionNamed } from '../executable/mapped-image.ts';

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const ALIGNMENT = 16;
const HEADER: Bytes = 32;
const WHAT = 'Go build information';
/** The module list is kept between 16 bytes that the linker looks for, on both sides. */
const SENTINEL: Bytes = 16;
/** Of flags: strings follow the header (Go 1.18 and later); before, there are pointers to them. */
const INLINE = 2;
const BIG_ENDIAN = 1;

/** Places in the file. `modules` is the list's text without its sentinels; undefined for a program built without modules. */
export type GoBuildInfo = Readonly<{ magic: ByteRange; version: ByteRange; modules: ByteRange | undefined }>;

/**
 * Finds the build information of a Go program: in the section of its own, else in the first writable data, which a program without
 * section headers has too. It is aligned to 16 bytes of address, so text that only looks like it is passed over.
 *
 * @param bytes the whole file
 * @returns undefined where there is none
 * @throws {ParseError} for one that leads outside the file
 * @see Go's debug/buildinfo
 */
export function readGoBuildInfo(bytes: Uint8Array, image: MappedImage): GoBuildInfo | undefined {
  const place = sectionNamed(image, '.go.buildinfo', '__go_buildinfo') ?? firstData(image);
  if (place === undefined) return undefined;
  const { from } = place.at;
  const to = Math.min(place.at.to, from + limits.markerSearchBytes);
  const range = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  for (let at = range.indexOf(MAGIC); at >= 0; at = range.indexOf(MAGIC, at + 1)) {
    if ((place.address + at) % ALIGNMENT !== 0) continue;
    return readHeader(bytes, image, from + at);
  }
  return undefined;
}

function readHeader(bytes: Uint8Array, image: MappedImage, at: Bytes): GoBuildInfo | undefined {
  const cursor = new ByteCursor(bytes, 'le');
  cursor.seek(at + MAGIC.length, WHAT);
  const [pointerBytes, flags] = [cursor.u8(WHAT), cursor.u8(WHAT)];
  const texts = (flags & INLINE) !== 0 ? inline(bytes, at) : pointed(bytes, image, at, pointerBytes, flags);
  if (texts === undefined) return undefined;
  const [version, modules] = texts;
  if (version.from === version.to) return undefined;
  return { magic: { from: at, to: at + MAGIC.length }, version, modules: withoutSentinels(bytes, modules) };
}

type Texts = readonly [version: ByteRange, modules: ByteRange];

/** Two texts, each with its length as a varint in front. */
function inline(bytes: Uint8Array, at: Bytes): Texts {
  const cursor = new ByteCursor(bytes, 'le');
  cursor.seek(at + HEADER, WHAT);
  const text = (limit: Bytes): ByteRange => {
    const from = cursor.offset;
    let length = 0;
    let shift = 1;
    for (let byte = 0x80; byte >= 0x80; shift *= 128) {
      byte = cursor.u8(WHAT);
      length += (byte & 0x7f) * shift;
      if (length > limit) cursor.fail(WHAT, { from, to: cursor.offset }, `a text of ${length} bytes`);
    }
    const start = cursor.offset;
    cursor.take(length, WHAT);
    return { from: start, to: start + length };
  };
  return [text(limits.goVersionBytes), text(limits.goModuleInfoBytes)];
}

/** Two pointers to Go strings, which are a pointer to the text and its length. */
function pointed(bytes: Uint8Array, image: MappedImage, at: Bytes, pointerBytes: number, flags: number) {
  if (pointerBytes !== 4 && pointerBytes !== 8) return undefined;
  const order = (flags & BIG_ENDIAN) !== 0 ? 'be' : 'le';
  const cursor = new ByteCursor(bytes, order);
  const text = (index: number, limit: Bytes): ByteRange => {
    cursor.seek(at + ALIGNMENT + index * pointerBytes, WHAT);
    const header = fileRange(image, readWord(cursor, pointerBytes, order, WHAT));
    // A null pointer: the program has no such text.
    if (header === undefined) return { from: at, to: at };
    cursor.seek(header.from, WHAT);
    const start = fileRange(image, readWord(cursor, pointerBytes, order, WHAT));
    const length = readWord(cursor, pointerBytes, order, WHAT);
    if (start === undefined || length === 0) return { from: at, to: at };
    if (length > limit || start.from + length > start.to)
      cursor.fail(WHAT, { from: header.from, to: cursor.offset }, `a text of ${length} bytes`);
    return { from: start.from, to: start.from + length };
  };
  return [text(0, limits.goVersionBytes), text(1, limits.goModuleInfoBytes)] as const satisfies Texts;
}

/** Go's own rule: without a line feed before the second sentinel the text is not a list of modules. */
function withoutSentinels(bytes: Uint8Array, { from, to }: ByteRange): ByteRange | undefined {
  if (to - from <= 2 * SENTINEL || bytes[to - SENTINEL - 1] !== 0x0a) return undefined;
  return { from: from + SENTINEL, to: to - SENTINEL };
}
