import { limits } from '#engine/bytes/limits.ts';
import type { ReferenceCheck } from './pieces.ts';
import type { ValidationError } from './validation.ts';

/** Members whose values are ids of elements, whatever the class that has them. */
const REFERENCES = new Set([
  'createdBy',
  'createdUsing',
  'creationInfo',
  'dataLicense',
  'element',
  'from',
  'originatedBy',
  'rootElement',
  'subject',
  'suppliedBy',
  'to',
]);
/** Individuals of the model and the licence list: elements of every document, in none. */
const WELL_KNOWN = /^https:\/\/spdx\.org\/(rdf|licenses)\//;

type Node = Readonly<Record<string, unknown>>;

/**
 * Checks what the JSON schema of SPDX 3 cannot: ids are unique, what is referred to is in the document, imported or well known,
 * at most one SpdxDocument, whose root is no SpdxDocument and is stated when it lists elements.
 *
 * @param document any JSON value; deeper than `limits.jsonDepth` is an error
 */
export function checkSpdx3References(document: unknown): ValidationError[] {
  const check = spdx3ReferenceCheck();
  check.visit(document, '', 0);
  return [...check.finish(document)];
}

/** The same piece by piece. */
export function spdx3ReferenceCheck(): ReferenceCheck {
  const errors: ValidationError[] = [];
  const declared = new Map<string, string>();
  const used: [id: string, at: string][] = [];
  const documents: [node: Node, at: string][] = [];
  const visit = (value: unknown, at: string, depth: number): void => {
    if (typeof value !== 'object' || value === null) return;
    if (depth > limits.jsonDepth) {
      errors.push({ at, problem: `nested deeper than ${limits.jsonDepth}` });
      return;
    }
    if (Array.isArray(value)) {
      value.forEach((one, i) => visit(one, `${at}/${i}`, depth + 1));
      return;
    }
    const node = value as Node;
    if (node['type'] === 'SpdxDocument') documents.push([node, at]);
    for (const [key, member] of Object.entries(node)) {
      const place = `${at}/${key}`;
      if ((key === 'spdxId' || key === '@id') && typeof member === 'string') {
        const other = declared.get(member);
        if (other !== undefined)
          errors.push({ at: place, problem: `id ${JSON.stringify(member)} is also at ${other}` });
        declared.set(member, place);
      } else if (key === 'externalSpdxId' && typeof member === 'string') declared.set(member, place);
      else if (REFERENCES.has(key)) {
        for (const one of Array.isArray(member) ? (member as unknown[]) : [member])
          if (typeof one === 'string' && !declared.has(one)) used.push([one, place]);
      }
      visit(member, place, depth + 1);
    }
  };
  return {
    visit,
    finish() {
      for (const [id, at] of used)
        if (!declared.has(id) && !WELL_KNOWN.test(id))
          errors.push({ at, problem: `refers to nothing: ${JSON.stringify(id)}` });
      for (const [, at] of documents.slice(1)) errors.push({ at, problem: 'a second SpdxDocument' });
      for (const [node, at] of documents) errors.push(...checkRoot(node, at));
      return errors;
    },
  };
}

function checkRoot(node: Node, at: string): ValidationError[] {
  const roots = listOf(node['rootElement']);
  if (roots.length === 0 && listOf(node['element']).length > 0)
    return [{ at, problem: 'lists elements without a rootElement' }];
  return roots.includes(node['spdxId']) ? [{ at, problem: 'is its own rootElement' }] : [];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];
}
