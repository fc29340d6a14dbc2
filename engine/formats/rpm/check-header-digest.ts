import { createHash } from 'node:crypto';
import { byteString } from '#engine/bytes/decode-text.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { RpmHeader } from './read-header.ts';

/** The strongest stated digest is the one that counts. */
const DIGESTS = [
  { tag: 'sha256Header', algorithm: 'sha256' },
  { tag: 'sha1Header', algorithm: 'sha1' },
] as const;

/** What a header *file* starts with. The database leaves it out, the digest counts it in. */
const MAGIC = Uint8Array.of(0x8e, 0xad, 0xe8, 0x01, 0, 0, 0, 0);
const INTRO = 8;
const ENTRY = 16;
const BINARY = 7;
const IMMUTABLE = 63;

/**
 * Compares a header with the digest it states of itself, as rpm does before it lists a row. The digest covers the immutable
 * region: what the package's builder wrote, without what installing added.
 *
 * @returns false when the header states no digest (old or home-made packages)
 * @throws {ParseError} `digest-mismatch`, or `malformed` when there is a digest but not the region that it is of
 */
export function checkHeaderDigest(header: RpmHeader): boolean {
  for (const { tag, algorithm } of DIGESTS) {
    const stated = header.text(tag);
    if (stated === undefined) continue;
    const { entries, data } = immutableRegion(header);
    const intro = new DataView(new ArrayBuffer(INTRO));
    intro.setUint32(0, entries);
    intro.setUint32(4, data);
    const found = createHash(algorithm)
      .update(MAGIC)
      .update(intro)
      .update(header.bytes.subarray(INTRO, INTRO + entries * ENTRY))
      .update(header.bytes.subarray(header.data.from, header.data.from + data))
      .digest('hex');
    const expected = byteString(stated);
    if (found !== expected) throw new ParseError({ code: 'digest-mismatch', what: 'rpm header', found, expected });
    return true;
  }
  return false;
}

/**
 * Size of the immutable region, which its first index entry and a trailer at the end of its data describe: the trailer is an
 * index entry whose negative offset is the size of the region's index.
 */
function immutableRegion(header: RpmHeader): { entries: number; data: number } {
  const view = new DataView(header.bytes.buffer, header.bytes.byteOffset, header.bytes.byteLength);
  const size = header.data.to - header.data.from;
  const all = (header.data.from - INTRO) / ENTRY;
  const offset = all > 0 ? view.getInt32(INTRO + 8) : -1;
  const opens =
    all > 0 &&
    view.getUint32(INTRO) === IMMUTABLE &&
    view.getUint32(INTRO + 4) === BINARY &&
    view.getUint32(INTRO + 12) === ENTRY;
  if (!opens || !(offset >= 0 && offset + ENTRY <= size)) fail(header, 'no immutable region');
  const trailer = header.data.from + offset;
  const length = -view.getInt32(trailer + 8);
  const entries = length / ENTRY;
  const closes =
    view.getUint32(trailer) === IMMUTABLE &&
    view.getUint32(trailer + 4) === BINARY &&
    view.getUint32(trailer + 12) === ENTRY;
  if (!closes || !(Number.isInteger(entries) && entries >= 1 && entries <= all))
    fail(header, 'no trailer of the region');
  return { entries, data: offset + ENTRY };
}

function fail({ data }: RpmHeader, found: string): never {
  throw new ParseError({
    code: 'malformed',
    what: 'rpm header immutable region',
    at: { from: INTRO, to: data.to },
    found,
    expected: 'a region, because the header states its digest',
  });
}
