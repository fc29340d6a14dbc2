import type { PurlParts } from './purl-parts.ts';
import { applyTypeRule } from './purl-types.ts';

const TYPE = /^[a-z][a-z0-9.-]*$/;
const KEY = /^[a-z][a-z0-9._-]*$/;

/**
 * The canonical purl of these parts: every text that means the same gives the same bytes.
 *
 * @returns undefined where the grammar or the type allows no such purl: no name, a bad type or qualifier key
 */
export function formatPurl(parts: PurlParts): string | undefined {
  const normal = normalise(parts);
  if (normal === undefined) return undefined;
  let text = `pkg:${normal.type}/`;
  if (normal.namespace !== null) text += `${encodeSegments(normal.namespace)}/`;
  text += encode(normal.name);
  if (normal.version !== null) text += `@${encode(normal.version)}`;
  const keys = Object.keys(normal.qualifiers).sort();
  if (keys.length > 0) text += `?${keys.map((key) => `${key}=${encode(normal.qualifiers[key] ?? '')}`).join('&')}`;
  return normal.subpath === null ? text : `${text}#${encodeSegments(normal.subpath)}`;
}

/**
 * Reads a purl, canonical or not (upper-case type, slashes after the scheme, unsorted qualifiers, needless escapes).
 *
 * @returns undefined for anything that is not a purl
 */
export function parsePurl(text: string): PurlParts | undefined {
  const scheme = /^pkg:\/*/i.exec(text);
  if (scheme === null) return undefined;
  const [beforeSubpath, subpath] = cut(text.slice(scheme[0].length), text.slice(scheme[0].length).lastIndexOf('#'));
  const [beforeQualifiers, qualifierText] = cut(beforeSubpath, beforeSubpath.lastIndexOf('?'));
  const typeEnd = beforeQualifiers.indexOf('/');
  if (typeEnd < 0) return undefined;
  const path = beforeQualifiers.slice(typeEnd + 1).replace(/^\/+|\/+$/g, '');
  // An `@` in front of a later slash is an unescaped npm scope, not the start of a version.
  const at = path.lastIndexOf('@');
  const [names, version] = cut(path, at > path.lastIndexOf('/') ? at : -1);
  const nameStart = names.lastIndexOf('/') + 1;
  try {
    const qualifiers = parseQualifiers(qualifierText);
    return (
      qualifiers &&
      normalise({
        type: beforeQualifiers.slice(0, typeEnd),
        namespace: decodeSegments(names.slice(0, nameStart)),
        name: decodeURIComponent(names.slice(nameStart)),
        version: decodeURIComponent(version),
        qualifiers,
        subpath: decodeSegments(subpath),
      })
    );
  } catch (error) {
    // An escape that is not UTF-8. Nothing else is thrown here.
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function normalise(parts: PurlParts): PurlParts | undefined {
  const type = parts.type.toLowerCase();
  if (!TYPE.test(type) || parts.name === '') return undefined;
  const qualifiers: Record<string, string> = {};
  for (const [given, value] of Object.entries(parts.qualifiers)) {
    const key = given.toLowerCase();
    if (!KEY.test(key) || Object.hasOwn(qualifiers, key)) return undefined;
    if (value !== '') qualifiers[key] = value;
  }
  return applyTypeRule({
    type,
    namespace: joined(parts.namespace, (segment) => segment !== ''),
    name: parts.name,
    version: parts.version === '' ? null : parts.version,
    qualifiers,
    // Dot segments could climb out of the package.
    subpath: joined(parts.subpath, (segment) => segment !== '' && segment !== '.' && segment !== '..'),
  });
}

function joined(text: string | null, keep: (segment: string) => boolean): string | null {
  const segments = text?.split('/').filter(keep) ?? [];
  return segments.length === 0 ? null : segments.join('/');
}

function parseQualifiers(text: string): Record<string, string> | undefined {
  const qualifiers: Record<string, string> = {};
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const [key, value] = cut(pair, pair.indexOf('='));
    // Stated twice: no one can tell which is meant.
    if (Object.hasOwn(qualifiers, key)) return undefined;
    qualifiers[key] = decodeURIComponent(value);
  }
  return qualifiers;
}

/** Splits around the character at `at`; nothing after it when `at` is negative. */
function cut(text: string, at: number): [before: string, after: string] {
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** Percent-encodes the UTF-8 bytes of all but letters, digits, `.`, `-`, `_`, `~` and the colon (ECMA-427, "Character encoding"). */
function encode(text: string): string {
  if (!/[^A-Za-z0-9._~:-]/.test(text)) return text;
  return encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}

function encodeSegments(text: string): string {
  return text.split('/').map(encode).join('/');
}

function decodeSegments(text: string): string {
  return text.split('/').map(decodeURIComponent).join('/');
}
