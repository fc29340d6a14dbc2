import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Sha256 } from '#shared/model/digest.ts';

/** A public key with its name among keys: SHA-256 of its SubjectPublicKeyInfo. */
export type PublicKey = Readonly<{ id: Sha256; spki: Uint8Array; algorithm: string; key: KeyObject }>;

/** Why a text is no key that can be trusted. It repeats nothing of the text. */
export type KeyRefusal = 'private' | 'no-key' | 'unsupported';

/** Most of a PEM text that is looked at: an RSA key of 16,384 bits has below 3 kB. */
const MAX_CHARS = 16_384;

/** Reads a public key, or the one in a certificate, from PEM. A private key is refused before it is parsed. */
export function readPublicKey(pem: string): PublicKey | KeyRefusal {
  if (/PRIVATE KEY/i.test(pem)) return 'private';
  if (pem.length > MAX_CHARS || !/-----BEGIN (?:PUBLIC KEY|CERTIFICATE|RSA PUBLIC KEY)-----/.test(pem)) return 'no-key';
  try {
    return keyOfObject(createPublicKey(pem)) ?? 'unsupported';
  } catch {
    return 'no-key';
  }
}

/** The key that was kept by its SubjectPublicKeyInfo; undefined for damage. */
export function keyOfSpki(spki: Uint8Array): PublicKey | undefined {
  try {
    return keyOfObject(createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }));
  } catch {
    return undefined;
  }
}

/** The key of a certificate; undefined for anything else. Whoever issued it is not looked at. */
export function keyOfCertificate(der: Uint8Array): PublicKey | undefined {
  try {
    return keyOfObject(new X509Certificate(der).publicKey);
  } catch {
    return undefined;
  }
}

/** undefined for kinds whose signatures are not checked here. */
export function keyOfObject(key: KeyObject): PublicKey | undefined {
  const algorithm = algorithmOf(key);
  if (algorithm === undefined) return undefined;
  const spki = Uint8Array.from(key.export({ format: 'der', type: 'spki' }));
  return { id: createHash('sha256').update(spki).digest('hex') as Sha256, spki, algorithm, key };
}

const CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

function algorithmOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string | undefined {
  if (type === 'ed25519') return 'Ed25519';
  if (type === 'rsa') {
    const bits = details?.modulusLength ?? 0;
    return bits >= 2048 ? `RSA ${bits}` : undefined;
  }
  const curve = type === 'ec' ? CURVES[details?.namedCurve ?? ''] : undefined;
  return curve && `ECDSA ${curve}`;
}
