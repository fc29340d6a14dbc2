import { hash } from 'node:crypto';
import type { Bytes } from '#shared/model/units.ts';

/** A hash of code directories: the name that `node:crypto` has for it, and how much of its result is stored. */
export type CodeHash = Readonly<{ name: string; algorithm: string; size: Bytes }>;

/** CS_HASHTYPE_…, by number. @see cs_blobs.h */
const HASHES: Readonly<Record<number, CodeHash>> = {
  1: { name: 'sha1', algorithm: 'sha1', size: 20 },
  2: { name: 'sha256', algorithm: 'sha256', size: 32 },
  3: { name: 'sha256-truncated', algorithm: 'sha256', size: 20 },
  4: { name: 'sha384', algorithm: 'sha384', size: 48 },
  5: { name: 'sha512', algorithm: 'sha512', size: 64 },
};

/** Undefined for a number that no system knows. */
export function codeHash(type: number): CodeHash | undefined {
  return HASHES[type];
}

/** Is that the digest of these bytes, by any algorithm of that length? @param digest hexadecimal */
export function isDigestOf(digest: string, bytes: Uint8Array): boolean {
  const kind = Object.values(HASHES).find(
    ({ name, algorithm, size }) => name === algorithm && digest.length === 2 * size,
  );
  return kind !== undefined && hash(kind.algorithm, bytes, 'hex') === digest;
}
