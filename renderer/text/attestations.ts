import type { AttestationCheck, Badge, BadgeReason, CheckStep, StepResult } from '#shared/model/attestation.ts';
import { count, counted, size } from './formats.ts';

const badges: Readonly<Record<Badge, string>> = {
  verified: 'Verified',
  failed: 'Check failed',
  unverified: 'Unverified',
};
const reasons: Readonly<Record<BadgeReason, string>> = {
  verified: 'trust root, signature and subject hold',
  malformed: 'not readable',
  signature: 'signature',
  subject: 'subject differs',
  proof: 'proof invalid',
  payload: 'payload differs',
  'no-trust-root': 'no trust root configured for its signer',
  'not-signed': 'nobody signed it',
  'not-checked': 'not checked',
};
const steps: Readonly<Record<CheckStep, string>> = {
  envelope: 'Envelope and statement are readable',
  signature: 'Signature is that of a trust root',
  subject: 'Subject is this image',
  inclusion: 'A log has the entry',
  consistency: 'The log is consistent',
  payload: 'Payload equals a document made here',
};
const states: Readonly<Record<StepResult['state'], string>> = {
  ok: 'holds',
  failed: 'failed',
  unchecked: 'not checked',
};

/** The words of attestations and trust roots, a part of the catalogue. */
export const attestationsText = {
  badges,
  reasons,
  steps,
  states,
  title: 'Attestations',
  summary: (value: number): string => counted(value, 'attestation', 'attestations'),
  about: (name: string): string => `About ${name}`,
  add: 'Add…',
  adding: 'Choose DSSE envelopes or Sigstore bundles',
  added: (name: string): string => `Added ${name}`,
  addFailed: (name: string, why: string): string => `${name} was not added: ${why}`,
  tooLarge: (bytes: number, limit: number): string => `it has ${size(bytes)}, the limit is ${size(limit)}`,
  none: 'No attestation found',
  noneText:
    'None lies beside the image in its archive: attestation manifests of BuildKit, referrers and attestations of cosign are looked for there. Whoever publishes the image may offer a Sigstore bundle (.sigstore.json) or a DSSE envelope: add it here. It is checked on this machine, with the trust roots of the settings.',
  list: 'Attestations of this image',
  badge: (what: string, badge: string, reason: string): string => `${what}: ${badge}, ${reason}`,
  checks: 'Checks, made offline',
  step: (name: string, state: string): string => `${name}: ${state}`,
  predicate: 'Predicate',
  kinds: (type: string | null): string => {
    if (type === null) return 'Attestation';
    if (type.startsWith('https://cyclonedx.org/bom') || type.startsWith('https://spdx.dev/Document'))
      return 'SBOM attestation';
    if (type.startsWith('https://slsa.dev/provenance/')) return 'Provenance attestation';
    return type.startsWith('https://sigstore.dev/cosign/sign/') ? 'Image signature' : 'Attestation';
  },
  subjects: 'Subjects',
  isImage: 'this image',
  otherImage: 'something else',
  moreSubjects: (value: number): string => `and ${count(value)} more`,
  signer: 'Signer',
  noSigner: 'none: nobody signed it',
  unknownSigner: 'not known: it is none of the trust roots',
  log: 'Log',
  noLog: 'no entry of a log',
  logVersion: (version: number): string => `version ${version}`,
  logIndex: 'Index in the log',
  checkpoint: 'Checkpoint',
  checkpointOf: (treeSize: string, root: string): string => `tree size ${treeSize}, root ${root}`,
  noPage: 'Version 2 logs have no page for an entry. Its origin, index and checkpoint are the reference.',
  noOpen: 'A page of this log is not opened from here: this program makes no connections.',
  digest: 'SHA-256 of the file',
  container: {
    dsse: 'DSSE envelope',
    'sigstore-bundle': 'Sigstore bundle',
    statement: 'In-toto statement without a signature',
  } as Readonly<Record<NonNullable<AttestationCheck['container']>, string>>,
  remove: 'Remove',
  removeTitle: (name: string): string => `Remove ${name}?`,
  removeText: 'The attestation is taken out of the data folder. The file it came from is not touched.',
  removed: (name: string): string => `Removed ${name}`,
  loadFailed: 'The attestations cannot be read from the engine.',
  trust: {
    page: 'Trust roots',
    hint: 'Public keys whose signatures are believed. An attestation is verified only with one of them. Private keys do not belong here, and are refused.',
    none: 'No trust root is configured: every attestation is unverified.',
    list: 'Trust roots',
    name: 'Name',
    use: 'Checks',
    uses: { signer: 'attestations', log: 'checkpoints of a log' } as const,
    algorithm: 'Kind',
    fingerprint: 'SHA-256 of the key',
    addTitle: 'Add a public key',
    pem: 'Public key or certificate, PEM',
    pemHint: 'Of a certificate its key counts; who issued it is not looked at.',
    add: 'Add',
    added: (name: string): string => `Added trust root ${name}`,
    removeTitle: (name: string): string => `Remove trust root ${name}?`,
    removeText: 'Attestations that only this key has signed become unverified.',
    remove: (name: string): string => `Remove trust root ${name}`,
  },
} as const;
