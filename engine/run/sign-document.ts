import { isSignedBy } from '#engine/attest/check-signature.ts';
import { makeBundle, makeStatement, predicateTypeOf, toSign } from '#engine/attest/make-attestation.ts';
import { keyOfSpki } from '#engine/attest/trust-key.ts';
import { limits } from '#engine/bytes/limits.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { Clock } from '#engine/ports/clock.ts';
import type { Signer } from '#engine/ports/signer.ts';
import { type ImageRecord, readArtifactBytes, type Store } from '#engine/store/index.ts';
import type { Attestable, SigningOutcome } from '#shared/model/attestation.ts';
import { type Digest, hexOf } from '#shared/model/digest.ts';
import type { Bytes, LayerIndex } from '#shared/model/units.ts';
import { EngineError } from './console/engine-error.ts';

/** An image has a signature, an SBOM and a provenance, in some versions. */
export const MAX_ATTESTATIONS = 50;

/** A document as far as its signing depends on it. */
export type SignedSubject = Readonly<{
  id: Digest;
  kind: string;
  format: string;
  layer: LayerIndex | null;
  fileName: string;
  size: Bytes;
}>;

/** Around a predicate: statement and bundle, without the two subjects and more that an image may have. */
const AROUND: Bytes = 4096;

/** Can a document be the predicate of a statement about its image? Base64 has four characters for three bytes. */
export function attestable({ kind, format, layer, size }: Omit<SignedSubject, 'id' | 'fileName'>): Attestable {
  if (layer !== null) return 'of-a-layer';
  if (kind !== 'sbom') return 'no-sbom';
  if (predicateTypeOf(format) === undefined) return 'not-json';
  return Math.ceil((size + AROUND) / 3) * 4 + AROUND > limits.attestationBytes ? 'too-large' : 'yes';
}

/** @throws EngineError `refused` for a document that cannot be attested */
export function assertAttestable(document: Omit<SignedSubject, 'id'>): void {
  const can = attestable(document);
  if (can !== 'yes') throw new EngineError({ kind: 'not-attestable', name: document.fileName, why: can });
}

/**
 * Asks a signer to sign that a stored document is about its image, and keeps what comes of it: a Sigstore bundle among the
 * attestations of the image, or the refusal; either way a line in the log of signings. The document itself is not touched.
 *
 * @throws EngineError `refused` for a document that cannot be attested, or one attestation too many; the signal's reason
 */
export async function signDocument(
  { store, clock, signer }: Readonly<{ store: Store; clock: Clock; signer: Signer }>,
  image: ImageRecord,
  document: SignedSubject,
  signal: AbortSignal,
): Promise<Readonly<{ outcome: SigningOutcome; bundle: Uint8Array | null }>> {
  const { imageId } = image;
  assertAttestable(document);
  const predicateType = predicateTypeOf(document.format) ?? '';
  const kept = await store.reader.listAttestations(imageId);
  if (kept.length >= MAX_ATTESTATIONS) throw new EngineError({ kind: 'many-attestations', most: MAX_ATTESTATIONS });
  const artifact = await store.reader.findArtifact(hexOf(document.id));
  if (!artifact) throw new EngineError({ kind: 'no-document', id: document.id });
  const bytes = await readArtifactBytes(store.blobs, artifact);
  const statement = makeStatement(subjectsOf(image), predicateType, bytes);
  const message = toSign(statement);
  signal.throwIfAborted();
  const answer = await signer.sign(message, signal);
  signal.throwIfAborted();
  const line = { atMs: clock.now(), imageId, artifactId: artifact.artifactId };
  if (!answer.granted) {
    const outcome: SigningOutcome = { kind: 'refused', name: signer.name, refusal: answer.refusal };
    await store.writer.commitSigning({ ...line, outcome }, null);
    return { outcome, bundle: null };
  }
  const { signature, by, spki } = answer;
  const key = keyOfSpki(spki);
  // Whatever signs, what it gives is checked as a stranger would.
  if (key?.id !== by.keyId || !isSignedBy(key, message, signature))
    throw new Error(`The signature that ${signer.name} gave is not that of its key`);
  const bundle = makeBundle(statement, by.keyId, signature);
  const outcome: SigningOutcome = { kind: 'signed', signer: by, attestation: sha256(bundle) };
  await store.writer.commitSigning(
    { ...line, outcome },
    {
      sha256: outcome.attestation,
      name: `${document.fileName}.sigstore.json`,
      bytes: bundle,
      addedAtMs: line.atMs,
    },
  );
  return { outcome, bundle };
}

/** What checks bind an attestation to: the image ID, and manifests that somebody else wrote. That of an archive is made up. */
function subjectsOf({ imageId, digests }: ImageRecord): readonly Digest[] {
  const manifests = digests.filter(({ kind, provenance }) => kind === 'manifest' && provenance !== 'synthesised');
  return [imageId, ...manifests.map(({ digest }) => digest).toSorted()];
}
