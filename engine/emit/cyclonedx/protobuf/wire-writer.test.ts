import fc from 'fast-check';
import { Writer } from 'protobufjs/minimal.js';
import { describe, expect, it, test } from 'vitest';
import { WireWriter } from './wire-writer.ts';

/** A message: numbers, texts, floating points and messages inside it, in this order. */
type Part = number | string | Readonly<{ float: number }> | Readonly<{ long: number }> | readonly Part[];

function write(wire: WireWriter, parts: readonly Part[]): void {
  parts.forEach((part, index) => {
    const field = index + 1;
    if (typeof part === 'number') wire.number(field, part);
    else if (typeof part === 'string') wire.text(field, part);
    else if ('float' in part) wire.float(field, part.float);
    else if ('long' in part) wire.long(field, part.long);
    else {
      const start = wire.open(field);
      write(wire, part);
      wire.close(start);
    }
  });
}

/** The same by protobufjs. */
function writeWithLibrary(writer: Writer, parts: readonly Part[]): Writer {
  parts.forEach((part, index) => {
    const tag = (type: number): Writer => writer.uint32(((index + 1) << 3) | type);
    if (typeof part === 'number') tag(0).uint32(part);
    else if (typeof part === 'string') tag(2).string(part);
    else if ('float' in part) tag(5).float(part.float);
    else if ('long' in part) tag(0).int64(part.long);
    else writeWithLibrary(tag(2).fork(), part).ldelim();
  });
  return writer;
}

function bytesOf(parts: readonly Part[]): Uint8Array {
  const wire = new WireWriter();
  write(wire, parts);
  return Uint8Array.from(wire.take());
}

describe('what is written', () => {
  it.for<[name: string, parts: readonly Part[]]>([
    ['nothing', []],
    ['numbers around a byte and at their end', [0, 127, 128, 16_383, 16_384, 2 ** 31 - 1, 2 ** 32 - 1]],
    ['times before and after what 32 bits hold', [{ long: -1 }, { long: 0 }, { long: 2 ** 40 }, { long: -(2 ** 40) }]],
    ['texts whose length has one, two and three bytes', [127, 128, 16_383, 16_384, 100_000].map((n) => 'a'.repeat(n))],
    ['texts of more bytes than characters', ['é'.repeat(64), '名前'.repeat(5000), '😀', '']],
    [
      'messages inside messages whose lengths grow',
      [
        [['a'.repeat(126)], 'a'.repeat(16_380)],
        [[], [[['b']]]],
      ],
    ],
    ['a tag of two bytes', Array.from({ length: 20 }, (_, i) => `${i}`)],
    ['floating points', [{ float: 1 }, { float: 0.25 }, [{ float: -3 }]]],
  ])('%s', ([, parts]) => {
    expect(bytesOf(parts)).toEqual(Uint8Array.from(writeWithLibrary(Writer.create(), parts).finish()));
  });

  test('any message is what protobufjs writes', () => {
    const { message } = fc.letrec<{ message: readonly Part[]; part: Part }>((tie) => ({
      message: fc.array(tie('part'), { maxLength: 20 }),
      part: fc.oneof(
        { maxDepth: 4 },
        fc.nat(),
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.record({ long: fc.maxSafeInteger() }),
        tie('message'),
      ),
    }));
    fc.assert(
      fc.property(message, (parts) => {
        expect(bytesOf(parts)).toEqual(Uint8Array.from(writeWithLibrary(Writer.create(), parts).finish()));
      }),
    );
  });
});

test('half a character is U+FFFD, as in the JSON: other bytes would be no UTF-8', () => {
  expect([...bytesOf(['\ud800'])]).toEqual([0x0a, 3, 0xef, 0xbf, 0xbd]);
});

test('a writer begins anew after what was taken', () => {
  const wire = new WireWriter();
  wire.text(1, 'a');
  expect([...wire.take()]).toEqual([0x0a, 1, 0x61]);
  wire.number(2, 3);
  expect([...wire.take()]).toEqual([0x10, 3]);
});
