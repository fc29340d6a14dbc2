import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { type CodeDirectory, readCodeDirectory } from './read-code-directory.ts';

/** A code signature's parts. Places count in the file. */
export type CodeSignature = Readonly<{
  /** The header of the whole, with the places of its parts. */
  at: ByteRange;
  /** The first, then the alternatives with other hashes. */
  directories: readonly CodeDirectory[];
  /** The CMS signature over the first directory; null where there is none, or an empty one: ad hoc signatures. */
  cms: ByteRange | null;
  /** Entitlements, as a property list. */
  entitlements: ByteRange | null;
}>;

const WHAT = 'Mach-O code signature';
const MAGIC = {
  superBlob: 0xfade_0cc0,
  codeDirectory: 0xfade_0c02,
  blobWrapper: 0xfade_0b01,
  entitlements: 0xfade_7171,
};
const SLOT = { codeDirectory: 0, entitlements: 5, alternative: 0x1000, alternatives: 5, signature: 0x1_0000 };

/**
 * Reads a code signature.
 *
 * @throws {ParseError} when a part lies outside of it or is of another kind than its slot, or there are too many
 * @see cs_blobs.h, `CS_SuperBlob`
 */
export function readSignature(bytes: Uint8Array, at: ByteRange): CodeSignature {
  const cursor = new ByteCursor(bytes.subarray(at.from, at.to), 'be', at.from);
  const [magic, , count] = [cursor.u32(WHAT), cursor.u32(WHAT), cursor.u32(WHAT)];
  if (magic !== MAGIC.superBlob) cursor.fail(WHAT, { from: at.from, to: at.from + 4 }, `magic 0x${magic.toString(16)}`);
  if (count > limits.machoBlobs)
    throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit: limits.machoBlobs, seen: count });
  const slots = new Map<number, ByteRange>();
  const index = cursor.window(count * 8, WHAT);
  for (let i = 0; i < count; i++) {
    const [slot, offset] = [index.u32(WHAT), index.u32(WHAT)];
    // The first of several counts, as for the kernel.
    if (!slots.has(slot)) slots.set(slot, { from: at.from + offset, to: at.to });
  }
  const blob = (slot: number, expected: number): ByteRange | null => {
    const place = slots.get(slot);
    if (place === undefined) return null;
    cursor.seek(place.from, WHAT);
    const [kind, length] = [cursor.u32(WHAT), cursor.u32(WHAT)];
    const whole = { from: place.from, to: place.from + length };
    if (kind !== expected || length < 8)
      cursor.fail(WHAT, { from: place.from, to: place.from + 8 }, `magic 0x${kind.toString(16)}, ${length} bytes`);
    cursor.take(length - 8, WHAT);
    return whole;
  };
  const directories = [
    SLOT.codeDirectory,
    ...Array.from({ length: SLOT.alternatives }, (_, i) => SLOT.alternative + i),
  ].flatMap((slot) => blob(slot, MAGIC.codeDirectory) ?? []);
  const cms = blob(SLOT.signature, MAGIC.blobWrapper);
  const entitlements = blob(SLOT.entitlements, MAGIC.entitlements);
  return {
    at: { from: at.from, to: index.offset },
    directories: directories.map((one) => readCodeDirectory(bytes, one)),
    cms: cms && cms.to - cms.from > 8 ? { from: cms.from + 8, to: cms.to } : null,
    entitlements: entitlements && { from: entitlements.from + 8, to: entitlements.to },
  };
}
