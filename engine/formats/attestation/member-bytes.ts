/** White space of JSON. */
const SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const [QUOTE, BACKSLASH, COMMA, COLON, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [
  0x22, 0x5c, 0x2c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d,
];

/**
 * The bytes of one member of an object as they stand in it, without white space around; of several with that name the last, as
 * JSON.parse has it. Not by recursion: how deep they are nested is up to whoever wrote them.
 *
 * @param json an object that JSON.parse takes
 */
export function memberBytes(json: Uint8Array, name: string): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  let [depth, key, from] = [0, undefined as string | undefined, -1];
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) {
      const end = endOfString(json, at);
      // A text in the outermost object, where no value has begun, is the key or the value itself.
      if (depth === 1 && from === -1)
        key = JSON.parse(Buffer.from(json.subarray(at, end + 1)).toString('utf8')) as string;
      at = end;
    } else if (byte === OPEN || byte === OPEN_LIST) depth += 1;
    else if (depth === 1 && byte === COLON) from = at + 1;
    else if (depth === 1 && (byte === COMMA || byte === CLOSE)) {
      if (key === name && from !== -1) found = trimmed(json, from, at);
      [key, from] = [undefined, -1];
      if (byte === CLOSE) depth -= 1;
    } else if (byte === CLOSE || byte === CLOSE_LIST) depth -= 1;
  }
  return found;
}

function endOfString(json: Uint8Array, from: number): number {
  let at = from + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}

function trimmed(json: Uint8Array, from: number, to: number): Uint8Array {
  let [first, end] = [from, to];
  while (first < end && SPACE.has(json[first] ?? 0)) first += 1;
  while (end > first && SPACE.has(json[end - 1] ?? 0)) end -= 1;
  return json.subarray(first, end);
}
