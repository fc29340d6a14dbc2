import { type Order, orderDigits, orderLists, orderText } from './order.ts';

/** Epoch, version and local version: lists of parts, each a list of runs of digits or of other characters. */
type Parsed = Readonly<{
  epoch: string;
  version: readonly (readonly string[])[];
  local: readonly (readonly string[])[];
}>;

/**
 * conda's order: what is missing counts as 0; words are older than numbers, `dev` older than other words, `post` newer than all.
 *
 * @see conda documentation, "Package match specifications", VersionOrder
 */
export function orderConda(a: string, b: string): Order {
  const [x, y] = [parse(a), parse(b)];
  if (!x || !y) return undefined;
  return (
    orderDigits(x.epoch, y.epoch) ||
    orderLists(x.version, y.version, [], orderParts) ||
    orderLists(x.local, y.local, [], orderParts)
  );
}

function parse(text: string): Parsed | undefined {
  const match = /^(?:([0-9]+)!)?([0-9a-z_.-]+)(?:\+([0-9a-z_.-]+))?$/.exec(text.trim().toLowerCase());
  if (!match) return undefined;
  const [, epoch = '0', version = '', local] = match;
  const [main, more] = [partsOf(version), local === undefined ? [] : partsOf(local)];
  return main && more && { epoch, version: main, local: more };
}

function partsOf(text: string): string[][] | undefined {
  if (text.includes('-') && text.includes('_')) return undefined;
  // `_` separates like a dot, but at the end it is a word by itself.
  const parts = text
    .replaceAll('-', '_')
    .replaceAll(/_(?!$)/g, '.')
    .split('.');
  if (parts.includes('')) return undefined;
  // A part that begins with a word begins with 0, so that numbers are compared with numbers.
  return parts.map((part) => (/^[0-9]/.test(part) ? [] : ['0']).concat(part.match(/[0-9]+|[^0-9]+/g) ?? []));
}

function orderParts(a: readonly string[], b: readonly string[]): -1 | 0 | 1 {
  return orderLists(a, b, '0', orderRuns);
}

function orderRuns(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [rank(a), rank(b)];
  if (x !== y) return x < y ? -1 : 1;
  return x === RANK_OF_NUMBERS ? orderDigits(a, b) : orderText(a, b);
}

const RANK_OF_NUMBERS = 2;

function rank(run: string): number {
  if (/^[0-9]/.test(run)) return RANK_OF_NUMBERS;
  return run === 'dev' ? 0 : run === 'post' ? 3 : 1;
}
