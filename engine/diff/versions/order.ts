/** Which of two versions is older: -1 the first, 1 the second; 0 neither. undefined: the order is not known. */
export type Order = -1 | 0 | 1 | undefined;

/** Order of UTF-16 code units: ASCII order for ASCII. */
export function orderText(a: string, b: string): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Order of two runs of decimal digits as numbers of any length; none at all counts as 0. */
export function orderDigits(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  if (x.length !== y.length) return x.length < y.length ? -1 : 1;
  return orderText(x, y);
}

/** Order of two lists: the first difference decides; `filler` stands where one list is longer. */
export function orderLists<T>(
  a: readonly T[],
  b: readonly T[],
  filler: T,
  order: (x: T, y: T) => -1 | 0 | 1,
): -1 | 0 | 1 {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const decided = order(a[i] ?? filler, b[i] ?? filler);
    if (decided !== 0) return decided;
  }
  return 0;
}

/** The same order seen from the other side. */
export function reversed(order: -1 | 0 | 1): -1 | 0 | 1 {
  return order === 0 ? 0 : order === 1 ? -1 : 1;
}
