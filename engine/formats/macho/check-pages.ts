import { hash } from 'node:crypto';
import { limits } from '#engine/bytes/limits.ts';
import type { ByteRange } from '#shared/model/units.ts';
import type { CodeDirectory } from './read-code-directory.ts';

/**
 * Are the hashes of a code directory those of the program's bytes?
 *
 * - `equal`: each page's is, and the pages are all bytes in front of the signature.
 * - `different`: a page's is not, or there are pages without one.
 * - `incomplete`: those that are there are equal, but the directory leaves out bytes in front of the signature.
 * - `unknown`: the hash, or the kind of pages, is one that no system in use has.
 */
export type PageCheck = 'equal' | 'different' | 'incomplete' | 'unknown';

/**
 * Compares the hashes of all pages.
 *
 * @param slice the program; pages count from its start
 * @param signature the place of its signature, which cannot have hashes of itself
 */
export function checkPages(
  bytes: Uint8Array,
  slice: ByteRange,
  signature: ByteRange,
  directory: CodeDirectory,
): PageCheck {
  const { hash: kind, codeLimit, pageSize, hashes, scattered } = directory;
  // Pages of a few bytes would cost a hash for each of them.
  if (kind === undefined || scattered || (pageSize !== 0 && pageSize < limits.machoPageBytes)) return 'unknown';
  const size = signature.from - slice.from;
  if (codeLimit > size) return 'different';
  const step = pageSize === 0 ? codeLimit : pageSize;
  const pages = codeLimit === 0 ? 0 : Math.ceil(codeLimit / step);
  if ((hashes.to - hashes.from) / kind.size !== pages) return 'different';
  const stated = Buffer.from(bytes.buffer, bytes.byteOffset + hashes.from, hashes.to - hashes.from);
  for (let page = 0; page < pages; page++) {
    const [from, at] = [slice.from + page * step, page * kind.size];
    const own = hash(kind.algorithm, bytes.subarray(from, Math.min(from + step, slice.from + codeLimit)), 'buffer');
    if (own.compare(stated, at, at + kind.size, 0, kind.size) !== 0) return 'different';
  }
  return codeLimit === size ? 'equal' : 'incomplete';
}
