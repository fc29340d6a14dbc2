import { validate } from './generated/cyclonedx-1.7.js';
import { checkReferences } from './references.ts';
import { errorsOf, verdict } from './schema-errors.ts';
import type { Validation, ValidationError } from './validation.ts';

/** Commit of CycloneDX/specification that the schemas are from. */
export const CYCLONEDX_COMMIT = '349314a9d7671d7d2ca5b711a725f49a73979da6';

/**
 * Checks a document against the official CycloneDX 1.7 schema, and its references.
 *
 * @param document a parsed JSON value, own or foreign
 */
export function validateCycloneDx(document: unknown): Validation {
  const schema = { schema: 'http://cyclonedx.org/schema/bom-1.7.schema.json', version: CYCLONEDX_COMMIT };
  return verdict(schema, checkReferences(document), () => schemaErrors(document));
}

/** The official schema's verdict alone; it stops at the first object that is wrong. */
export function schemaErrors(document: unknown): ValidationError[] {
  return errorsOf(validate, document);
}
