import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '#engine/bytes/limits.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { firstLine, readDeb822, unfolded } from './read-deb822.ts';

const read = (text: string) => [...readDeb822(text)];
const shape = (text: string): string[] =>
  read(text).map(({ fields, problems }) =>
    [
      ...fields.map((field) => `${field.key}=${firstLine(text, field)}${field.to > field.lineTo ? '+' : ''}`),
      ...problems.map(({ code }) => code),
    ].join(' '),
  );
const all = (bytes: Uint8Array): unknown => read(Buffer.from(bytes).toString('latin1'));

describe('readDeb822', () => {
  it('keeps the byte range of each field', () => {
    const text = 'A: x\n y\nB-c :z';
    expect(read(text)).toEqual([
      {
        from: 0,
        to: 14,
        separator: null,
        fields: [
          { key: 'a', from: 0, valueFrom: 2, lineTo: 5, to: 8 },
          { key: 'b-c', from: 8, valueFrom: 13, lineTo: 14, to: 14 },
        ],
        problems: [],
      },
    ]);
  });

  it.for<[name: string, text: string, want: string[]]>([
    ['an empty value', 'A:\n', ['a=']],
    ['repeated fields, in order', 'A: 1\na: 2\n', ['a=1 a=2']],
    ['a value with colons', 'A: b: c\n', ['a=b: c']],
    ['continuation by tab', 'A: 1\n\tx\n', ['a=1+']],
    ['CR before the line feed', 'A: 1\r\n\r\nB: 2\r\n', ['a=1', 'b=2']],
    ['a bad stanza before a good one', 'junk\n more\n\nA: 1\n', ['malformed', 'a=1']],
    ['bad lines in a row count once', 'A: 1\nx y\nz\n more\nB: 2\n', ['a=1 b=2 malformed']],
    ['a colon after two words', 'no field: 1\n', ['malformed']],
    ['a continuation of nothing', ' x\nA: 1\n', ['a=1 malformed']],
    ['a blank line inside a value', 'A: 1\n\n x\nB: 2\n', ['a=1+ b=2 anomaly']],
    ['no name', ': x\n', ['malformed']],
    ['NUL and other bytes', 'A: \0\xff\n', ['a=\0\xff']],
  ])('%s', ([, text, want]) => {
    expect(shape(text)).toEqual(want);
  });

  it('unfolds a value', () => {
    const text = 'A: x,\n  y,\r\n .\n';
    expect(read(text)[0]?.fields.map((field) => unfolded(text, field))).toEqual(['x, y, .']);
  });

  it('stops at a limit of fields in one stanza and goes on with the next', () => {
    const [first, second] = read(`${'a:\n'.repeat(limits.stanzaFields + 5)}\nb: 1\n`);
    expect(first?.fields).toHaveLength(limits.stanzaFields);
    expect(first?.problems.map(({ code }) => code)).toEqual(['limit-exceeded']);
    expect(second?.fields).toHaveLength(1);
  });

  it('survives every cut and any lines', () => {
    readsEveryPrefix(Buffer.from('A: 1\n x\n\n y\n\nB: 2\r\nC :\n'), all);
    const line = fc.constantFrom('A: 1', ' x', '', ' ', '\r', 'junk', ':', '\0', '\x0b');
    fc.assert(
      fc.property(fc.array(line), (lines) => readsOrRefuses(Buffer.from(lines.join('\n')), all, lines.join('|'))),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readsOrRefuses(bytes, all, 'bytes')));
  });
});
