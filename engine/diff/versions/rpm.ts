import { orderDigits, orderText } from './order.ts';

/**
 * rpm's order: epoch, version, release. A version has no hyphen, so more than one means that a package's name stands in front;
 * names are compared first then.
 *
 * @see rpm-version(7)
 */
export function orderRpm(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [parts(a), parts(b)];
  const decided =
    orderSegments(x.epoch, y.epoch) || orderSegments(x.name, y.name) || orderSegments(x.version, y.version);
  if (decided !== 0) return decided;
  // No release at all is older than any, an empty one too.
  if (x.release === null || y.release === null) {
    if (x.release === y.release) return 0;
    return x.release === null ? -1 : 1;
  }
  return orderSegments(x.release, y.release);
}

function parts(text: string): { epoch: string; name: string; version: string; release: string | null } {
  const colon = text.indexOf(':');
  const rest = text.slice(colon + 1);
  const hyphen = rest.lastIndexOf('-');
  const before = hyphen < 0 ? rest : rest.slice(0, hyphen);
  const name = before.lastIndexOf('-');
  return {
    epoch: colon < 0 ? '0' : text.slice(0, colon),
    name: name < 0 ? '' : before.slice(0, name),
    version: before.slice(name + 1),
    release: hyphen < 0 ? null : rest.slice(hyphen + 1),
  };
}

/**
 * Order of one field: segments of digits or of letters, separators only split. `~` is older than the end, `^` newer than the end
 * and older than any other segment; numbers are newer than letters.
 */
export function orderSegments(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [segments(a), segments(b)];
  for (let i = 0; ; i++) {
    const [s, t] = [x[i], y[i]];
    if (s === undefined && t === undefined) return 0;
    const order = rank(s) - rank(t);
    if (order !== 0) return order < 0 ? -1 : 1;
    if (s === undefined || t === undefined) continue;
    const same = rank(s) === RANK_OF_NUMBERS ? orderDigits(s, t) : orderText(s, t);
    if (same !== 0) return same;
  }
}

const RANK_OF_NUMBERS = 4;

function rank(segment: string | undefined): number {
  if (segment === undefined) return 1;
  if (segment === '~') return 0;
  if (segment === '^') return 2;
  return /^[0-9]/.test(segment) ? RANK_OF_NUMBERS : 3;
}

function segments(field: string): readonly string[] {
  return field.match(/[0-9]+|[A-Za-z]+|[~^]/g) ?? [];
}
