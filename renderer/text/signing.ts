import type {
  Attestable,
  Badge,
  BadgeReason,
  DocumentAttestation,
  SignerRefusalCode,
} from '#shared/model/attestation.ts';

const refusals: Readonly<Record<SignerRefusalCode, string>> = {
  unreadable: 'its key or passphrase cannot be read',
  'no-private-key': 'there is no private key in its file',
  'no-passphrase': 'its key is encrypted, and there is no passphrase',
  'wrong-passphrase': 'the passphrase does not open its key',
  unsupported: 'keys of this kind are not used',
  policy: 'the configuration lets other keys sign',
  plan: 'the plan does not include signing',
};
const cannot: Readonly<Record<Attestable, string>> = {
  yes: 'It can be signed.',
  'not-json': 'A statement holds JSON, and this document is none.',
  'of-a-layer': 'A statement is about an image, and this document about a layer.',
  'no-sbom': 'This document lists no components, so there is nothing to state about the image with it.',
  'too-large': 'Its attestation would be larger than what is read here. A document without proofs is smaller.',
};
const reasons: Readonly<Record<DocumentAttestation['reason'], string>> = {
  verified: 'by a trust root',
  malformed: 'not readable',
  signature: 'signature',
  subject: 'subject differs',
  proof: 'proof invalid',
  payload: 'payload differs',
  'no-trust-root': 'no trust root',
  'not-signed': 'nobody signed it',
  'not-checked': 'not checked',
  'none-found': 'no attestation found',
  'signer-refused': 'signer refused',
} satisfies Readonly<Record<BadgeReason | 'none-found' | 'signer-refused', string>>;
const badges: Readonly<Record<Badge, string>> = {
  verified: 'Verified',
  failed: 'Check failed',
  unverified: 'Unverified',
};

/** What a signer says itself is given in brackets. */
const refusal = (code: SignerRefusalCode, detail: string | null): string =>
  detail === null ? refusals[code] : `${refusals[code]} (${detail})`;

/** The words of signing documents, a part of the catalogue. */
export const signingText = {
  action: 'Sign & attest…',
  title: 'Sign & attest',
  intro: 'A statement that this document is about this image is signed and kept among the attestations of the image.',
  document: 'Document',
  key: 'Key',
  algorithm: 'Kind',
  fingerprint: 'SHA-256 of the key',
  log: 'Log',
  noLog: 'none: nothing leaves this machine',
  sign: 'Sign',
  signing: 'Signing…',
  noSigner: 'No signer is configured: start the console with --signing-key and a file of a private key.',
  asking: 'Asking the signer…',
  cannot,
  refuses: (name: string, why: string): string =>
    `${name} refuses now: ${why}. Asked all the same, it leaves the document without an attestation.`,
  refusal,
  badges,
  reasons,
  badge: (badge: Badge, reason: DocumentAttestation['reason']): string => `${badges[badge]} · ${reasons[reason]}`,
  attested: 'Attested',
  column: 'Attest',

  signings: 'Signings',
  signed: (name: string, algorithm: string): string => `Signed by ${name}, ${algorithm}`,
  refused: (name: string, why: string): string => `Refused by ${name}: ${why}`,
  done: (name: string): string => `Signed by ${name}. The attestation is kept.`,
  kept: (name: string, why: string): string => `The document is kept, without an attestation: ${name} refused, ${why}.`,
  failed: (why: string): string => `It was not signed: ${why}`,
  cancelled: 'Cancelled; nothing was signed',
  show: 'Show attestation',
  job: 'Signing',
  listFailed: 'What is attested of the documents cannot be read from the engine.',
} as const;
