import * as classes from './generated/spdx-3.0.1-elements.js';
import { validate } from './generated/spdx-3.0.1.js';
import type { WrittenJson } from '../written-json.ts';
import { validatePieces } from './pieces.ts';
import { errorsOf, verdict } from './schema-errors.ts';
import { checkSpdx3References, spdx3ReferenceCheck } from './spdx3-references.ts';
import type { Validation, ValidationError } from './validation.ts';

const SCHEMA = { schema: 'https://spdx.org/schema/3.0.1/spdx-json-schema.json', version: '3.0.1' };
const byClass = new Map<unknown, (element: unknown) => boolean>(Object.entries(classes));
const LEAST = { '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld' };

/** Checks a document against the official JSON schema of SPDX 3.0.1, and its references. */
export function validateSpdx3(document: unknown): Validation {
  return verdict(SCHEMA, checkSpdx3References(document), () => spdx3SchemaErrors(document));
}

/** As {@link validateSpdx3}, element by element from the bytes. */
export function validateWrittenSpdx3(written: WrittenJson): Validation {
  return validatePieces(written, {
    ...SCHEMA,
    validate,
    least: LEAST,
    references: spdx3ReferenceCheck,
    isSure: isOfItsClass,
    telling,
  });
}

/**
 * The schema lets an element be of any class, and its validator tries all of them, 0.15 ms each time. What is valid as the class
 * that it says is valid.
 */
function isOfItsClass(element: unknown): boolean {
  if (typeof element !== 'object' || element === null || !('type' in element)) return false;
  return byClass.get(element.type)?.(element) ?? false;
}

/**
 * The official schema's verdict alone. It tries every class on an element that fits none, so what is said of other classes is left
 * out where anything else is said.
 */
export function spdx3SchemaErrors(document: unknown): ValidationError[] {
  return [...telling(errorsOf(validate, document))];
}

function telling(errors: readonly ValidationError[]): readonly ValidationError[] {
  const few = errors.filter(({ problem }) => !/^(const|oneOf|anyOf|if|pattern: .*\^_:)/.test(problem));
  return few.length > 0 ? few : errors;
}
