import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { topLevelFields } from './top-level-fields.ts';

it.for<[name: string, bytes: number[], fields: [number: number, from: number, to: number][]]>([
  // From the encoding's description: field 1 varint 150; field 2 "testing".
  ['a number', [0x08, 0x96, 0x01], [[1, 0, 3]]],
  ['a text', [0x12, 7, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67], [[2, 0, 9]]],
  [
    'eight bytes, four bytes, an empty text and a number above fifteen',
    [0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4, 0x1a, 0, 0x80, 0x01, 0],
    [
      [1, 0, 9],
      [2, 9, 14],
      [3, 14, 16],
      [16, 16, 19],
    ],
  ],
  ['nothing', [], []],
])('%s', ([, bytes, fields]) => {
  expect([...topLevelFields(new Uint8Array(bytes))].map(({ number, from, to }) => [number, from, to])).toEqual(fields);
});

it.for<[name: string, bytes: number[]]>([
  ['a group, which no schema has any more', [0x0b]],
  ['a text that is cut', [0x12, 7, 0x74]],
  ['eight bytes that are cut', [0x09, 1]],
  ['a length without end', [0x12, ...Array.from({ length: 11 }, () => 0xff)]],
  ['a length beyond all memory', [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
])('%s is refused', ([, bytes]) => {
  expect(() => [...topLevelFields(new Uint8Array(bytes))]).toThrow(RangeError);
});

/** A message of all types, from the table above. */
const message = new Uint8Array([
  0x08, 0x96, 0x01, 0x12, 3, 1, 2, 3, 0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4, 0x80, 0x01, 0,
]);

test('every prefix has whole fields, or is refused where the last one is cut', () => {
  const ends = [...topLevelFields(message)].map(({ to }) => to);
  expect(ends).toEqual([3, 8, 17, 22, 25]);
  for (let length = 0; length <= message.length; length++) {
    const read = (): number[] => [...topLevelFields(message.slice(0, length))].map(({ to }) => to);
    if (length === 0 || ends.includes(length)) expect(read()).toEqual(ends.filter((end) => end <= length));
    else expect(read).toThrow(RangeError);
  }
});

test('any bytes have fields or are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      try {
        for (const { from, to } of topLevelFields(bytes)) expect(to).toBeGreaterThan(from);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});
