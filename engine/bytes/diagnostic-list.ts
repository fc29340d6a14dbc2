import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { limits } from './limits.ts';
import { textOf } from './byte-text.ts';

/** Collects what was odd about one file, up to a bound: a hostile file may be wrong in every line. */
export class DiagnosticList {
  readonly #kept: Diagnostic[] = [];
  #seen = 0;

  add(...diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      this.#seen++;
      if (this.#kept.length < limits.diagnosticsPerFile) this.#kept.push(diagnostic);
    }
  }

  /** What was added, in order; beyond the limit one `limit-exceeded` stands for the rest. */
  list(): readonly Diagnostic[] {
    if (this.#seen <= this.#kept.length) return this.#kept;
    const limit = limits.diagnosticsPerFile;
    return [...this.#kept, { code: 'limit-exceeded', what: 'diagnostics of one file', limit, seen: this.#seen }];
  }
}

/** The first bytes of `text.slice(from, to)` as text, for a diagnostic's `found`. */
export function excerpt(text: string, from = 0, to = text.length): string {
  const line = text.indexOf('\n', from);
  return textOf(text.slice(from, Math.min(to, line < 0 ? to : line, from + limits.excerptBytes)));
}
