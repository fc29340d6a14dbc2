import { ByteCursor } from '#engine/bytes/cursor.ts';
import { decodeText } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { firstData, type MappedImage, sectionNamed } from '../executable/mapped-image.ts';

/** Constant of the host program; in front of it, 8 bytes say where the bundle's header is. */
const SIGNATURE = Buffer.from('8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae', 'hex');
const WHAT = '.NET bundle';
/** Kinds of files that the runtime reads itself. */
const DEPS_JSON = 3;

/** One file in the bundle, at its place in the whole file. `compressed`: it is deflated there. */
export type BundleEntry = Readonly<{ path: string; at: ByteRange; size: Bytes; compressed: boolean; type: number }>;

export type Bundle = Readonly<{
  version: string;
  id: string;
  entries: readonly BundleEntry[];
  depsJson: BundleEntry | null;
}>;

/**
 * The files in a .NET program that is one file. Each .NET program that starts an application has the signature, most with offset 0.
 *
 * @returns undefined for any other program
 * @throws {ParseError} for a header that leads outside the file
 * @see dotnet/designs, "single-file/bundler"
 */
export function readBundle(bytes: Uint8Array, image: MappedImage): Bundle | undefined {
  const data = sectionNamed(image, '.data', '__data') ?? firstData(image);
  if (data === undefined) return undefined;
  const to = Math.min(data.at.to, data.at.from + limits.markerSearchBytes);
  const range = Buffer.from(bytes.buffer, bytes.byteOffset + data.at.from, to - data.at.from);
  const at = range.indexOf(SIGNATURE);
  if (at < 8) return undefined;
  const offset = Number(range.readBigUInt64LE(at - 8));
  return offset === 0 ? undefined : readHeader(bytes, offset);
}

function readHeader(bytes: Uint8Array, offset: Bytes): Bundle {
  const cursor = new ByteCursor(bytes, 'le');
  cursor.seek(offset, WHAT);
  const [major, minor] = [cursor.u32(WHAT), cursor.u32(WHAT)];
  if (major !== 1 && major !== 2 && major !== 6)
    throw new ParseError({ code: 'unsupported', what: WHAT, found: `version ${major}.${minor}` });
  const count = cursor.u32(WHAT);
  const { dotnetBundleFiles: limit } = limits;
  if (count > limit) throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit, seen: count });
  const id = text(cursor);
  // Places of deps.json and runtimeconfig.json, which are among the entries too, and flags.
  if (major >= 2) cursor.take(40, WHAT);
  const entries: BundleEntry[] = [];
  for (let i = 0; i < count; i++) {
    const [from, size] = [cursor.size64(WHAT), cursor.size64(WHAT)];
    const compressedSize = major >= 6 ? cursor.size64(WHAT) : 0;
    const type = cursor.u8(WHAT);
    const path = text(cursor);
    const to = from + (compressedSize === 0 ? size : compressedSize);
    if (to > bytes.byteLength) cursor.fail(WHAT, { from, to }, `${path} outside the file`);
    entries.push({ path, at: { from, to }, size, compressed: compressedSize !== 0, type });
  }
  return {
    version: `${major}.${minor}`,
    id,
    entries,
    depsJson: entries.find(({ type }) => type === DEPS_JSON) ?? null,
  };
}

/** UTF-8 with its length in front, seven bits a byte, low ones first. */
function text(cursor: ByteCursor): string {
  let length = 0;
  let shift = 1;
  for (let byte = 0x80; byte >= 0x80; shift *= 128) {
    const from = cursor.offset;
    byte = cursor.u8(WHAT);
    length += (byte & 0x7f) * shift;
    if (length > limits.pathBytes) cursor.fail(WHAT, { from, to: cursor.offset }, `a name of ${length} bytes`);
  }
  return decodeText(cursor.take(length, WHAT));
}
