import { hash } from 'node:crypto';
import { ByteCursor } from '#engine/bytes/cursor.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { type CodeHash, codeHash } from './hash-types.ts';

/** What one code directory states. Texts are byte strings; places count in the file. */
export type CodeDirectory = Readonly<{
  at: ByteRange;
  version: number;
  /** CS_…: 2 ad hoc, 0x10000 hardened runtime, 0x20000 signed by the linker. */
  flags: number;
  identifier: string;
  /** Who it is signed for; null where none is stated. */
  teamId: string | null;
  hashType: number;
  /** The first 20 bytes of this directory's own hash, hexadecimal: what systems know the code by. Null for an unknown hash. */
  cdHash: string | null;
  /** How many bytes of the program have hashes in here, from its start on. */
  codeLimit: Bytes;
  /** 0: one hash for all of it. */
  pageSize: Bytes;
  /** Hashes of the pages, one behind the other. */
  hashes: ByteRange;
  hash: CodeHash | undefined;
  /** Says of which parts of a program the pages are; nobody uses it, and such a directory's pages are not checked. */
  scattered: boolean;
}>;

const WHAT = 'Mach-O code directory';
/** Versions since which there are fields for scattered code, a team, and more than 4 GiB of code. */
const [SCATTER, TEAM, LIMIT_64] = [0x2_0100, 0x2_0200, 0x2_0300];

/**
 * Reads a code directory.
 *
 * @param at the whole blob, its magic and length included
 * @throws {ParseError} when a part of it is outside of it, or its hashes are of another size than their kind
 * @see cs_blobs.h, `CS_CodeDirectory`
 */
export function readCodeDirectory(bytes: Uint8Array, at: ByteRange): CodeDirectory {
  const blob = bytes.subarray(at.from, at.to);
  const cursor = new ByteCursor(blob, 'be', at.from);
  cursor.seek(at.from + 8, WHAT);
  const u32 = (): number => cursor.u32(WHAT);
  const [version, flags, hashOffset, identifier] = [u32(), u32(), u32(), u32()];
  const [specials, count, limit] = [u32(), u32(), u32()];
  const [hashSize, hashType] = [cursor.u8(WHAT), cursor.u8(WHAT)];
  cursor.u8(WHAT); // platform
  const pageBits = cursor.u8(WHAT);
  u32();
  const scatter = version >= SCATTER ? u32() : 0;
  const team = version >= TEAM ? u32() : 0;
  const limit64 = version >= LIMIT_64 ? (u32(), cursor.size64(WHAT)) : 0;
  const known = codeHash(hashType);
  const stated = { from: cursor.offset - 8, to: cursor.offset };
  if (known && known.size !== hashSize) cursor.fail(WHAT, stated, `hashes ${known.name} of ${hashSize} bytes`);
  // Hashes of other blobs are in front of the pages', counted backwards.
  if (hashOffset < specials * hashSize || hashOffset + count * hashSize > blob.byteLength || pageBits > 31)
    cursor.fail(WHAT, stated, `${count} hashes of ${hashSize} bytes at ${hashOffset}, pages of 2^${pageBits} bytes`);
  const hashes = { from: at.from + hashOffset, to: at.from + hashOffset + count * hashSize };
  return {
    at,
    version,
    flags,
    identifier: textAt(cursor, at, identifier),
    teamId: team === 0 ? null : textAt(cursor, at, team),
    hashType,
    cdHash: known ? hash(known.algorithm, blob, 'hex').slice(0, 40) : null,
    codeLimit: limit64 === 0 ? limit : limit64,
    pageSize: pageBits === 0 ? 0 : 2 ** pageBits,
    hashes,
    hash: known,
    scattered: scatter !== 0,
  };
}

function textAt(cursor: ByteCursor, at: ByteRange, offset: Bytes): string {
  cursor.seek(at.from + offset, WHAT);
  const rest = cursor.take(Math.min(cursor.remaining, limits.pathBytes + 1), WHAT);
  const length = rest.indexOf(0);
  const place = { from: at.from + offset, to: at.from + offset + rest.byteLength };
  return length < 0 ? cursor.fail(WHAT, place, 'a text that does not end') : byteString(rest.subarray(0, length));
}
