const MODULUS = 65_521;
/** Most bytes that can be summed before a 32-bit sum could pass 2^32 (RFC 1950 §9). */
const BLOCK = 5552;

/** Adler-32 checksum as an unsigned number (RFC 1950 §8.2). */
export function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let start = 0; start < bytes.byteLength; start += BLOCK) {
    const end = Math.min(start + BLOCK, bytes.byteLength);
    for (let i = start; i < end; i++) {
      a += bytes[i] ?? 0;
      b += a;
    }
    a %= MODULUS;
    b %= MODULUS;
  }
  return b * 65_536 + a;
}
