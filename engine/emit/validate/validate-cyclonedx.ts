import { type SchemaError, validate } from './generated/cyclonedx-1.7.js';
import { checkReferences } from './references.ts';
import type { Validation, ValidationError } from './validation.ts';

/** Enough to see what is wrong; a document that is wrong everywhere would give an error per component. */
const MAX_ERRORS = 20;

/**
 * Checks a document against the official CycloneDX 1.7 schema, and its references.
 *
 * @param document a parsed JSON value, own or foreign
 */
export function validateCycloneDx(document: unknown): Validation {
  const references = checkReferences(document);
  // References first: they find nesting that is too deep for the schema's recursion.
  const tooDeep = references.some(({ problem }) => problem.startsWith('nested deeper'));
  const errors = [...(tooDeep ? [] : schemaErrors(document)), ...references];
  return {
    valid: errors.length === 0,
    schema: 'http://cyclonedx.org/schema/bom-1.7.schema.json',
    version: '349314a9d7671d7d2ca5b711a725f49a73979da6',
    errors: errors.slice(0, MAX_ERRORS),
  };
}

/** The official schema's verdict alone; it stops at the first object that is wrong. */
export function schemaErrors(document: unknown): ValidationError[] {
  return validate(document) ? [] : (validate.errors ?? []).map(describe);
}

function describe({ instancePath, keyword, params }: SchemaError): ValidationError {
  return { at: instancePath, problem: `${keyword}: ${JSON.stringify(params)}` };
}
