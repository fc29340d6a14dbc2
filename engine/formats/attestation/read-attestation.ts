import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { bytesOf, decimalOf, isRecord, listOf, parseJson, recordOf, textOf, type JsonRecord } from './json-values.ts';

/** What a transparency log says of a signature. Numbers are decimal text: they have 64 bits. */
export type LogEntry = Readonly<{
  index: string;
  kind: string;
  version: string;
  /** A signed promise of an older log, in place of a proof. */
  hasPromise: boolean;
  body: Uint8Array | null;
  proof: Readonly<{ index: string; hashes: readonly Uint8Array[]; checkpoint: string | null }> | null;
}>;

/** A DSSE envelope, alone or in a Sigstore bundle, or a statement that nobody signed. Nothing of it is checked yet. */
export type Attestation = Readonly<{
  container: 'dsse' | 'sigstore-bundle' | 'statement';
  payloadType: string;
  payload: Uint8Array;
  signatures: readonly Readonly<{ keyId: string | null; bytes: Uint8Array }>[];
  /** DER of the signer's certificate, where the bundle has one. */
  certificate: Uint8Array | null;
  log: LogEntry | null;
}>;

const WHAT = 'attestation';
const STATEMENT = 'application/vnd.in-toto+json';
const BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle(?:\.v0\.3\+json|\+json;version=0\.[123])$/;

/**
 * Reads a DSSE 1.0.2 envelope, a Sigstore bundle 0.1-0.3, or a bare in-toto statement: BuildKit signs none of its own.
 *
 * @throws {ParseError} for anything else, and beyond `attestationBytes`, `attestationSignatures`, `attestationProofHashes`
 */
export function readAttestation(bytes: Uint8Array): Attestation {
  const root = recordOf(parseJson(WHAT, bytes), WHAT, 'an object');
  if (root['_type'] !== undefined && root['payload'] === undefined)
    return {
      container: 'statement',
      payloadType: STATEMENT,
      payload: bytes,
      signatures: [],
      certificate: null,
      log: null,
    };
  if (root['mediaType'] === undefined)
    return { ...readEnvelope(root), container: 'dsse', certificate: null, log: null };
  const mediaType = textOf(root['mediaType'], WHAT, 'mediaType');
  if (!BUNDLE.test(mediaType)) throw unsupported(mediaType);
  if (!isRecord(root['dsseEnvelope'])) throw unsupported('a bundle without a DSSE envelope');
  const envelope = readEnvelope(root['dsseEnvelope']);
  if (envelope.signatures.length !== 1) throw malformed(`${envelope.signatures.length} signatures`, '1 in a bundle');
  const material = recordOf(root['verificationMaterial'], WHAT, 'verificationMaterial');
  const [entry] = listOf(material['tlogEntries'] ?? [], WHAT, 'tlogEntries', limits.attestationSignatures);
  return {
    ...envelope,
    container: 'sigstore-bundle',
    certificate: readCertificate(material),
    log: entry === undefined ? null : readLogEntry(recordOf(entry, WHAT, 'an entry of tlogEntries')),
  };
}

function readEnvelope(envelope: JsonRecord): Pick<Attestation, 'payloadType' | 'payload' | 'signatures'> {
  const signatures = listOf(envelope['signatures'], WHAT, 'signatures', limits.attestationSignatures).map((value) => {
    const { keyid, sig } = recordOf(value, WHAT, 'an entry of signatures');
    return { keyId: typeof keyid === 'string' && keyid !== '' ? keyid : null, bytes: bytesOf(sig, WHAT, 'sig') };
  });
  if (signatures.length === 0) throw malformed('no signatures', 'one');
  return {
    payloadType: textOf(envelope['payloadType'], WHAT, 'payloadType'),
    payload: bytesOf(envelope['payload'], WHAT, 'payload'),
    signatures,
  };
}

/** The leaf: alone since 0.3, first of a chain before. */
function readCertificate({ certificate, x509CertificateChain: chain }: JsonRecord): Uint8Array | null {
  if (isRecord(certificate)) return bytesOf(certificate['rawBytes'], WHAT, 'rawBytes');
  if (!isRecord(chain)) return null;
  const [leaf] = listOf(chain['certificates'] ?? [], WHAT, 'certificates', limits.attestationSignatures);
  return leaf === undefined ? null : bytesOf(recordOf(leaf, WHAT, 'a certificate')['rawBytes'], WHAT, 'rawBytes');
}

function readLogEntry(entry: JsonRecord): LogEntry {
  const { kind, version } = recordOf(entry['kindVersion'], WHAT, 'kindVersion');
  const { inclusionProof: proof, canonicalizedBody: body } = entry;
  return {
    // Protobuf leaves a zero out.
    index: decimalOf(entry['logIndex'] ?? '0', WHAT, 'logIndex'),
    kind: textOf(kind, WHAT, 'kind'),
    version: textOf(version, WHAT, 'version'),
    hasPromise: isRecord(entry['inclusionPromise']),
    body: body === undefined ? null : bytesOf(body, WHAT, 'canonicalizedBody'),
    proof: isRecord(proof) ? readProof(proof) : null,
  };
}

function readProof(proof: JsonRecord): NonNullable<LogEntry['proof']> {
  const { checkpoint } = proof;
  return {
    index: decimalOf(proof['logIndex'] ?? '0', WHAT, 'logIndex of the proof'),
    hashes: listOf(proof['hashes'] ?? [], WHAT, 'hashes', limits.attestationProofHashes).map((hash) =>
      bytesOf(hash, WHAT, 'an entry of hashes'),
    ),
    checkpoint: isRecord(checkpoint) ? textOf(checkpoint['envelope'], WHAT, 'envelope of the checkpoint') : null,
  };
}

function malformed(found: string, expected: string): ParseError {
  return new ParseError({ code: 'malformed', what: WHAT, found, expected });
}

function unsupported(found: string): ParseError {
  return new ParseError({ code: 'unsupported', what: WHAT, found: found.slice(0, 100) });
}
