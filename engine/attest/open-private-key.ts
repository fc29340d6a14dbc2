import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { SignerRefusalCode } from '#shared/model/attestation.ts';
import { hashOf } from './check-signature.ts';
import { keyOfObject, type PublicKey } from './trust-key.ts';

/** A key that signs. Its private part is an object of Node's that no text is made of. */
export type PrivateKey = Readonly<{ publicKey: PublicKey; sign: (message: Uint8Array) => Uint8Array }>;

/** Keys that programs of their own keep in forms of their own. */
const OTHER_FORMS = /-----BEGIN (?:ENCRYPTED (?:SIGSTORE|COSIGN)|OPENSSH) PRIVATE KEY-----/;
const PRIVATE = /-----BEGIN (?:ENCRYPTED |EC |RSA )?PRIVATE KEY-----/;

/**
 * Reads a private key from PEM. A refusal repeats nothing of the text.
 *
 * @param allowed ids of the keys that may sign; empty: any
 */
export function openPrivateKey(
  pem: string,
  passphrase: string | null,
  allowed: readonly string[],
): PrivateKey | SignerRefusalCode {
  if (OTHER_FORMS.test(pem)) return 'unsupported';
  if (!PRIVATE.test(pem)) return 'no-private-key';
  const encrypted = /-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m.test(pem);
  if (encrypted && (passphrase === null || passphrase === '')) return 'no-passphrase';
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, ...(encrypted && passphrase !== null ? { passphrase } : {}) });
  } catch {
    // Of an encrypted key a wrong passphrase and damage look the same.
    return encrypted ? 'wrong-passphrase' : 'no-private-key';
  }
  const publicKey = keyOfObject(createPublicKey(key));
  if (!publicKey) return 'unsupported';
  if (allowed.length > 0 && !allowed.includes(publicKey.id)) return 'policy';
  return { publicKey, sign: (message) => Uint8Array.from(sign(hashOf(publicKey), message, key)) };
}
