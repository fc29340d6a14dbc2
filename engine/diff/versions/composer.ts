import { orderDigits, reversed } from './order.ts';

/** Words by age; any other word is older than all of them. A number comes between `rc` and `p`. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ['dev', 1],
  ['alpha', 2],
  ['a', 2],
  ['beta', 3],
  ['b', 3],
  ['rc', 4],
  ['pl', 6],
  ['p', 6],
]);
const NUMBER = 5;

/**
 * Order of PHP's `version_compare` without case and `v`, which Composer sorts by.
 *
 * @see PHP manual, version_compare
 */
export function orderComposer(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [segments(a), segments(b)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [s, t] = [x[i], y[i]];
    const order = s === undefined ? reversed(againstEnd(t)) : t === undefined ? againstEnd(s) : orderSegments(s, t);
    if (order !== 0) return order;
  }
  return 0;
}

function segments(version: string): readonly string[] {
  return (
    version
      .toLowerCase()
      .replace(/^v/, '')
      .match(/[0-9]+|[a-z]+/g) ?? []
  );
}

/** More numbers are newer, and so is a patch; other words are older than nothing. */
function againstEnd(segment: string | undefined): -1 | 0 | 1 {
  if (segment === undefined) return 0;
  return rank(segment) >= NUMBER ? 1 : -1;
}

function orderSegments(a: string, b: string): -1 | 0 | 1 {
  if (rank(a) !== rank(b)) return rank(a) < rank(b) ? -1 : 1;
  return rank(a) === NUMBER ? orderDigits(a, b) : 0;
}

function rank(segment: string): number {
  return /^[0-9]/.test(segment) ? NUMBER : (WORDS.get(segment) ?? 0);
}
