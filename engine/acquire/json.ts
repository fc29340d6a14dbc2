import type { ZodType, infer as Infer } from 'zod';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';

/**
 * Parses JSON that somebody else wrote, and checks its shape.
 *
 * @param what name of the document, for diagnostics
 * @throws {ParseError} `limit-exceeded` beyond `limits.jsonBytes` or `jsonDepth`, `malformed` for no JSON or another shape
 */
export function readJson<S extends ZodType>(bytes: Uint8Array, schema: S, what: string): Infer<S> {
  return checkShape(parseJson(bytes, what), schema, what);
}

/** As {@link readJson}, without a shape. */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  if (bytes.byteLength > limits.jsonBytes) {
    throw new ParseError({ code: 'limit-exceeded', what, limit: limits.jsonBytes, seen: bytes.byteLength });
  }
  // Go replaces bytes that are not UTF-8 when it reads JSON, and so do the engines.
  const text = new TextDecoder().decode(bytes);
  checkDepth(text, what);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ParseError({ code: 'malformed', what, found: clip(text), expected: 'JSON' });
  }
}

/** @throws {ParseError} `malformed` that names the first field which is not as the schema has it */
export function checkShape<S extends ZodType>(value: unknown, schema: S, what: string): Infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path ?? [];
  const expected = issue?.code === 'invalid_type' ? issue.expected : issue?.message;
  throw new ParseError({
    code: 'malformed',
    what: path.length === 0 ? what : `${what}, ${path.join('.')}`,
    found: clip(JSON.stringify(at(value, path)) ?? 'nothing'),
    ...(expected === undefined ? {} : { expected }),
  });
}

/** JSON.parse recurses and would overflow the stack; brackets inside strings do not count. */
function checkDepth(text: string, what: string): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) {
      for (i += 1; i < text.length && text.charCodeAt(i) !== 0x22; i++) if (text.charCodeAt(i) === 0x5c) i += 1;
    } else if (c === 0x5b || c === 0x7b) {
      depth += 1;
      if (depth > limits.jsonDepth) {
        throw new ParseError({ code: 'limit-exceeded', what: `${what}, depth`, limit: limits.jsonDepth, seen: depth });
      }
    } else if (c === 0x5d || c === 0x7d) depth -= 1;
  }
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<PropertyKey, unknown>)[key];
  }
  return here;
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
