import { validate } from './generated/cyclonedx-1.6.js';
import { checkReferences } from './references.ts';
import { errorsOf, verdict } from './schema-errors.ts';
import { CYCLONEDX_COMMIT } from './validate-cyclonedx.ts';
import type { Validation, ValidationError } from './validation.ts';

/** Checks a document against the official CycloneDX 1.6 schema, and its references. */
export function validateCycloneDx16(document: unknown): Validation {
  const schema = { schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json', version: CYCLONEDX_COMMIT };
  return verdict(schema, checkReferences(document), () => schemaErrors16(document));
}

/** The official schema's verdict alone. */
export function schemaErrors16(document: unknown): ValidationError[] {
  return errorsOf(validate, document);
}
