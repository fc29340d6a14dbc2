import { Ajv } from 'ajv';
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { allDistinct } from './schema-runtime.ts';

it.for<[items: unknown[], want: boolean]>([
  [[], true],
  [['a', 'b'], true],
  [['a', 'b', 'a'], false],
  [[1, '1', true, null], true],
  [[null, null], false],
  [[{ name: 'a' }, { name: 'b' }], true],
  [
    [
      { name: 'a', v: 1 },
      { name: 'a', v: 2 },
    ],
    true,
  ],
  [[{ name: 'a', v: { x: 1, y: [2] } }, { x: 0 }, { v: { y: [2], x: 1 }, name: 'a' }], false],
  [['\0name\0a', { name: 'a' }, { name: 'a', v: 1 }], true],
  [
    [
      [1, 2],
      [1, 2],
    ],
    false,
  ],
  [[[1, 2], [2, 1], {}], true],
])('%j: %s', ([items, want]) => {
  expect(allDistinct(items)).toBe(want);
});

test("agrees with ajv's own check", () => {
  const official = new Ajv().compile({ type: 'array', uniqueItems: true });
  const leaf = fc.oneof(fc.constantFrom('a', 'b', '\0name\0a'), fc.integer({ min: 0, max: 2 }), fc.constant(null));
  const item = fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 2 }),
    fc.record({ name: leaf, ref: leaf, v: leaf }, { requiredKeys: [], noNullPrototype: true }),
  );
  fc.assert(
    fc.property(fc.array(item, { maxLength: 6 }), (items) => {
      expect(allDistinct(items)).toBe(official(items));
    }),
  );
});
