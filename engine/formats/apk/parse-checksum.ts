/** A checksum of apk's: which algorithm made it, and its bytes in hex. */
export type ApkChecksum = Readonly<{ alg: 'sha1' | 'sha256'; hex: string }>;

/**
 * `Q1` + base64 of SHA-1, `Q2` + base64 of SHA-256, and the same as `X1`/`X2` in hex.
 *
 * Whether the value *is* that algorithm's is another matter: in a record with flag `f:S` (apk-tools 3) a `Q1` holds a SHA-256
 * cut to 160 bits.
 *
 * @returns undefined for any other text or a value of the wrong length
 */
export function parseApkChecksum(text: string): ApkChecksum | undefined {
  const alg = text.charAt(1) === '1' ? 'sha1' : text.charAt(1) === '2' ? 'sha256' : undefined;
  const digits = alg === 'sha1' ? 40 : 64;
  const value = text.slice(2);
  if (!alg) return undefined;
  if (text.startsWith('X'))
    return value.length === digits && /^[0-9a-f]+$/.test(value) ? { alg, hex: value } : undefined;
  // Node's decoder skips what is not base64, so the length of the text is checked as well.
  if (!text.startsWith('Q') || value.length !== (alg === 'sha1' ? 28 : 44) || !/^[A-Za-z0-9+/]+={0,2}$/.test(value))
    return undefined;
  const hex = Buffer.from(value, 'base64').toString('hex');
  return hex.length === digits ? { alg, hex } : undefined;
}
