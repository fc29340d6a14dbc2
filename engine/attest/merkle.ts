import { createHash } from 'node:crypto';

/** Hash of a leaf. @see RFC 6962, 2.1 */
export function leafHash(leaf: Uint8Array): Uint8Array {
  return hash([0], leaf);
}

/**
 * The root that a proof leads to from a leaf; undefined where the proof does not fit a tree of that size.
 *
 * @see RFC 9162, 2.1.3.2
 */
export function rootOfProof(
  leaf: Uint8Array,
  index: bigint,
  treeSize: bigint,
  hashes: readonly Uint8Array[],
): Uint8Array | undefined {
  if (index >= treeSize || hashes.some(({ byteLength }) => byteLength !== 32)) return undefined;
  let [at, last, root] = [index, treeSize - 1n, leaf];
  for (const sibling of hashes) {
    if (last === 0n) return undefined;
    if ((at & 1n) === 1n || at === last) {
      root = hash([1], sibling, root);
      // The last node of a level without a sibling goes up as it is.
      while ((at & 1n) === 0n && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else root = hash([1], root, sibling);
    [at, last] = [at >> 1n, last >> 1n];
  }
  return last === 0n ? root : undefined;
}

function hash(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const made = createHash('sha256');
  for (const part of parts) made.update(Uint8Array.from(part));
  return made.digest();
}
