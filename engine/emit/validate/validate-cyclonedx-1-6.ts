import { validate } from './generated/cyclonedx-1.6.js';
import type { WrittenJson } from '../written-json.ts';
import { validatePieces } from './pieces.ts';
import { checkReferences, referenceCheck } from './references.ts';
import { errorsOf, verdict } from './schema-errors.ts';
import { CYCLONEDX_COMMIT } from './validate-cyclonedx.ts';
import type { Validation, ValidationError } from './validation.ts';

const SCHEMA = { schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json', version: CYCLONEDX_COMMIT };
const LEAST = { bomFormat: 'CycloneDX', specVersion: '1.6' };

/** Checks a document against the official CycloneDX 1.6 schema, and its references. */
export function validateCycloneDx16(document: unknown): Validation {
  return verdict(SCHEMA, checkReferences(document), () => schemaErrors16(document));
}

/** As {@link validateCycloneDx16}, component by component from the bytes. */
export function validateWrittenCycloneDx16(written: WrittenJson): Validation {
  return validatePieces(written, { ...SCHEMA, validate, least: LEAST, references: referenceCheck });
}

/** The official schema's verdict alone. */
export function schemaErrors16(document: unknown): ValidationError[] {
  return errorsOf(validate, document);
}
