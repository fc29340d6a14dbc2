import { type Diagnostic, describeDiagnostic } from '#shared/model/diagnostic.ts';

/** Thrown inside a format reader, turned into a diagnostic where a plug-in or a stage meets the engine. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(describeDiagnostic(diagnostic));
    this.diagnostic = diagnostic;
  }
}
