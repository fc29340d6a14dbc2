import type { SchemaError } from './generated/cyclonedx-1.7.js';
import type { Validation, ValidationError } from './validation.ts';

/** Enough to see what is wrong; a document that is wrong everywhere would give an error per component. */
const MAX_ERRORS = 20;

/** A generated validator. `errors` belongs to the last call. */
export type SchemaValidator = ((document: unknown) => boolean) & { errors?: readonly SchemaError[] | null };

/** A schema's verdict alone; it stops at the first object that is wrong. */
export function errorsOf(validate: SchemaValidator, document: unknown): ValidationError[] {
  return validate(document) ? [] : (validate.errors ?? []).map(describe);
}

function describe({ instancePath, keyword, params }: SchemaError): ValidationError {
  return { at: instancePath, problem: `${keyword}: ${JSON.stringify(params)}` };
}

/** Both verdicts as one. The references' check goes first: it finds nesting that is too deep for a schema's recursion. */
export function verdict(
  schema: Readonly<{ schema: string; version: string }>,
  references: readonly ValidationError[],
  schemaErrors: () => readonly ValidationError[],
): Validation {
  const tooDeep = references.some(({ problem }) => problem.startsWith('nested deeper'));
  const errors = [...(tooDeep ? [] : schemaErrors()), ...references];
  return { valid: errors.length === 0, ...schema, errors: errors.slice(0, MAX_ERRORS) };
}
