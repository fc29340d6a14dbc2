import { expect, it } from 'vitest';
import { textOf, trimmed } from './byte-text.ts';

it('makes text of UTF-8 bytes and shows bytes that are not', () => {
  expect(textOf('plain')).toBe('plain');
  expect(textOf('J\xc3\xb6rg')).toBe('Jörg');
  expect(textOf('J\xf6rg')).toBe(String.raw`J\xf6rg`);
});

it('trims blanks but no half of a character', () => {
  expect(trimmed('x \t\v\f\ra b\n ', 1, 10)).toBe('a b');
  // 0xa0 is the second byte of à.
  expect(trimmed(' \xc3\xa0 ', 0, 4)).toBe('\xc3\xa0');
  expect(trimmed('   ', 0, 3)).toBe('');
});
