import { createHash } from 'node:crypto';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Attestation, LogEntry } from '#engine/formats/attestation/read-attestation.ts';
import { bytesOf, isRecord, parseJson } from '#engine/formats/attestation/json-values.ts';
import { type Checkpoint, readCheckpoint } from '#engine/formats/attestation/read-checkpoint.ts';
import type { LogPlace, StepResult } from '#shared/model/attestation.ts';
import { dssePae, isSignedBy } from './check-signature.ts';
import { leafHash, rootOfProof } from './merkle.ts';
import type { PublicKey } from './trust-key.ts';

type Outcome = Readonly<{ place: LogPlace | null; step: StepResult; logged: boolean }>;

const WHAT = 'log entry';

/**
 * Is the entry of the bundle in the log, and is it about this signature? Offline: from the proof and the checkpoint that the
 * bundle brings, and keys of logs that the user trusts.
 */
export function checkLog(attestation: Attestation, logKeys: readonly PublicKey[]): Outcome {
  const { log } = attestation;
  if (log === null)
    return { place: null, logged: false, step: step('unchecked', 'not-logged', 'no entry of a log in it') };
  const version = versionOf(log);
  const bare = {
    version,
    index: log.index,
    origin: null,
    treeSize: null,
    root: null,
    kind: `${log.kind} ${log.version}`,
  };
  let place: LogPlace = bare;
  try {
    if (log.body === null || !log.proof?.checkpoint) {
      const why = log.hasPromise
        ? 'a promise of the log, and no proof with a checkpoint'
        : 'no proof with a checkpoint';
      return { place, logged: true, step: step('unchecked', 'no-proof', why) };
    }
    const checkpoint = readCheckpoint(log.proof.checkpoint);
    const { origin, treeSize } = checkpoint;
    place = { ...bare, origin, treeSize, root: Buffer.from(checkpoint.root).toString('hex') };
    const index = BigInt(version === 2 ? log.index : log.proof.index);
    const root = rootOfProof(leafHash(log.body), index, BigInt(treeSize), log.proof.hashes);
    if (root === undefined || !same(root, checkpoint.root))
      return {
        place,
        logged: true,
        step: step('failed', 'proof', 'the proof does not lead to the root of the checkpoint'),
      };
    const about = isAbout(log.body, log, attestation);
    if (about === undefined)
      return {
        place,
        logged: true,
        step: step('unchecked', 'unknown-entry', `entries of kind ${place.kind} are not read`),
      };
    if (!about)
      return { place, logged: true, step: step('failed', 'entry', 'the entry is about another signature or payload') };
    if (!logKeys.some((key) => isCheckpointOf(checkpoint, key)))
      return {
        place,
        logged: true,
        step: step('unchecked', 'log-not-trusted', 'the proof leads to the checkpoint, whose signer is no trust root'),
      };
    return { place, logged: true, step: step('ok', 'ok', `tree size ${treeSize}`) };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { place, logged: true, step: step('failed', 'malformed', error.message) };
  }
}

/** Version 2 logs have entries of two kinds, both of version 0.0.2; the intoto entries of version 1 have that number too. */
function versionOf({ kind, version }: LogEntry): 1 | 2 {
  return version === '0.0.2' && (kind === 'hashedrekord' || kind === 'dsse') ? 2 : 1;
}

function isCheckpointOf({ text, signatures }: Checkpoint, key: PublicKey): boolean {
  return signatures.some(({ bytes }) => isSignedBy(key, Buffer.from(text), bytes));
}

/** Does the entry name the hash and the signature of this envelope? undefined for kinds that are not read. */
function isAbout(
  body: Uint8Array,
  { kind, version }: LogEntry,
  { payloadType, payload, signatures }: Attestation,
): boolean | undefined {
  const root = parseJson(WHAT, body);
  const at = (...keys: readonly string[]): unknown =>
    keys.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), root);
  if (at('kind') !== kind || at('apiVersion') !== version) return false;
  const pae = sha256(dssePae(payloadType, payload));
  const plain = sha256(payload);
  const hexIs = (value: unknown, hash: Buffer): boolean => value === hash.toString('hex');
  const base64Is = (value: unknown, bytes: Uint8Array): boolean =>
    typeof value === 'string' && same(bytesOf(value, WHAT, 'a value'), bytes);
  const has = (list: unknown, name: string): boolean =>
    Array.isArray(list) &&
    list.some((one: unknown) => isRecord(one) && signatures.some(({ bytes }) => base64Is(one[name], bytes)));
  switch (`${kind} ${version}`) {
    case 'hashedrekord 0.0.1':
      return hexIs(at('spec', 'data', 'hash', 'value'), pae) && has([at('spec', 'signature')], 'content');
    case 'dsse 0.0.1':
      return hexIs(at('spec', 'payloadHash', 'value'), plain) && has(at('spec', 'signatures'), 'signature');
    case 'hashedrekord 0.0.2': {
      const signature = at('spec', 'hashedRekordV002', 'signature');
      return base64Is(at('spec', 'hashedRekordV002', 'data', 'digest'), pae) && has([signature], 'content');
    }
    case 'dsse 0.0.2': {
      const list = at('spec', 'dsseV002', 'signatures');
      return base64Is(at('spec', 'dsseV002', 'payloadHash', 'digest'), plain) && has(list, 'content');
    }
    default:
      return undefined;
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.from(one).equals(other);
}

function step(state: StepResult['state'], code: string, detail: string): StepResult {
  return { step: 'inclusion', state, code, detail };
}
