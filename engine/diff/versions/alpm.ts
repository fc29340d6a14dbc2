import { orderDigits, orderText } from './order.ts';

/**
 * pacman's order: epoch, version, release; the release counts only where both have one.
 *
 * @see vercmp(8)
 */
export function orderAlpm(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [parts(a), parts(b)];
  const decided = orderField(x.epoch, y.epoch) || orderField(x.version, y.version);
  if (decided !== 0 || x.release === null || y.release === null) return decided;
  return orderField(x.release, y.release);
}

function parts(text: string): { epoch: string; version: string; release: string | null } {
  const [, epoch, rest = text] = /^([0-9]+):(.*)$/s.exec(text) ?? [];
  const hyphen = rest.lastIndexOf('-');
  return {
    epoch: epoch ?? '0',
    version: hyphen < 0 ? rest : rest.slice(0, hyphen),
    release: hyphen < 0 ? null : rest.slice(hyphen + 1),
  };
}

/** Segments as in rpm, but the number of separators in front of one counts, and letters at the end make it older. */
function orderField(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [segments(a), segments(b)];
  for (let i = 0; ; i++) {
    const [s, t] = [x[i], y[i]];
    if (s === undefined || t === undefined) {
      const rest = s ?? t;
      if (rest === undefined) return 0;
      const restIsOlder = rest.separators === 0 && !rest.isNumber;
      return (s === undefined) === restIsOlder ? 1 : -1;
    }
    if (s.separators !== t.separators) return s.separators < t.separators ? -1 : 1;
    if (s.isNumber !== t.isNumber) return s.isNumber ? 1 : -1;
    const order = s.isNumber ? orderDigits(s.text, t.text) : orderText(s.text, t.text);
    if (order !== 0) return order;
  }
}

type Segment = Readonly<{ separators: number; text: string; isNumber: boolean }>;

function segments(field: string): Segment[] {
  return [...field.matchAll(/([^0-9A-Za-z]*)([0-9]+|[A-Za-z]+)/g)].map(([, between = '', text = '']) => ({
    separators: between.length,
    text,
    isNumber: /^[0-9]/.test(text),
  }));
}
