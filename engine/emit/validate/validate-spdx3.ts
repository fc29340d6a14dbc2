import { validate } from './generated/spdx-3.0.1.js';
import { errorsOf, verdict } from './schema-errors.ts';
import { checkSpdx3References } from './spdx3-references.ts';
import type { Validation, ValidationError } from './validation.ts';

/** Checks a document against the official JSON schema of SPDX 3.0.1, and its references. */
export function validateSpdx3(document: unknown): Validation {
  const schema = { schema: 'https://spdx.org/schema/3.0.1/spdx-json-schema.json', version: '3.0.1' };
  return verdict(schema, checkSpdx3References(document), () => spdx3SchemaErrors(document));
}

/**
 * The official schema's verdict alone. It tries every class on an element that fits none, so what is said of other classes is left
 * out where anything else is said.
 */
export function spdx3SchemaErrors(document: unknown): ValidationError[] {
  const errors = errorsOf(validate, document);
  const telling = errors.filter(({ problem }) => !/^(const|oneOf|anyOf|if|pattern: .*\^_:)/.test(problem));
  return telling.length > 0 ? telling : errors;
}
