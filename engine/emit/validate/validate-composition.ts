import { merkleRoot } from '../composition.ts';
import type { Validation, ValidationError } from './validation.ts';

const SCHEMA = { schema: 'stellaops.composition', version: '1' } as const;
/** Errors that are told, as of every validator. */
const MOST = 20;

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HEX = /^[0-9a-f]{64}$/;

/** Members of an entry, and what each must be. */
const MEMBERS: Readonly<Record<string, (value: unknown) => boolean>> = {
  layer: (value) => Number.isInteger(value) && Number(value) >= 0,
  layerDigest: isText(DIGEST),
  chainId: isText(DIGEST),
  bomLink: isText(/^urn:cdx:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[1-9]\d*$/),
  fragmentSha256: isText(HEX),
  payloadType: isText(/./),
  dssePaeSha256: isText(HEX),
  dsseEnvelopeSha256: (value) => value === null || isText(HEX)(value),
  spdxDocument: isText(/./),
  spdxSha256: isText(HEX),
};

/** Checks a `_composition.json`: its members, the order of its fragments, and that its root is the one over their digests. */
export function validateComposition(document: unknown): Validation {
  const errors: ValidationError[] = [];
  const { imageId, merkleRoot: root, fragments, ...others } = record(document);
  for (const name of Object.keys(others)) errors.push({ at: `/${name}`, problem: 'is not a member of a composition' });
  if (!isText(DIGEST)(imageId)) errors.push({ at: '/imageId', problem: 'is not sha256:<hex>' });
  const entries: unknown[] = Array.isArray(fragments) ? fragments : [];
  if (!Array.isArray(fragments)) errors.push({ at: '/fragments', problem: 'is not a list' });
  for (const [at, entry] of entries.entries()) errors.push(...errorsOfEntry(record(entry), `/fragments/${at}`));
  if (errors.length === 0) {
    errors.push(...errorsOfOrder(entries.map(record)));
    const leaves = entries.map((entry) => Buffer.from(String(record(entry)['fragmentSha256']), 'hex'));
    const found = `sha256:${merkleRoot(leaves)}`;
    if (root !== found) errors.push({ at: '/merkleRoot', problem: `is not the root over the fragments, ${found}` });
  }
  return { valid: errors.length === 0, ...SCHEMA, errors: errors.slice(0, MOST) };
}

function errorsOfEntry(entry: Readonly<Record<string, unknown>>, at: string): ValidationError[] {
  const unknown = Object.keys(entry).filter((name) => !Object.hasOwn(MEMBERS, name));
  return [
    ...unknown.map((name) => ({ at: `${at}/${name}`, problem: 'is not a member of a fragment' })),
    ...Object.entries(MEMBERS).flatMap(([name, isGood]) =>
      isGood(entry[name]) ? [] : [{ at: `${at}/${name}`, problem: 'is missing or malformed' }],
    ),
  ];
}

/** By layer digest, then layer; each layer once, from 0 without a gap. */
function errorsOfOrder(entries: readonly Readonly<Record<string, unknown>>[]): ValidationError[] {
  const keys = entries.map((entry) => [String(entry['layerDigest']), Number(entry['layer'])] as const);
  const errors: ValidationError[] = [];
  for (const [at, [digest, layer]] of keys.entries()) {
    const before = keys[at - 1];
    if (before && (before[0] > digest || (before[0] === digest && before[1] >= layer)))
      errors.push({ at: `/fragments/${at}`, problem: 'is not in the order of layer digests' });
  }
  const layers = keys.map(([, layer]) => layer).sort((a, b) => a - b);
  if (layers.some((layer, at) => layer !== at))
    errors.push({ at: '/fragments', problem: 'does not have each layer once' });
  return errors;
}

function isText(shape: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && shape.test(value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
