import type { SignerIdentity, SignerRefusal } from '#shared/model/attestation.ts';

export type Signed = Readonly<{
  /** In the form that is usual for the key: ECDSA as DER. */
  signature: Uint8Array;
  by: SignerIdentity;
  /** The public key, with which whoever asked checks the signature before it is kept. */
  spki: Uint8Array;
}>;

export type SignerAnswer<Granted> =
  (Readonly<{ granted: true }> & Granted) | Readonly<{ granted: false; refusal: SignerRefusal }>;

/**
 * Something that signs bytes with a key that only it has: a file of this machine now, a service that asks for a plan later. A refusal
 * is a result; what throws is a failure, or the signal's reason.
 */
export type Signer = Readonly<{
  /** What it is called, also when it refuses. */
  name: string;
  /** Who would sign. */
  identity(signal: AbortSignal): Promise<SignerAnswer<Readonly<{ identity: SignerIdentity }>>>;
  sign(message: Uint8Array, signal: AbortSignal): Promise<SignerAnswer<Signed>>;
}>;
