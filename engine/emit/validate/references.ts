import { limits } from '#engine/bytes/limits.ts';
import type { ReferenceCheck } from './pieces.ts';
import type { ValidationError } from './validation.ts';

/** Places in a document that hold references to its own elements, by the name of their member. */
const REFERENCES = new Set(['assemblies', 'dependencies', 'dependsOn', 'provides', 'ref']);

/** What a document names, and what it refers to. */
type Found = { declared: Map<string, string>; used: [ref: string, at: string][]; errors: ValidationError[] };

/**
 * Checks what JSON Schema cannot: each `bom-ref` names one element, and what `dependencies` and `compositions` refer to is in the
 * document. BOM-Links (`urn:cdx:…`) point to other documents and are not followed.
 *
 * @param document any JSON value; deeper than `limits.jsonDepth` is an error
 */
export function checkReferences(document: unknown): ValidationError[] {
  const check = referenceCheck();
  check.visit(document, '', 0);
  return [...check.finish(document)];
}

/** The same piece by piece. */
export function referenceCheck(): ReferenceCheck {
  const found: Found = { declared: new Map(), used: [], errors: [] };
  return {
    visit: (value, at, depth) => collect(value, at, depth, found),
    finish(frame) {
      if (isRecord(frame)) {
        collectReferences(frame['dependencies'], '/dependencies', found);
        collectReferences(frame['compositions'], '/compositions', found);
        checkEntries(frame['dependencies'], found);
      }
      // All that is declared is known by now: what is used and known was not kept.
      for (const [ref, at] of found.used)
        found.errors.push({ at, problem: `refers to nothing: ${JSON.stringify(ref)}` });
      return found.errors;
    },
  };
}

/** Finds every `bom-ref`. */
function collect(value: unknown, at: string, depth: number, found: Found): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > limits.jsonDepth) {
    found.errors.push({ at, problem: `nested deeper than ${limits.jsonDepth}` });
    return;
  }
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) collect(value[i], `${at}/${i}`, depth + 1, found);
    return;
  }
  for (const key in value) {
    const member: unknown = Reflect.get(value, key);
    if (key !== 'bom-ref') {
      if (typeof member === 'object' && member !== null) collect(member, `${at}/${key}`, depth + 1, found);
    } else if (typeof member === 'string') {
      const other = found.declared.get(member);
      if (other !== undefined)
        found.errors.push({ at, problem: `bom-ref ${JSON.stringify(member)} is also at ${other}` });
      found.declared.set(member, at);
    }
  }
}

function collectReferences(list: unknown, at: string, found: Found): void {
  if (!Array.isArray(list)) return;
  list.forEach((entry: unknown, i) => {
    if (!isRecord(entry)) return;
    for (const [key, value] of Object.entries(entry)) {
      if (!REFERENCES.has(key)) continue;
      for (const ref of Array.isArray(value) ? (value as unknown[]) : [value])
        if (typeof ref === 'string' && !found.declared.has(ref) && !ref.startsWith('urn:cdx:'))
          found.used.push([ref, `${at}/${i}/${key}`]);
    }
  });
}

/** One entry of `dependencies` for an element: with two, a reader would take the one or the other. */
function checkEntries(list: unknown, found: Found): void {
  const seen = new Set<unknown>();
  if (!Array.isArray(list)) return;
  list.forEach((entry: unknown, i) => {
    const ref = isRecord(entry) ? entry['ref'] : undefined;
    if (seen.has(ref))
      found.errors.push({ at: `/dependencies/${i}`, problem: `second entry of ${JSON.stringify(ref)}` });
    seen.add(ref);
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
