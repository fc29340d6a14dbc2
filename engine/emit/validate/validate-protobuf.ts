import { canonicalJson, type Json } from '../canonical-json.ts';
import type { CdxDocument } from '../cyclonedx/types.ts';
import { emitProtobuf } from '../cyclonedx/protobuf/emit.ts';
import { LOSSY_FIELDS, readProtobuf } from '../cyclonedx/protobuf/read.ts';
import { validateCycloneDx } from './validate-cyclonedx.ts';
import type { Validation, ValidationError } from './validation.ts';

const SCHEMA = { schema: 'bom-1.7.proto', version: 'b29bae660048e0ad2fbc5f2972927b442ce951c4' } as const;

/** Is this the document, and does writing what was read give the same bytes again? */
export function compareProtobuf(bytes: Uint8Array, document: CdxDocument): Validation {
  const errors: ValidationError[] = [];
  try {
    const read = readProtobuf(bytes);
    const at = difference(read, document);
    if (at !== undefined) errors.push({ at, problem: 'is not what the JSON document says' });
    if (Buffer.compare(emitProtobuf(document), bytes) !== 0)
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

/** JSON pointer of the first difference, components one by one: one text of all would be needlessly large. */
function difference(read: { readonly [key: string]: Json | undefined }, document: CdxDocument): string | undefined {
  const { components, ...rest } = document;
  const { components: found, ...others } = read;
  if (canonicalJson(rest) !== canonicalJson(others)) return '';
  const list = Array.isArray(found) ? (found as readonly Json[]) : [];
  if (list.length !== components.length) return '/components';
  const at = components.findIndex((one, i) => {
    const same = one.version === '' ? { ...one, version: undefined } : one;
    return canonicalJson(same) !== canonicalJson(list[i] ?? null);
  });
  return at < 0 ? undefined : `/components/${at}`;
}
