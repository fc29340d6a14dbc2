import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { Outcome } from '#shared/model/outcome.ts';
import type { Bytes } from '#shared/model/units.ts';
import type { FileAnalyzer, SetAnalyzer } from './analyzer.ts';

/** Runs a file plug-in. Whatever goes wrong with the file becomes an outcome; nothing is thrown. */
export function runFileAnalyzer(analyzer: FileAnalyzer, bytes: Uint8Array): Outcome<Fact> {
  return guarded(analyzer, bytes.byteLength, () => analyzer.analyze({ bytes }));
}

/** Runs a set plug-in on the members that are there, by name. */
export function runSetAnalyzer(analyzer: SetAnalyzer, members: Readonly<Record<string, Uint8Array>>): Outcome<Fact> {
  const size = Object.values(members).reduce((sum, bytes) => sum + bytes.byteLength, 0);
  return guarded(analyzer, size, () => analyzer.analyze({ members }));
}

function guarded(
  analyzer: Pick<FileAnalyzer, 'id' | 'maxBytes'>,
  size: Bytes,
  analyze: () => Outcome<Fact>,
): Outcome<Fact> {
  if (size > analyzer.maxBytes) return failed(tooLarge(analyzer, size));
  try {
    return analyze();
  } catch (error) {
    // A plug-in that trips over a hostile file must not take the scan with it; the file is listed as unread instead.
    const found = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return failed(error instanceof ParseError ? error.diagnostic : { code: 'failed', what: analyzer.id, found });
  }
}

/** The diagnostic for a file that a plug-in wants but that is beyond its bound. */
export function tooLarge(analyzer: Pick<FileAnalyzer, 'id' | 'maxBytes'>, size: Bytes): Diagnostic {
  return { code: 'limit-exceeded', what: analyzer.id, limit: analyzer.maxBytes, seen: size };
}

function failed(diagnostic: Diagnostic): Outcome<Fact> {
  return { status: 'failed', diagnostics: [diagnostic] };
}
