import type { Digest, ImageId, Sha256 } from './digest.ts';

/** A public key that its user trusts, by the SHA-256 of its SubjectPublicKeyInfo. No private key is ever taken. */
export type TrustKey = Readonly<{
  id: Sha256;
  name: string;
  /** Whose signatures it checks: of attestations, or of a log's checkpoints. */
  use: 'signer' | 'log';
  /** For people, such as `ECDSA P-256`. */
  algorithm: string;
  addedAtMs: number;
}>;

export type Badge = 'verified' | 'failed' | 'unverified';

/** Why a badge is what it is. */
export type BadgeReason =
  | 'verified'
  /** Check failed. */
  | 'malformed'
  | 'signature'
  | 'subject'
  | 'proof'
  | 'payload'
  /** Unverified. */
  | 'no-trust-root'
  | 'not-signed'
  | 'not-checked';

/** The six checks, in order. */
export const checkSteps = ['envelope', 'signature', 'subject', 'inclusion', 'consistency', 'payload'] as const;
export type CheckStep = (typeof checkSteps)[number];

/** `detail` is text of ours in English or text of the file; `code` is stable. */
export type StepResult = Readonly<{
  step: CheckStep;
  state: 'ok' | 'failed' | 'unchecked';
  code: string;
  detail: string;
}>;

/** Where a log has the entry. Version 2 logs have no page for an entry, and no lookup by hash. */
export type LogPlace = Readonly<{
  version: 1 | 2;
  /** Decimal. */
  index: string;
  /** First line of the checkpoint. */
  origin: string | null;
  treeSize: string | null;
  /** Hex. */
  root: string | null;
  kind: string;
}>;

export type AttestationCheck = Readonly<{
  badge: Badge;
  reason: BadgeReason;
  container: 'dsse' | 'sigstore-bundle' | 'statement' | null;
  predicateType: string | null;
  /** The first of them, with their first digest. */
  subjects: readonly Readonly<{ name: string; digest: string; isImage: boolean }>[];
  subjectCount: number;
  /** The stored document that its predicate is, byte for byte; null where none is known to be. */
  document: Digest | null;
  signer: Readonly<{ id: Sha256 | null; name: string | null; algorithm: string | null }>;
  log: LogPlace | null;
  steps: readonly StepResult[];
}>;

/** An attestation that was given to an image. */
export type AttestationView = Readonly<{ sha256: Sha256; name: string; size: number; addedAtMs: number }> &
  AttestationCheck;

/** Why a signer does not sign. A closed list: each has its words. `plan` is of signers elsewhere, which there are none of yet. */
export const signerRefusals = [
  'unreadable',
  'no-private-key',
  'no-passphrase',
  'wrong-passphrase',
  'unsupported',
  'policy',
  'plan',
] as const;
export type SignerRefusalCode = (typeof signerRefusals)[number];

/** `detail` is a signer's own text, or a code of the system; never of a key. */
export type SignerRefusal = Readonly<{ code: SignerRefusalCode; detail: string | null }>;

/** Who signs, as far as anybody but the signer may know. `keyId`: SHA-256 of the SubjectPublicKeyInfo. */
export type SignerIdentity = Readonly<{ keyId: Sha256; algorithm: string; name: string }>;

export type SignerView =
  | Readonly<{ state: 'none' }>
  | Readonly<{ state: 'ready'; identity: SignerIdentity }>
  | Readonly<{ state: 'refuses'; name: string; refusal: SignerRefusal }>;

/** What came of asking a signer. The document is there either way. */
export type SigningOutcome =
  | Readonly<{ kind: 'signed'; signer: SignerIdentity; attestation: Sha256 }>
  | Readonly<{ kind: 'refused'; name: string; refusal: SignerRefusal }>;

/** One line of the log of signings, which only grows. */
export type SigningRecord = Readonly<{
  atMs: number;
  imageId: ImageId;
  artifactId: Sha256;
  outcome: SigningOutcome;
}>;

/** Can a document be the predicate of a statement about its image? */
export type Attestable = 'yes' | 'not-json' | 'of-a-layer' | 'no-sbom' | 'too-large';

/** What is attested of a stored document. */
export type DocumentAttestation = Readonly<{
  id: Digest;
  attestable: Attestable;
  badge: Badge;
  reason: BadgeReason | 'none-found' | 'signer-refused';
  /** The attestation that the badge is of. */
  attestation: Sha256 | null;
  /** Newest first. */
  signings: readonly SigningRecord[];
}>;
