import { orderDigits, orderLists, orderText } from './order.ts';

const PATTERN = new RegExp(
  String.raw`^v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\.[0-9]+)*)` +
    String.raw`(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>[0-9]*))?` +
    String.raw`(?:-(?<implicitPost>[0-9]+)|(?<post>[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>[0-9]*)))?` +
    String.raw`(?<dev>[-_.]?dev[-_.]?(?<devNumber>[0-9]*))?` +
    String.raw`(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$`,
);

/** Is it a version of PEP 440? Case, a `v` and spaces around it do not matter. */
export function isPep440(text: string): boolean {
  return PATTERN.test(text.trim().toLowerCase());
}

/**
 * Order of PEP 440. A text that is no such version is older than all that are; two of them are ordered as setuptools did before.
 *
 * @see PyPA specifications, "Version specifiers", summary of permitted suffixes and relative ordering
 */
export function orderPypi(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [a, b].map((text) => PATTERN.exec(text.trim().toLowerCase())?.groups);
  if (x && y) return orderParsed(x, y);
  if (x || y) return x ? 1 : -1;
  return orderLists(legacyParts(a), legacyParts(b), '', orderText);
}

type Groups = Readonly<Record<string, string | undefined>>;

function orderParsed(a: Groups, b: Groups): -1 | 0 | 1 {
  return (
    orderDigits(a['epoch'] ?? '', b['epoch'] ?? '') ||
    orderLists(a['release']?.split('.') ?? [], b['release']?.split('.') ?? [], '0', orderDigits) ||
    orderNumbers(stage(a), stage(b)) ||
    orderDigits(a['preNumber'] ?? '', b['preNumber'] ?? '') ||
    orderNumbers(hasPost(a), hasPost(b)) ||
    orderDigits(postNumber(a), postNumber(b)) ||
    orderNumbers(isRelease(a), isRelease(b)) ||
    orderDigits(a['devNumber'] ?? '', b['devNumber'] ?? '') ||
    orderLists(local(a), local(b), '', orderLocal)
  );
}

function orderNumbers(a: number, b: number): -1 | 0 | 1 {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** A developers' version of the release itself comes before every pre-release. */
function stage({ pre, post, implicitPost, dev }: Groups): number {
  if (pre === undefined) return dev !== undefined && post === undefined && implicitPost === undefined ? 0 : 4;
  return pre.startsWith('a') ? 1 : pre.startsWith('b') ? 2 : 3;
}

function hasPost({ post, implicitPost }: Groups): number {
  return post === undefined && implicitPost === undefined ? 0 : 1;
}

function postNumber({ implicitPost, postNumber: number }: Groups): string {
  return implicitPost ?? number ?? '';
}

function isRelease({ dev }: Groups): number {
  return dev === undefined ? 1 : 0;
}

function local({ local: text }: Groups): string[] {
  return text?.split(/[-_.]/) ?? [];
}

/** Nothing before words, words before numbers. */
function orderLocal(a: string, b: string): -1 | 0 | 1 {
  const rank = (part: string): number => (part === '' ? 0 : /^[0-9]+$/.test(part) ? 2 : 1);
  if (rank(a) !== rank(b)) return rank(a) < rank(b) ? -1 : 1;
  return rank(a) === 2 ? orderDigits(a, b) : orderText(a, b);
}

const LEGACY_WORDS: Readonly<Record<string, string>> = { pre: 'c', preview: 'c', rc: 'c', dev: '@', '-': 'final-' };

/** Numbers padded so that text order is theirs; words and `final` with a star, which sorts before any digit. */
function legacyParts(text: string): string[] {
  const parts: string[] = [];
  for (const found of [...(text.toLowerCase().match(/[0-9]+|[a-z]+|-/g) ?? []), 'final']) {
    const part = /^[0-9]/.test(found) ? found.padStart(8, '0') : `*${LEGACY_WORDS[found] ?? found}`;
    if (part.startsWith('*') && part < '*final') while (parts.at(-1) === '*final-') parts.pop();
    if (part.startsWith('*')) while (parts.at(-1) === '00000000') parts.pop();
    parts.push(part);
  }
  return parts;
}
