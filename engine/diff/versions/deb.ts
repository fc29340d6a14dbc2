import { orderDigits } from './order.ts';

/**
 * dpkg's order, which opkg shares: epoch, upstream version, revision.
 *
 * @see deb-version(7)
 */
export function orderDeb(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [parts(a), parts(b)];
  return orderDigits(x.epoch, y.epoch) || orderPart(x.upstream, y.upstream) || orderPart(x.revision, y.revision);
}

/** No revision is the revision 0: it compares so without being told. */
function parts(version: string): { epoch: string; upstream: string; revision: string } {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const hyphen = rest.lastIndexOf('-');
  return {
    epoch: version.slice(0, Math.max(colon, 0)),
    upstream: hyphen < 0 ? rest : rest.slice(0, hyphen),
    revision: hyphen < 0 ? '' : rest.slice(hyphen + 1),
  };
}

/** Runs of non-digits and of digits in turn. */
function orderPart(a: string, b: string): -1 | 0 | 1 {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const [x, y] = [weight(a, i), weight(b, j)];
      if (x !== y) return x < y ? -1 : 1;
      i += 1;
      j += 1;
    }
    const [x, y] = [digitsAt(a, i), digitsAt(b, j)];
    const order = orderDigits(x, y);
    if (order !== 0) return order;
    i += x.length;
    j += y.length;
  }
  return 0;
}

/** `~` before the end of the part (and before a digit, which ends the run), letters before everything else. */
function weight(text: string, at: number): number {
  if (at >= text.length || isDigit(text, at)) return 0;
  const code = text.charCodeAt(at);
  if (code === 0x7e) return -1;
  return /[A-Za-z]/.test(text[at] ?? '') ? code : code + 0x10000;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

function digitsAt(text: string, at: number): string {
  let end = at;
  while (end < text.length && isDigit(text, end)) end += 1;
  return text.slice(at, end);
}
