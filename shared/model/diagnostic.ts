import type { ByteRange, Bytes, LayerIndex } from './units.ts';

/** What a diagnostic is about. `file` is a host path or archive member; `path` is printed text inside the image. */
export type Where = Readonly<{ file?: string; layer?: LayerIndex; path?: string }>;

/**
 * Why some input did not become facts, or what was odd about it. Plain data: it crosses workers, IPC and SQLite unchanged.
 * Codes are stable; the text is made late by {@link describeDiagnostic}.
 */
export type Diagnostic = Readonly<
  { where?: Where } & (
    | { code: 'truncated'; what: string; at: ByteRange; available: Bytes }
    | { code: 'malformed'; what: string; at?: ByteRange; found: string; expected?: string }
    | { code: 'unsupported'; what: string; found: string }
    | { code: 'limit-exceeded'; what: string; limit: number; seen: number }
    | { code: 'digest-mismatch'; what: string; found: string; expected: string }
    | { code: 'missing'; what: string; found?: string }
    | { code: 'anomaly'; what: string; found: string }
    | { code: 'failed'; what: string; found: string }
  )
>;

/** Does this diagnostic mean that something of the image is not in the result? An anomaly is only worth telling. */
export function isLoss(diagnostic: Diagnostic): boolean {
  return diagnostic.code !== 'anomaly';
}

/** The same diagnostic with more said about the place; what is already said stays. */
export function located(diagnostic: Diagnostic, where: Where): Diagnostic {
  return { ...diagnostic, where: { ...where, ...diagnostic.where } };
}

/** One sentence for a log, a tool tip and the list of unknowns. */
export function describeDiagnostic(d: Diagnostic): string {
  const place = [
    d.where?.file,
    d.where?.layer === undefined ? undefined : `layer ${d.where.layer}`,
    d.where?.path,
  ].filter((part) => part !== undefined);
  return `${place.length > 0 ? `${place.join(', ')}: ` : ''}${sentence(d)}`;
}

function sentence(d: Diagnostic): string {
  switch (d.code) {
    case 'truncated':
      return `Cannot read ${d.what}: needs bytes ${d.at.from}-${d.at.to}, only ${d.available} are there`;
    case 'malformed':
      return `Cannot read ${d.what}${d.at ? ` at byte ${d.at.from}` : ''}: found ${JSON.stringify(d.found)}${d.expected ? `, expected ${d.expected}` : ''}`;
    case 'unsupported':
      return `Cannot read ${d.what}: ${d.found} is not supported`;
    case 'limit-exceeded':
      return `Stopped reading ${d.what}: ${d.seen} exceeds the limit of ${d.limit}`;
    case 'digest-mismatch':
      return `Cannot trust ${d.what}: found ${d.found}, expected ${d.expected}`;
    case 'missing':
      return `Cannot find ${d.what}${d.found ? `: found ${d.found}` : ''}`;
    case 'anomaly':
      return `Noticed ${d.what}: ${d.found}`;
    case 'failed':
      return `Cannot finish ${d.what}: ${d.found}`;
    default:
      return d satisfies never;
  }
}
