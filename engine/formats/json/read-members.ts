import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';

/** Places of a member's key, quotes included, and of its value's raw token. */
export type JsonMember = Readonly<{ key: ByteRange; value: ByteRange }>;

/** A JSON text: its value as `JSON.parse` gives it, and its bytes as a byte string for the functions below. */
export type JsonText = Readonly<{ value: unknown; text: string; start: Bytes }>;

const decoder = new TextDecoder('utf-8');

/**
 * Parses a whole file. A byte order mark is skipped, and bytes that are not UTF-8 become U+FFFD.
 *
 * @throws {ParseError} for what is not JSON
 * @see RFC 8259
 */
export function readJson(bytes: Uint8Array, what: string): JsonText {
  if (bytes.byteLength > limits.packageMetadataBytes) {
    const limit = limits.packageMetadataBytes;
    throw new ParseError({ code: 'limit-exceeded', what, limit, seen: bytes.byteLength });
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const start = text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  try {
    return { value: JSON.parse(decoder.decode(bytes)) as unknown, text, start };
  } catch (error) {
    // Also what V8 says to a nesting too deep for its stack.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    throw new ParseError({ code: 'malformed', what, found: error.message.slice(0, 200), expected: 'JSON' });
  }
}

/**
 * Members of the object whose token begins at `from`, by key; of a repeated key the last one, as `JSON.parse` takes it. The text must
 * be JSON: see {@link readJson}. Nested values are skipped, not read, so that one large member costs little.
 *
 * @returns nothing for any other token
 */
export function jsonMembers(text: string, from: Bytes): ReadonlyMap<string, JsonMember> {
  const members = new Map<string, JsonMember>();
  let at = skipBlank(text, from);
  if (text[at] !== '{') return members;
  for (at = skipBlank(text, at + 1); text[at] === '"'; at = skipBlank(text, at + 1)) {
    const key = { from: at, to: endOfString(text, at) };
    const valueFrom = skipBlank(text, skipBlank(text, key.to) + 1);
    const value = { from: valueFrom, to: endOfValue(text, valueFrom) };
    members.set(keyText(text, key), { key, value });
    at = skipBlank(text, value.to);
    if (text[at] !== ',') break;
  }
  return members;
}

/** Tokens of the items of the array whose token begins at `from`; nothing for any other token. */
export function jsonItems(text: string, from: Bytes): ByteRange[] {
  const items: ByteRange[] = [];
  let at = skipBlank(text, from);
  if (text[at] !== '[') return items;
  at = skipBlank(text, at + 1);
  while (at < text.length && text[at] !== ']') {
    const to = endOfValue(text, at);
    items.push({ from: at, to });
    at = skipBlank(text, to);
    if (text[at] !== ',') break;
    at = skipBlank(text, at + 1);
  }
  return items;
}

function keyText(text: string, { from, to }: ByteRange): string {
  const raw = text.slice(from, to);
  return /[\\\x80-\xff]/.test(raw)
    ? (JSON.parse(decoder.decode(Buffer.from(raw, 'latin1'))) as string)
    : raw.slice(1, -1);
}

function skipBlank(text: string, from: Bytes): Bytes {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  return at;
}

/** @param from at the opening quote */
function endOfString(text: string, from: Bytes): Bytes {
  for (let at = from + 1; ; at++) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return quote + 1;
    at = quote;
  }
}

function endOfValue(text: string, from: Bytes): Bytes {
  const first = text[from];
  if (first === '"') return endOfString(text, from);
  if (first !== '{' && first !== '[') {
    let at = from;
    while (at < text.length && !',]} \n\r\t'.includes(text[at] ?? ' ')) at++;
    return at;
  }
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at) - 1;
    else if (code === 0x7b || code === 0x5b) depth++;
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return at + 1;
  }
  return text.length;
}
