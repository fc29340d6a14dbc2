import { sha256 } from '#engine/bytes/sha256.ts';
import { digestOf } from '#shared/model/digest.ts';
import { canonicalJson } from '../canonical-json.ts';
import { type PbSource, protobufDigest } from '../cyclonedx/protobuf/emit.ts';
import { LOSSY_FIELDS, readProtobuf, readProtobufParts } from '../cyclonedx/protobuf/read.ts';
import { validateCycloneDx } from './validate-cyclonedx.ts';
import type { Validation, ValidationError } from './validation.ts';

const SCHEMA = { schema: 'bom-1.7.proto', version: 'b29bae660048e0ad2fbc5f2972927b442ce951c4' } as const;

/** Is this the document, and does writing what was read give the same bytes again? */
export function compareProtobuf(bytes: Uint8Array, document: PbSource): Validation {
  const errors: ValidationError[] = [];
  try {
    const at = difference(bytes, document);
    if (at !== undefined) errors.push({ at, problem: 'is not what the JSON document says' });
    if (protobufDigest(document) !== digestOf(sha256(bytes)))
      errors.push({ at: '', problem: 'is written otherwise again' });
  } catch (error) {
    errors.push(unreadable(error));
  }
  return { valid: errors.length === 0, ...SCHEMA, errors, lossy: LOSSY_FIELDS };
}

/**
 * Checks a Protobuf document, own or foreign: it can be read, and what was read is a valid document of the JSON schema with
 * references that lead somewhere.
 */
export function validateProtobuf(bytes: Uint8Array): Validation {
  try {
    const document = readProtobuf(bytes);
    const { errors } = validateCycloneDx(JSON.parse(canonicalJson(document)));
    // The JSON schema takes any text here, and no bytes at all are a message without fields.
    const wrong = document['specVersion'] === '1.7' ? [] : [{ at: '/specVersion', problem: 'is not 1.7' }];
    return { valid: errors.length + wrong.length === 0, ...SCHEMA, errors: [...wrong, ...errors] };
  } catch (error) {
    return { valid: false, ...SCHEMA, errors: [unreadable(error)] };
  }
}

function unreadable(error: unknown): ValidationError {
  return { at: '', problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}` };
}

/** JSON pointer of the first difference, components one by one: all of them at once would be needlessly large. */
function difference(bytes: Uint8Array, document: PbSource): string | undefined {
  const { components, ...rest } = document;
  const { frame, components: found } = readProtobufParts(bytes);
  const { components: _none, ...others } = frame;
  if (canonicalJson(rest) !== canonicalJson(others)) return '';
  // Read to the end before anything is said of one: another number of them is told first.
  let differs = -1;
  let count = 0;
  const list = found[Symbol.iterator]();
  for (const one of components) {
    const next = list.next();
    if (next.done === true) return '/components';
    const same = one.version === '' ? { ...one, version: undefined } : one;
    if (differs < 0 && canonicalJson(same) !== canonicalJson(next.value)) differs = count;
    count += 1;
  }
  if (list.next().done !== true) return '/components';
  return differs < 0 ? undefined : `/components/${differs}`;
}
