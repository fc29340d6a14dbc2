import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberBytes } from './member-bytes.ts';

const of = (json: string, name = 'p'): string | undefined => {
  const bytes = memberBytes(Buffer.from(json), name);
  return bytes && Buffer.from(bytes).toString();
};

describe('the bytes of a member', () => {
  it.for<[json: string, bytes: string | undefined]>([
    ['{"p":1}', '1'],
    ['{ "a" : "}" , "p" : { "x" : [ 1 ] } }', '{ "x" : [ 1 ] }'],
    ['{"p":"a\\"p\\\\"}', '"a\\"p\\\\"'],
    ['{"p":1,"p":[2]}', '[2]'],
    ['{"\\u0070":3}', '3'],
    ['{"q":{"p":4}}', undefined],
    ['{"q":["p",{"p":5}],"r":"p"}', undefined],
    ['{}', undefined],
  ])('%s', ([json, bytes]) => expect(of(json)).toBe(bytes));

  it('are what JSON.parse takes the member for, however it is written', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.constantFrom('p', 'q', '"p"', '\\'), fc.string()), fc.jsonValue()),
        fc.constantFrom('', ' ', '\t', '\n'),
        (value, indent) => {
          const json = JSON.stringify(value, null, indent);
          const found = of(json);
          const wanted = Object.hasOwn(value, 'p')
            ? JSON.stringify((JSON.parse(json) as typeof value)['p'])
            : undefined;
          expect(found && JSON.stringify(JSON.parse(found))).toBe(wanted);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of what is nested deeper than a stack are found too', () => {
    const deep = `${'['.repeat(300_000)}${']'.repeat(300_000)}`;
    expect(of(`{"q":${deep},"p":${deep}}`)).toBe(deep);
  });
});
