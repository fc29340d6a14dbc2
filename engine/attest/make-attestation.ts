import type { Digest, Sha256 } from '#shared/model/digest.ts';
import { dssePae } from './check-signature.ts';

/** What the payload of an envelope is, when it is a statement. @see in-toto attestation, "Envelope" */
const STATEMENT = 'application/vnd.in-toto+json';

/** The predicate type of a document, by its format; undefined for one that is no JSON. */
export function predicateTypeOf(format: string): string | undefined {
  return PREDICATES[format];
}

const PREDICATES: Readonly<Record<string, string>> = {
  'cdx-json': 'https://cyclonedx.org/bom',
  'cdx16-json': 'https://cyclonedx.org/bom',
  'spdx-json': 'https://spdx.dev/Document/v3',
  'spdx23-json': 'https://spdx.dev/Document',
};

/**
 * An in-toto statement 1: this document is about these bytes. The document stands in it as it is, byte for byte, so that whoever has it
 * can compare it with the document itself.
 *
 * @param document canonical JSON
 */
export function makeStatement(subjects: readonly Digest[], predicateType: string, document: Uint8Array): Uint8Array {
  const head = JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    // Names tell entries apart, and prove nothing: the digest is the only one that says the same everywhere.
    subject: subjects.map((digest) => ({ name: digest, digest: { sha256: digest.slice('sha256:'.length) } })),
    predicateType,
  });
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},"predicate":`), document, Buffer.from('}')]);
}

/** What is to be signed of a statement. */
export function toSign(statement: Uint8Array): Uint8Array {
  return dssePae(STATEMENT, statement);
}

/** A Sigstore bundle 0.3 around a DSSE envelope, of a key that is no certificate's and without a log. */
export function makeBundle(statement: Uint8Array, keyId: Sha256, signature: Uint8Array): Uint8Array {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const bundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: keyId }, tlogEntries: [] },
    dsseEnvelope: {
      payload: base64(statement),
      payloadType: STATEMENT,
      signatures: [{ sig: base64(signature), keyid: keyId }],
    },
  };
  return Uint8Array.from(Buffer.from(`${JSON.stringify(bundle)}\n`));
}
