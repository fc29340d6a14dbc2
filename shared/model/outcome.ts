import type { Diagnostic } from './diagnostic.ts';

type Diagnostics = readonly [Diagnostic, ...Diagnostic[]];

/**
 * What reading one file gave.
 *
 * - `complete`: every record was understood.
 * - `partial`: `facts` are right as far as they go; `diagnostics` name what is missing.
 * - `failed`: nothing usable.
 */
export type Outcome<Fact> =
  | { readonly status: 'complete'; readonly facts: readonly Fact[] }
  | { readonly status: 'partial'; readonly facts: readonly Fact[]; readonly diagnostics: Diagnostics }
  | { readonly status: 'failed'; readonly diagnostics: Diagnostics };

/** The outcome that a list of facts and a list of diagnostics amount to. */
export function outcome<Fact>(facts: readonly Fact[], diagnostics: readonly Diagnostic[]): Outcome<Fact> {
  const [first, ...rest] = diagnostics;
  if (first === undefined) return { status: 'complete', facts };
  return facts.length > 0
    ? { status: 'partial', facts, diagnostics: [first, ...rest] }
    : { status: 'failed', diagnostics: [first, ...rest] };
}

export function factsOf<Fact>(result: Outcome<Fact>): readonly Fact[] {
  return result.status === 'failed' ? [] : result.facts;
}

export function diagnosticsOf(result: Outcome<unknown>): readonly Diagnostic[] {
  return result.status === 'complete' ? [] : result.diagnostics;
}
