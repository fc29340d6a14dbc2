/** What a document may be made of. `undefined` members are left out, as JSON has no word for them. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The one JSON text of a value: keys in UTF-16 order, no white space, strings escaped as little as JSON allows (RFC 8785).
 *
 * Values whose keys are in order already are the fast case: JSON.stringify writes them, and nothing is copied.
 *
 * @throws TypeError for what has no canonical text here: a number that is not a safe integer (documents hold none, so a float
 * would be a mistake) and a string with a lone surrogate (RFC 8785 §3.2.2.2)
 */
export function canonicalJson(value: Json): string {
  return inOrder(value) ? JSON.stringify(value) : write(value);
}

/** Checks every string and number on the way, but stops at the first key out of order: `write` checks the rest. */
function inOrder(value: Json): boolean {
  if (typeof value === 'string') return checkedText(value);
  if (typeof value === 'number') return checkedNumber(value);
  if (value === null || typeof value === 'boolean') return true;
  if (isList(value)) return value.every(inOrder);
  let last = '';
  for (const key in value) {
    // Engines put keys that look like array indexes in front of all others, in order of number.
    if (key < last || isIndex(key)) return false;
    last = key;
    checkedText(key);
    const member = value[key];
    if (member !== undefined && !inOrder(member)) return false;
  }
  return true;
}

function write(value: Json): string {
  if (value === null || typeof value !== 'object') return inOrder(value) ? JSON.stringify(value) : '';
  if (isList(value)) return `[${value.map(write).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined && checkedText(key)) members.push(`${JSON.stringify(key)}:${write(member)}`);
  }
  return `{${members.join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isIndex(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= 0x30 && first <= 0x39 && /^\d+$/.test(key);
}

function checkedNumber(value: number): true {
  if (!Number.isSafeInteger(value)) throw new TypeError(`no canonical JSON for the number ${value}`);
  return true;
}

function checkedText(text: string): true {
  if (!text.isWellFormed()) throw new TypeError(`no canonical JSON for the lone surrogate in ${JSON.stringify(text)}`);
  return true;
}
