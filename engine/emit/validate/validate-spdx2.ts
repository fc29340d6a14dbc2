import { limits } from '#engine/bytes/limits.ts';
import { validate } from './generated/spdx-2.3.js';
import type { WrittenJson } from '../written-json.ts';
import { type ReferenceCheck, validatePieces } from './pieces.ts';
import { errorsOf, verdict } from './schema-errors.ts';
import type { Validation, ValidationError } from './validation.ts';

/** Members that are ids of elements, or lists of them. */
const REFERENCES = new Set(['documentDescribes', 'hasFiles', 'relatedSpdxElement', 'spdxElementId']);

const SCHEMA = { schema: 'http://spdx.org/rdf/terms/2.3', version: '2.3' };
const LEAST = {
  SPDXID: 'SPDXRef-DOCUMENT',
  creationInfo: { created: '1970-01-01T00:00:00Z', creators: ['Tool: one'] },
  dataLicense: 'CC0-1.0',
  name: 'one',
  spdxVersion: 'SPDX-2.3',
};

/** Checks a document against the official JSON schema of SPDX 2.3, and its references. */
export function validateSpdx2(document: unknown): Validation {
  const check = referenceCheck();
  check.visit(document, '', 0);
  return verdict(SCHEMA, check.finish(document), () => spdx2SchemaErrors(document));
}

/** As {@link validateSpdx2}, item by item from the bytes. */
export function validateWrittenSpdx2(written: WrittenJson): Validation {
  return validatePieces(written, { ...SCHEMA, validate, least: LEAST, references: referenceCheck });
}

/** The official schema's verdict alone. */
export function spdx2SchemaErrors(document: unknown): ValidationError[] {
  return errorsOf(validate, document);
}

function hasVersion(document: unknown): boolean {
  return typeof document === 'object' && document !== null && Reflect.get(document, 'spdxVersion') === 'SPDX-2.3';
}

/** Ids are unique, and what is referred to is in the document, in another one, or stated to be nothing or unknown. */
function referenceCheck(): ReferenceCheck {
  const errors: ValidationError[] = [];
  const declared = new Map<string, string>();
  const used: [id: string, at: string][] = [];
  const visit = (value: unknown, at: string, depth: number): void => {
    if (typeof value !== 'object' || value === null) return;
    if (depth > limits.jsonDepth) {
      errors.push({ at, problem: `nested deeper than ${limits.jsonDepth}` });
      return;
    }
    for (const [key, member] of Object.entries(value)) {
      const place = `${at}/${key}`;
      if (key === 'SPDXID' && typeof member === 'string') {
        const other = declared.get(member);
        if (other !== undefined)
          errors.push({ at: place, problem: `id ${JSON.stringify(member)} is also at ${other}` });
        declared.set(member, place);
      } else if (REFERENCES.has(key)) {
        for (const one of Array.isArray(member) ? (member as unknown[]) : [member])
          if (typeof one === 'string' && !declared.has(one)) used.push([one, place]);
      }
      visit(member, place, depth + 1);
    }
  };
  return {
    visit,
    finish(frame) {
      for (const [id, at] of used)
        if (!declared.has(id) && !/^(DocumentRef-.+:SPDXRef-.+|NONE|NOASSERTION)$/.test(id))
          errors.push({ at, problem: `refers to nothing: ${JSON.stringify(id)}` });
      // The schema takes any text.
      if (!hasVersion(frame)) errors.push({ at: '/spdxVersion', problem: 'is not SPDX-2.3' });
      return errors;
    },
  };
}
