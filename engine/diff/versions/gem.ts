import { orderDigits, orderText, reversed, type Order } from './order.ts';

/**
 * RubyGems' order: numbers and words in turn, zeros at the end of either half do not count, a word makes it a pre-release.
 *
 * @see Gem::Version
 */
export function orderGem(a: string, b: string): Order {
  const [x, y] = [segments(a), segments(b)];
  if (!x || !y) return undefined;
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [s, t] = [x[i], y[i]];
    const order = s === undefined ? reversed(againstEnd(t)) : t === undefined ? againstEnd(s) : orderSegments(s, t);
    if (order !== 0) return order;
  }
  return 0;
}

/** @returns undefined for what RubyGems does not take either */
function segments(version: string): string[] | undefined {
  if (!/^\s*[0-9]+(\.[0-9a-zA-Z]+)*(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?\s*$/.test(version)) {
    // `1beta`: no gem may be called so today, but Gem::Version reads it.
    if (!/^[0-9][0-9a-zA-Z.]*$/.test(version)) return undefined;
  }
  const all = version.replaceAll('-', '.pre.').match(/[0-9]+|[a-z]+/gi) ?? [];
  const word = all.findIndex((segment) => !isNumber(segment));
  const middle = word < 0 ? all.length : word;
  return [...withoutZeros(all.slice(0, middle)), ...withoutZeros(all.slice(middle))];
}

function withoutZeros(segments: readonly string[]): readonly string[] {
  return segments.slice(0, segments.findLastIndex((segment) => !/^0+$/.test(segment)) + 1);
}

function isNumber(segment: string): boolean {
  return /^[0-9]/.test(segment);
}

function againstEnd(segment: string | undefined): -1 | 0 | 1 {
  if (segment === undefined) return 0;
  return isNumber(segment) ? orderDigits(segment, '0') : -1;
}

function orderSegments(a: string, b: string): -1 | 0 | 1 {
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? 1 : -1;
  return isNumber(a) ? orderDigits(a, b) : orderText(a, b);
}
