import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { jsonItems, jsonMembers, readJson } from './read-members.ts';

const read = (bytes: Uint8Array) => readJson(bytes, 'a test');

/** Members as text: raw key and raw value. */
function members(source: string): Record<string, string> {
  const { text, start } = read(Buffer.from(source));
  return Object.fromEntries(
    [...jsonMembers(text, start)].map(([name, { key, value }]) => [
      name,
      `${text.slice(key.from, key.to)}:${text.slice(value.from, value.to)}`,
    ]),
  );
}

describe('jsonMembers', () => {
  it.for<[name: string, source: string, want: Record<string, string>]>([
    ['nothing', '{}', {}],
    ['another value', '[1]', {}],
    ['blanks everywhere', ' {\n "a" :\t1 ,\r\n"b":[ 2 ] } ', { a: '"a":1', b: '"b":[ 2 ]' }],
    ['brackets in strings', '{"a":"}]{[","b":{"c":"\\"}"}}', { a: '"a":"}]{["', b: '"b":{"c":"\\"}"}' }],
    ['a slash at the end of a string', '{"a":"\\\\","b":1}', { a: '"a":"\\\\"', b: '"b":1' }],
    ['an escaped key', '{"\\u0061":1}', { a: '"\\u0061":1' }],
    ['a repeated key', '{"a":1,"a":2}', { a: '"a":2' }],
    ['all plain values', '{"a":null,"b":true,"c":-1.5e3}', { a: '"a":null', b: '"b":true', c: '"c":-1.5e3' }],
  ])('%s', ([, source, want]) => {
    expect(members(source)).toEqual(want);
  });

  it('counts bytes, not characters, and skips a byte order mark', () => {
    const bytes = Buffer.from('\ufeff{"é":"ü","b":"x"}');
    const { text, start } = read(bytes);
    const b = jsonMembers(text, start).get('b');
    expect(bytes.toString('utf8', b?.value.from, b?.value.to)).toBe('"x"');
    expect(jsonMembers(text, start).has('é')).toBe(true);
  });

  it('finds what JSON.parse finds, wherever it lies', () => {
    const walk = (text: string, from: number, value: unknown): void => {
      if (Array.isArray(value)) {
        const items = jsonItems(text, from);
        expect(items).toHaveLength(value.length);
        for (const [i, item] of items.entries()) walk(text, item.from, value[i]);
      } else if (typeof value === 'object' && value !== null) {
        const found = jsonMembers(text, from);
        expect([...found.keys()].sort()).toEqual(Object.keys(value).sort());
        for (const [key, one] of Object.entries(value)) walk(text, found.get(key)?.value.from ?? -1, one);
      } else {
        const [token] = jsonItems(`[${text.slice(from)}`, 0);
        const raw = Buffer.from(`[${text.slice(from)}`.slice(token?.from, token?.to), 'latin1').toString('utf8');
        expect(JSON.parse(raw)).toEqual(value);
      }
    };
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const parsed = read(Buffer.from(JSON.stringify(value, null, space)));
        walk(parsed.text, parsed.start, parsed.value);
      }),
    );
  });
});

describe('readJson', () => {
  it('survives every cut, any bytes, and depth', () => {
    const all = (bytes: Uint8Array): unknown => {
      const { text, start } = read(bytes);
      return [jsonMembers(text, start), jsonItems(text, start)];
    };
    readsEveryPrefix(Buffer.from('{"a":[1,{"b":"\\"é"}],"c":null}'), all);
    const part = fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', '1', ' ', 'é');
    fc.assert(fc.property(fc.array(part), (parts) => readsOrRefuses(Buffer.from(parts.join('')), all, parts.join(''))));
    readsOrRefuses(Buffer.from(`${'['.repeat(1e6)}${']'.repeat(1e6)}`), all, 'deep');
  });
});
