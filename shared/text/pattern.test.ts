import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, PatternError } from './pattern.ts';

/** JavaScript's own engine is the oracle, with its flags for ASCII case and code points; lines are nothing special here. */
const oracle = (pattern: string): RegExp => new RegExp(pattern, 'isv');

const letter = fc.constantFrom(
  'a',
  'b',
  'B',
  '1',
  '.',
  '[ab]',
  '[^a]',
  '[0-9a]',
  String.raw`\d`,
  String.raw`\W`,
  String.raw`\.`,
  'ö',
  '😀',
);
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    letter,
    fc.constantFrom('^', '$', ''),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `${a}${b}`),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{0,2}', '{2,}', '+?'))
      .map(([a, n]) => `(${a})${n}`),
  ),
}));
const text = fc
  .array(fc.constantFrom('a', 'A', 'b', '1', '2', '.', '-', 'ö', '😀', '\n'), { maxLength: 12 })
  .map((all) => all.join(''));

describe('a pattern', () => {
  it('finds what the language of regular expressions says it finds', () => {
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 1, maxLength: 8 }), (pattern, texts) => {
        const matches = compilePattern(pattern);
        const wanted = oracle(pattern);
        for (const one of texts) expect([one, matches(one)]).toEqual([one, wanted.test(one)]);
      }),
      { numRuns: 3000 },
    );
  });

  it.for([
    { pattern: '^lib.*[0-9]$', yes: ['libssl3', 'LIBC6'], no: ['libssl', 'xlibssl3'] },
    { pattern: '', yes: ['', 'a'], no: [] },
    { pattern: 'a{0}b', yes: ['b'], no: ['a'] },
    { pattern: String.raw`^\S+\s\w+$`, yes: ['a b'], no: ['ab', 'a  b'] },
    { pattern: '[]-]|[-a]', yes: ['-'], no: ['b'] },
    { pattern: String.raw`a\/b|x{y`, yes: ['a/b', 'x{y'], no: ['ab'] },
  ])('$pattern', ({ pattern, yes, no }) => {
    const matches = compilePattern(pattern);
    expect([yes.filter((one) => !matches(one)), no.filter((one) => matches(one))]).toEqual([[], []]);
  });

  it.for([
    { pattern: '(a', at: 0 },
    { pattern: 'a)', at: 1 },
    { pattern: 'x[a', at: 1 },
    { pattern: 'x[z-a]', at: 2 },
    { pattern: '*a', at: 0 },
    { pattern: 'a**', at: 2 },
    { pattern: '^*', at: 0 },
    { pattern: 'a{3,2}', at: 1 },
    { pattern: 'a{101}', at: 1 },
    { pattern: String.raw`(a)\1`, at: 3 },
    { pattern: 'a(?=b)', at: 1 },
    { pattern: 'a\\', at: 1 },
    { pattern: '((((a{99}){99}){99}){99})', at: 0 },
    { pattern: '(a{99}){9}', at: 0 },
    { pattern: '('.repeat(30), at: 20 },
    { pattern: 'a'.repeat(201), at: 200 },
  ])('refuses $pattern at its place', ({ pattern, at }) => {
    let found: unknown;
    try {
      compilePattern(pattern);
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(PatternError);
    expect((found as PatternError).at).toBe(at);
  });

  it('reads a text of 1,000,000 characters once, where trying out would never end', () => {
    for (const pattern of ['(a+)+$', '(a|aa)*c', '(a*)*c', '(.*a){20}c', '[ab]*a[ab]{90}c'])
      expect(compilePattern(pattern)(`${'ab'.repeat(1000)}${'a'.repeat(1_000_000)}!`)).toBe(false);
  });

  it('finds the same when it has too many states to keep', () => {
    const random = fc.array(fc.constantFrom('a', 'e', 'i', 'o', 'q', '-', 'ö'), { minLength: 25, maxLength: 60 });
    for (const pattern of ['(a|e|i).{20}q', '[ae]+[^i]{18}q$', '(o|^a).{3}(ö|i).{15}q']) {
      const matches = compilePattern(pattern);
      const wanted = oracle(pattern);
      for (const letters of fc.sample(random, { numRuns: 1500, seed: 4 })) {
        const one = letters.join('');
        expect([one, matches(one)]).toEqual([one, wanted.test(one)]);
      }
    }
  });

  it('is read or refused, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (pattern, value) => {
        try {
          expect(typeof compilePattern(pattern)(value)).toBe('boolean');
        } catch (error) {
          if (!(error instanceof PatternError)) throw error;
          expect(error.at >= 0 && error.at <= pattern.length).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
