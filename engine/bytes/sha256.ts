import { hash } from 'node:crypto';
import type { Sha256 } from '#shared/model/digest.ts';

/** SHA-256 of bytes in hand. One-shot hashing is six times faster than a stream for small files. */
export function sha256(bytes: Uint8Array | string): Sha256 {
  return hash('sha256', bytes, 'hex') as Sha256;
}
