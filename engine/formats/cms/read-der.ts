import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';

/** An element: its identifier octet, the whole of it and its content, as places in the file. */
export type DerElement = Readonly<{ tag: number; whole: ByteRange; content: ByteRange }>;

/** Identifier octets of the universal types that are looked into. */
export const TAG = { integer: 0x02, octets: 0x04, oid: 0x06, sequence: 0x30, set: 0x31 } as const;

/** Identifier octet of a constructed element of context class, `[n]`. */
export const context = (n: number): number => 0xa0 | n;

/** Bit of identifier octets: the content is elements. */
const CONSTRUCTED = 0x20;

const WHAT = 'DER';

/**
 * Reads the element that begins at `from`. Its length may be indefinite, which DER does not have: Apple's code signatures do.
 *
 * @throws {ParseError} for one that does not end before `end`; for indefinite lengths in each other, deeper than any signature's;
 *   for tags above 30, which no structure read here has
 * @see ITU-T X.690, 8.1
 */
export function readDer(bytes: Uint8Array, from: Bytes, end: Bytes = bytes.byteLength): DerElement {
  return readElement(bytes, from, end, 0);
}

/** @param depth how many elements of indefinite length are around this one: to find an end, all ends in it are looked for */
function readElement(bytes: Uint8Array, from: Bytes, end: Bytes, depth: number): DerElement {
  const octet = (at: Bytes): number => {
    const value = at < end ? bytes[at] : undefined;
    if (value === undefined)
      throw new ParseError({
        code: 'truncated',
        what: WHAT,
        at: { from, to: at + 1 },
        available: Math.max(0, end - from),
      });
    return value;
  };
  const [tag, first] = [octet(from), octet(from + 1)];
  if ((tag & 0x1f) === 0x1f) throw malformed(from, `tag 0x${tag.toString(16)}`);
  let [at, length] = [from + 2, first];
  if (first >= 0x80) {
    if (first === 0x80 && (tag & CONSTRUCTED) !== 0) {
      const to = endOfContents(bytes, at, end, depth + 1);
      return { tag, whole: { from, to: to + 2 }, content: { from: at, to } };
    }
    if (first === 0x80 || first > 0x84) throw malformed(from, `length 0x${first.toString(16)}`);
    length = 0;
    for (let i = first - 0x80; i > 0; i--) length = length * 256 + octet(at++);
  }
  const to = at + length;
  if (to > end) throw new ParseError({ code: 'truncated', what: WHAT, at: { from, to }, available: end - from });
  return { tag, whole: { from, to }, content: { from: at, to } };
}

/** Where the element of two zero octets is, which ends one of indefinite length. @see X.690, 8.1.5 */
function endOfContents(bytes: Uint8Array, from: Bytes, end: Bytes, depth: number): Bytes {
  if (depth > limits.berDepth)
    throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit: limits.berDepth, seen: depth });
  let at = from;
  for (let count = 0; count <= limits.derChildren; count++) {
    const child = readElement(bytes, at, end, depth);
    if (child.tag === 0 && child.whole.to === at + 2) return at;
    at = child.whole.to;
  }
  throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit: limits.derChildren, seen: limits.derChildren + 1 });
}

/** Elements that a constructed element consists of. @throws {ParseError} when one does not fit, or there are too many */
export function derChildren(bytes: Uint8Array, { content }: Pick<DerElement, 'content'>): DerElement[] {
  const found: DerElement[] = [];
  for (let at = content.from; at < content.to;) {
    if (found.length >= limits.derChildren)
      throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit: limits.derChildren, seen: found.length + 1 });
    const child = readDer(bytes, at, content.to);
    found.push(child);
    at = child.whole.to;
  }
  return found;
}

/** The element, if it has that tag. @throws {ParseError} when it has another, or is not there */
export function expectDer(element: DerElement | undefined, tag: number, what: string): DerElement {
  if (element?.tag === tag) return element;
  const found = element === undefined ? 'nothing' : `tag 0x${element.tag.toString(16)}`;
  throw new ParseError({ code: 'malformed', what, found, expected: `tag 0x${tag.toString(16)}` });
}

/** An object identifier in its usual form, `1.2.840`. @see X.690, 8.19 */
export function oidText(bytes: Uint8Array, { content: { from, to } }: DerElement): string {
  if (to - from > limits.derOidBytes) throw malformed(from, `an object identifier of ${to - from} bytes`);
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const octet of bytes.subarray(from, to)) {
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    if (octet >= 0x80) continue;
    // The first two arcs are one number.
    if (arcs.length === 0) {
      const top = arc < 80n ? arc / 40n : 2n;
      arcs.push(top, arc - 40n * top);
    } else arcs.push(arc);
    arc = 0n;
  }
  return arcs.join('.');
}

/** Content in hexadecimal digits. */
export function hexText(bytes: Uint8Array, { from, to }: ByteRange): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('hex');
}

function malformed(from: Bytes, found: string): ParseError {
  return new ParseError({ code: 'malformed', what: WHAT, at: { from, to: from + 1 }, found });
}
