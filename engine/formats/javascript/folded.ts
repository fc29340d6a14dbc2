import { limits } from '#engine/bytes/limits.ts';
import { concatenated, type Constant } from './file-path.ts';

/** Every value that an expression is known to take; `open`: it may take others too. */
export type Folded = Readonly<{ values: readonly Constant[]; open: boolean }>;

/** Nothing is known of it. */
export const OPEN: Folded = { values: [], open: true };
/** It has no value at all. */
export const NONE: Folded = { values: [], open: false };

export function one(value: Constant): Folded {
  return { values: [value], open: false };
}

export function union(parts: readonly Folded[]): Folded {
  const values = new Map<string, Constant>();
  for (const part of parts) for (const value of part.values) values.set(`${value.kind} ${value.text}`, value);
  return bounded(
    [...values.values()],
    parts.some(({ open }) => open),
  );
}

export function combined(a: Folded, b: Folded): Folded {
  return product([a, b], ([a, b]) => a && b && concatenated(a, b));
}

/** Every combination; one without a meaning leaves the result open. */
export function product(
  parts: readonly Folded[],
  combine: (values: readonly Constant[]) => Constant | undefined,
): Folded {
  let rows: (readonly Constant[])[] = [[]];
  for (const { values } of parts) {
    if (rows.length * values.length > limits.foldedValues) return OPEN;
    rows = rows.flatMap((row) => values.map((value) => [...row, value]));
  }
  const results = rows.map(combine);
  const values = results.filter((value) => value !== undefined);
  return bounded(values, values.length < results.length || parts.some(({ open }) => open));
}

/** Texts grow where names are doubled again and again; what is longer than a path can be leads nowhere. */
function bounded(values: readonly Constant[], open: boolean): Folded {
  if (values.length > limits.foldedValues) return OPEN;
  const short = values.filter(({ text }) => text.length <= limits.pathBytes);
  return { values: short, open: open || short.length < values.length };
}

/** What is told from the file's own place; of any other text it is not known what a path function makes. */
export function placesOnly(folded: Folded): Folded {
  const values = folded.values.filter(({ kind, text }) => kind !== 'text' || text.startsWith('/'));
  return { values, open: folded.open || values.length < folded.values.length };
}
