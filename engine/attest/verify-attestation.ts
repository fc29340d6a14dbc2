import { ParseError } from '#engine/bytes/parse-error.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { memberBytes } from '#engine/formats/attestation/member-bytes.ts';
import { type Attestation, readAttestation } from '#engine/formats/attestation/read-attestation.ts';
import { readStatement, type Statement } from '#engine/formats/attestation/read-statement.ts';
import { checkSteps, type AttestationCheck, type StepResult } from '#shared/model/attestation.ts';
import { digestOf, type Sha256 } from '#shared/model/digest.ts';
import { badgeOf } from './badge.ts';
import { checkLog } from './check-log.ts';
import { dssePae, isSignedBy } from './check-signature.ts';
import { keyOfCertificate, type PublicKey } from './trust-key.ts';

/** A key that the user trusts, and how it is called. */
export type TrustedKey = PublicKey & Readonly<{ name: string; use: 'signer' | 'log' }>;

/** Hex of every SHA-256 that names the image, and what it is of. */
export type ImageNames = ReadonlyMap<string, string>;

/** Ids of the documents that are stored of the image, and how they are called. */
export type DocumentNames = ReadonlyMap<Sha256, string>;

const MAX_SUBJECTS = 20;

/** Checks an attestation of an image step by step, from what it brings and what the user trusts. Never throws for bad bytes. */
export function verifyAttestation(
  bytes: Uint8Array,
  image: ImageNames,
  keys: readonly TrustedKey[],
  documents: DocumentNames | null = new Map(),
): AttestationCheck {
  let attestation: Attestation;
  let statement: Statement;
  try {
    attestation = readAttestation(bytes);
    if (!/^application\/vnd\.in-toto(?:\+json|\.[\w.+-]+)$/.test(attestation.payloadType))
      throw new ParseError({ code: 'unsupported', what: 'payload', found: attestation.payloadType.slice(0, 100) });
    statement = readStatement(attestation.payload);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return malformed(error.message);
  }
  const signature = checkSignature(
    attestation,
    keys.filter(({ use }) => use === 'signer'),
  );
  const subject = checkSubject(statement, image);
  const log = checkLog(
    attestation,
    keys.filter(({ use }) => use === 'log'),
  );
  const predicate = sha256(memberBytes(attestation.payload, 'predicate') ?? Buffer.of());
  const document = documents?.get(predicate);
  const badge = badgeOf({
    signed: attestation.container !== 'statement',
    trusted: signature.trusted,
    signature: signature.step.state === 'unchecked' ? null : signature.step.state === 'ok',
    subject: subject.state === 'ok',
    logged: log.logged,
    proof: log.step.state !== 'failed',
    // Whoever publishes the image writes another SBOM than we do: one that equals none here is no failure.
    payload: true,
  });
  return {
    ...badge,
    container: attestation.container,
    predicateType: statement.predicateType,
    subjects: statement.subjects.slice(0, MAX_SUBJECTS).map(({ name, digests }) => {
      const [algorithm = 'sha256', hex = ''] = Object.entries(digests).toSorted(bySha256First)[0] ?? [];
      return { name, digest: `${algorithm}:${hex}`, isImage: isImage(digests, image) !== undefined };
    }),
    subjectCount: statement.subjects.length,
    document: document === undefined ? null : digestOf(predicate),
    signer: signature.signer,
    log: log.place,
    steps: [
      { step: 'envelope', state: 'ok', code: 'ok', detail: attestation.container },
      signature.step,
      subject,
      log.step,
      { step: 'consistency', state: 'unchecked', code: 'offline', detail: 'needs the log itself' },
      document === undefined
        ? {
            step: 'payload',
            state: 'unchecked',
            ...(documents === null
              ? { code: 'scan-runs', detail: 'waits for the end of the scan, which makes the documents' }
              : { code: 'no-such-document', detail: 'none that is stored here has its bytes' }),
          }
        : { step: 'payload', state: 'ok', code: 'ok', detail: document },
    ],
  };
}

type SignatureCheck = Readonly<{ step: StepResult; trusted: boolean; signer: AttestationCheck['signer'] }>;

function checkSignature(attestation: Attestation, keys: readonly TrustedKey[]): SignatureCheck {
  const { container, payloadType, payload, signatures, certificate } = attestation;
  if (container === 'statement')
    return signatureStep(null, 'unchecked', 'not-signed', 'the statement has no signature');
  const message = dssePae(payloadType, payload);
  const signs = (key: PublicKey): boolean => signatures.some(({ bytes }) => isSignedBy(key, message, bytes));
  if (certificate !== null) {
    const own = keyOfCertificate(certificate);
    if (!own) return signatureStep(null, 'failed', 'certificate', 'the certificate has no key that can be used');
    const trusted = keys.find(({ id }) => id === own.id);
    if (!signs(own))
      return signatureStep(trusted ?? own, 'failed', 'signature', 'not a signature of the key in the certificate');
    return trusted
      ? signatureStep(trusted, 'ok', 'ok', trusted.name, true)
      : signatureStep(own, 'ok', 'signer-not-trusted', 'the key of the certificate, which is no trust root');
  }
  const signer = keys.find(signs);
  if (signer) return signatureStep(signer, 'ok', 'ok', signer.name, true);
  // A key id is only a hint; but whoever names a trusted key and does not have its signature is wrong.
  const named = keys.find(({ id, name }) => signatures.some(({ keyId }) => keyId === id || keyId === name));
  if (named) return signatureStep(named, 'failed', 'signature', `names ${named.name}, and is not its signature`);
  const why = keys.length === 0 ? 'no trust root is configured' : 'of none of the trust roots';
  return signatureStep(null, 'unchecked', 'no-trust-root', why);
}

function signatureStep(
  key: (PublicKey & Readonly<{ name?: string }>) | null,
  state: StepResult['state'],
  code: string,
  detail: string,
  trusted = false,
): SignatureCheck {
  return {
    step: { step: 'signature', state, code, detail },
    trusted,
    signer: { id: key?.id ?? null, name: key?.name ?? null, algorithm: key?.algorithm ?? null },
  };
}

function checkSubject({ subjects }: Statement, image: ImageNames): StepResult {
  for (const { digests } of subjects) {
    const found = isImage(digests, image);
    if (found !== undefined) return { step: 'subject', state: 'ok', code: 'ok', detail: found };
  }
  return { step: 'subject', state: 'failed', code: 'subject', detail: 'no subject is this image' };
}

/** What of the image a subject names. Names prove nothing. */
function isImage(digests: Readonly<Record<string, string>>, image: ImageNames): string | undefined {
  const hex = digests['sha256'];
  return hex === undefined ? undefined : image.get(hex.toLowerCase());
}

function bySha256First([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return Number(other === 'sha256') - Number(one === 'sha256');
}

function malformed(message: string): AttestationCheck {
  return {
    badge: 'failed',
    reason: 'malformed',
    container: null,
    predicateType: null,
    subjects: [],
    subjectCount: 0,
    document: null,
    signer: { id: null as Sha256 | null, name: null, algorithm: null },
    log: null,
    steps: checkSteps.map((step) =>
      step === 'envelope'
        ? { step, state: 'failed', code: 'malformed', detail: message }
        : { step, state: 'unchecked', code: 'not-reached', detail: 'a step before failed' },
    ),
  };
}
