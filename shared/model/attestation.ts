import type { Sha256 } from './digest.ts';

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
  container: 'dsse' | 'sigstore-bundle' | null;
  predicateType: string | null;
  /** The first of them, with their first digest. */
  subjects: readonly Readonly<{ name: string; digest: string; isImage: boolean }>[];
  subjectCount: number;
  signer: Readonly<{ id: Sha256 | null; name: string | null; algorithm: string | null }>;
  log: LogPlace | null;
  steps: readonly StepResult[];
}>;

/** An attestation that was given to an image. */
export type AttestationView = Readonly<{ sha256: Sha256; name: string; size: number; addedAtMs: number }> &
  AttestationCheck;
