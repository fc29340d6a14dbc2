import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Digest, hexOf } from '#shared/model/digest.ts';
import { type BuiltImage, descriptor, digest, type Files, json, manifestType, ociLayout } from './image.ts';

/** A key pair made for a test. */
export type TestKey = Readonly<{
  privateKey: KeyObject;
  publicKey: KeyObject;
  pem: string;
  algorithm: 'ec' | 'ed25519' | 'rsa';
}>;

export function testKey(algorithm: TestKey['algorithm'] = 'ec'): TestKey {
  const pair =
    algorithm === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : algorithm === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ed25519');
  return { ...pair, algorithm, pem: String(pair.publicKey.export({ format: 'pem', type: 'spki' })) };
}

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

export type Envelope = Readonly<{
  payload: string;
  payloadType: string;
  signatures: readonly Readonly<{ keyid?: string; sig: string }>[];
}>;

/** An in-toto statement about a digest, in a signed envelope. */
export function envelope(key: TestKey, sha256: string, more: Readonly<{ keyid?: string }> = {}): Envelope {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'example.org/greeting', digest: { sha256 } }],
    predicateType: 'https://cyclonedx.org/bom',
    predicate: { bomFormat: 'CycloneDX' },
  };
  const payload = Buffer.from(JSON.stringify(statement));
  const sig = signed(key, pae(payload)).toString('base64');
  return { payload: payload.toString('base64'), payloadType: PAYLOAD_TYPE, signatures: [{ ...more, sig }] };
}

/** What is signed, by the definition of DSSE. */
export function pae(payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.byteLength} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

function signed({ privateKey, algorithm }: TestKey, message: Uint8Array): Buffer {
  return sign(algorithm === 'ed25519' ? null : 'sha256', message, privateKey);
}

/** A log with other entries around the one of an envelope, as a bundle brings it. Version 2 logs have hashedrekord entries. */
export function bundle(
  made: Envelope,
  log: TestKey,
  options: Readonly<{ version?: 1 | 2; spoil?: 'proof' | 'entry'; certificate?: Uint8Array }> = {},
): object {
  const { version = 2, spoil } = options;
  const payload = Buffer.from(made.payload, 'base64');
  const sig = made.signatures[0]?.sig ?? '';
  const digest = spoil === 'entry' ? sha(Buffer.from('other')) : sha(version === 2 ? pae(payload) : payload);
  const body = Buffer.from(
    JSON.stringify(
      version === 2
        ? {
            apiVersion: '0.0.2',
            kind: 'hashedrekord',
            spec: {
              hashedRekordV002: {
                data: { algorithm: 'SHA2_256', digest: digest.toString('base64') },
                signature: { content: sig },
              },
            },
          }
        : {
            apiVersion: '0.0.1',
            kind: 'dsse',
            spec: {
              payloadHash: { algorithm: 'sha256', value: digest.toString('hex') },
              signatures: [{ signature: sig }],
            },
          },
    ),
  );
  const leaves = ['a', 'b', 'c', 'd', 'e'].map((text) => Buffer.from(text));
  leaves.splice(3, 0, body);
  const hashes = path(3, leaves);
  if (spoil === 'proof') hashes[0] = Buffer.alloc(32, 7);
  const note = `log.example.org\n${leaves.length}\n${tree(leaves).toString('base64')}\n`;
  const hint = sha(Buffer.from('hint')).subarray(0, 4);
  const signature = Buffer.concat([hint, signed(log, Buffer.from(note))]).toString('base64');
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      ...(options.certificate
        ? { certificate: { rawBytes: Buffer.from(options.certificate).toString('base64') } }
        : { publicKey: { hint: '' } }),
      tlogEntries: [
        {
          // Version 1 counts over all of its shards, its proofs do not.
          logIndex: version === 2 ? '3' : '5035492',
          logId: { keyId: '' },
          kindVersion: version === 2 ? { kind: 'hashedrekord', version: '0.0.2' } : { kind: 'dsse', version: '0.0.1' },
          integratedTime: '0',
          inclusionProof: {
            logIndex: '3',
            treeSize: String(leaves.length),
            rootHash: tree(leaves).toString('base64'),
            hashes: hashes.map((hash) => hash.toString('base64')),
            checkpoint: { envelope: `${note}\n\u2014 log.example.org ${signature}\n` },
          },
          canonicalizedBody: body.toString('base64'),
        },
      ],
    },
    dsseEnvelope: made,
  };
}

/** @see RFC 6962, 2.1: by halving, where the code under test goes up */
export function tree(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (leaves.length === 1 && only) return sha(Buffer.of(0), only);
  const half = halfOf(leaves.length);
  return sha(Buffer.of(1), tree(leaves.slice(0, half)), tree(leaves.slice(half)));
}

/** @see RFC 6962, 2.1.1 */
export function path(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const half = halfOf(leaves.length);
  return index < half
    ? [...path(index, leaves.slice(0, half)), tree(leaves.slice(half))]
    : [...path(index - half, leaves.slice(half)), tree(leaves.slice(0, half))];
}

function halfOf(count: number): number {
  return 2 ** Math.ceil(Math.log2(count) - 1);
}

function sha(...parts: readonly Uint8Array[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

export function jsonBytes(value: object): Uint8Array {
  return Uint8Array.from(Buffer.from(JSON.stringify(value)));
}

/** A bare in-toto statement about a manifest, as BuildKit writes one. */
export function statement(about: Digest, predicateType = 'https://slsa.dev/provenance/v0.2'): Uint8Array {
  const subject = [{ name: 'pkg:docker/acme/built@1', digest: { sha256: about.slice(7) } }];
  return json({
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType,
    subject,
    predicate: { builder: { id: '' } },
  });
}

/** An OCI layout of one image with an attestation manifest beside it that holds these (BuildKit, attestation-storage.md). */
export function attestedLayout(built: BuiltImage, statements: readonly Uint8Array[]): Files {
  const layers = statements.map((bytes) => descriptor('application/vnd.in-toto+json', bytes));
  const config = descriptor('application/vnd.oci.image.config.v1+json', json({}));
  const manifest = json({ schemaVersion: 2, config, layers });
  const entry = {
    ...descriptor(manifestType, manifest),
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': built.manifestDigest,
    },
  };
  const files = new Map(ociLayout([built]));
  for (const bytes of [...statements, json({}), manifest]) files.set(`blobs/sha256/${hexOf(digest(bytes))}`, bytes);
  const image = { ...descriptor(manifestType, built.manifest), platform: built.platform };
  return files.set('index.json', json({ schemaVersion: 2, manifests: [image, entry] }));
}
