import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { canonicalJson, type Json } from './canonical-json.ts';

describe('canonicalJson', () => {
  it.for<[Json, string]>([
    [{ b: 1, a: [true, null, 'x'], c: undefined }, '{"a":[true,null,"x"],"b":1}'],
    [
      { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, ö: 7 },
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    ],
    ['\u20ac$\u000F\nA\'B"\\\\"/', String.raw`"€$\u000f\nA'B\"\\\\\"/"`],
    ['\u2028\u007f', '"\u2028\u007f"'],
    [-0, '0'],
    [{}, '{}'],
    [[], '[]'],
    [{ a: undefined, b: undefined, z: '' }, '{"z":""}'],
  ])('%j', ([value, want]) => {
    expect(canonicalJson(value)).toBe(want);
  });

  it.for([0.5, Number.NaN, Infinity, 2 ** 53, '\ud800', { '\udc00': 1 }])('refuses %j', (value) => {
    expect(() => canonicalJson(value as Json)).toThrow(TypeError);
  });
});

test('reads back as the same value, whatever the order of keys', () => {
  const json = fc.letrec<{ node: Json }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'grapheme' }),
      fc.maxSafeInteger().filter((number) => !Object.is(number, -0)),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(
        fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__'),
        tie('node'),
        { maxKeys: 5, noNullPrototype: true },
      ),
    ),
  })).node;
  const reversed = (value: Json): Json =>
    value === null || typeof value !== 'object'
      ? value
      : Array.isArray(value)
        ? value.map(reversed)
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, member]) => [key, reversed(member ?? null)]),
          );
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(value);
      expect(canonicalJson(reversed(value))).toBe(text);
    }),
  );
});
