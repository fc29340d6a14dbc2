import { verify } from 'node:crypto';
import type { PublicKey } from './trust-key.ts';

/** What a DSSE 1.0.2 signature is over: `DSSEv1 <length> <type> <length> <payload>`, lengths in bytes. */
export function dssePae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType);
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.byteLength} `),
    type,
    Buffer.from(` ${payload.byteLength} `),
    payload,
  ]);
}

const HASHES: Readonly<Record<string, string>> = {
  'ECDSA P-256': 'sha256',
  'ECDSA P-384': 'sha384',
  'ECDSA P-521': 'sha512',
};

/** What a key's signatures hash with: ECDSA its curve's, RSA as PKCS #1 1.5 SHA-256; null: Ed25519 hashes by itself. */
export function hashOf({ algorithm }: PublicKey): string | null {
  return algorithm === 'Ed25519' ? null : (HASHES[algorithm] ?? 'sha256');
}

/** Is this the key's signature over these bytes? ECDSA in DER. See {@link hashOf}. */
export function isSignedBy(publicKey: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(hashOf(publicKey), message, publicKey.key, signature);
  } catch {
    // A signature that is not even of the right shape.
    return false;
  }
}
