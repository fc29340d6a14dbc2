import { orderDigits, orderLists, orderText, type Order } from './order.ts';

/** The three numbers, and the dot-separated identifiers of a pre-release. */
export type SemanticVersion = Readonly<{ numbers: readonly string[]; preRelease: readonly string[] | null }>;

const IDENTIFIERS = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
const STRICT = new RegExp(String.raw`^v?([0-9]+)\.([0-9]+)\.([0-9]+)(?:-(${IDENTIFIERS}))?(?:\+${IDENTIFIERS})?$`);
/** npm reads `=1.2.3`, `v 1.2.3` and `1.2.3beta` too. */
const LOOSE = new RegExp(
  String.raw`^[v=\s]*([0-9]+)\.([0-9]+)\.([0-9]+)(?:-?((?:[0-9]+|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(?:\.[0-9A-Za-z-]+)*))?(?:\+${IDENTIFIERS})?\s*$`,
);

/** Order of Semantic Versioning 2.0.0 §11; build metadata do not count. A `v` in front is passed over. */
export function orderSemver(a: string, b: string): Order {
  return orderParsed(parse(a, STRICT), parse(b, STRICT));
}

/** As {@link orderSemver} for what npm reads loosely. */
export function orderNpm(a: string, b: string): Order {
  return orderParsed(parse(a, LOOSE), parse(b, LOOSE));
}

function parse(text: string, pattern: RegExp): SemanticVersion | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  return { numbers: match.slice(1, 4), preRelease: match[4]?.split('.') ?? null };
}

function orderParsed(a: SemanticVersion | undefined, b: SemanticVersion | undefined): Order {
  return a && b && orderSemantic(a, b);
}

/** Order of two versions that were read. */
export function orderSemantic(a: SemanticVersion, b: SemanticVersion): -1 | 0 | 1 {
  const numbers = orderLists(a.numbers, b.numbers, '0', orderDigits);
  if (numbers !== 0) return numbers;
  if (a.preRelease === null || b.preRelease === null) {
    if (a.preRelease === b.preRelease) return 0;
    return a.preRelease === null ? 1 : -1;
  }
  // Fewer identifiers come first: the empty text stands for none.
  return orderLists(a.preRelease, b.preRelease, '', orderIdentifiers);
}

function orderIdentifiers(a: string, b: string): -1 | 0 | 1 {
  if (a === '' || b === '') return orderText(a, b);
  const [x, y] = [/^[0-9]+$/.test(a), /^[0-9]+$/.test(b)];
  if (x !== y) return x ? -1 : 1;
  return x ? orderDigits(a, b) : orderText(a, b);
}
