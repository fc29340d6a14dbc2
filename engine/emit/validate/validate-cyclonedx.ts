import { validate } from './generated/cyclonedx-1.7.js';
import type { WrittenJson } from '../written-json.ts';
import { validatePieces } from './pieces.ts';
import { checkReferences, referenceCheck } from './references.ts';
import { errorsOf, verdict } from './schema-errors.ts';
import type { Validation, ValidationError } from './validation.ts';

/** Commit of CycloneDX/specification that the schemas are from. */
export const CYCLONEDX_COMMIT = '349314a9d7671d7d2ca5b711a725f49a73979da6';

const SCHEMA = { schema: 'http://cyclonedx.org/schema/bom-1.7.schema.json', version: CYCLONEDX_COMMIT };
const LEAST = { bomFormat: 'CycloneDX', specVersion: '1.7' };

/**
 * Checks a document against the official CycloneDX 1.7 schema, and its references.
 *
 * @param document a parsed JSON value, own or foreign
 */
export function validateCycloneDx(document: unknown): Validation {
  return verdict(SCHEMA, checkReferences(document), () => schemaErrors(document));
}

/** As {@link validateCycloneDx}, component by component from the bytes. */
export function validateWrittenCycloneDx(written: WrittenJson): Validation {
  return validatePieces(written, { ...SCHEMA, validate, least: LEAST, references: referenceCheck });
}

/** The official schema's verdict alone; it stops at the first object that is wrong. */
export function schemaErrors(document: unknown): ValidationError[] {
  return errorsOf(validate, document);
}
