import { expect, it } from 'vitest';
import { badgeOf } from './badge.ts';

/**
 * All 64 combinations: V verified, U unverified, and what failed: g signature, s subject, p proof, l payload. A row is one of
 * trusted × signature × subject, a column one of logged × proof × payload, 0 before 1.
 */
const TABLE: Readonly<Record<string, string>> = {
  //     000 001 010 011 100 101 110 111
  '000': 'g   g   g   g   g   g   g   g',
  '001': 'g   g   g   g   g   g   g   g',
  '010': 's   s   s   s   s   s   s   s',
  '011': 'l   U   l   U   p   p   l   U',
  '100': 'g   g   g   g   g   g   g   g',
  '101': 'g   g   g   g   g   g   g   g',
  '110': 's   s   s   s   s   s   s   s',
  '111': 'l   V   l   V   p   p   l   V',
};
const LETTERS: Readonly<Record<string, string>> = {
  verified: 'V',
  'no-trust-root': 'U',
  'not-checked': 'U',
  signature: 'g',
  subject: 's',
  proof: 'p',
  payload: 'l',
};

it('is what the truth table says in all 64 cases', () => {
  const bits = (value: number): boolean[] => [4, 2, 1].map((bit) => (value & bit) !== 0);
  const found: Record<string, string> = {};
  for (let row = 0; row < 8; row++) {
    const cells = Array.from({ length: 8 }, (_, column) => {
      const [[trusted = false, signature = false, subject = false], [logged = false, proof = false, payload = false]] =
        [bits(row), bits(column)];
      const { badge, reason } = badgeOf({ signed: true, trusted, signature, subject, logged, proof, payload });
      // Verified needs all three; of those that have them, only what failed is not.
      if (badge === 'verified') expect([trusted, signature, subject]).toEqual([true, true, true]);
      return LETTERS[reason] ?? '?';
    });
    found[row.toString(2).padStart(3, '0')] = cells.join('   ');
  }
  expect(found).toEqual(TABLE);
});

it('says that a signature without a key was not checked', () => {
  const facts = {
    signed: true,
    trusted: false,
    signature: null,
    subject: true,
    logged: false,
    proof: true,
    payload: true,
  };
  expect(badgeOf(facts)).toEqual({ badge: 'unverified', reason: 'no-trust-root' });
  expect(badgeOf({ ...facts, subject: false })).toEqual({ badge: 'failed', reason: 'subject' });
  expect(badgeOf({ ...facts, trusted: true })).toEqual({ badge: 'unverified', reason: 'not-checked' });
});

it('says that nobody signed, unless it is not even about this image', () => {
  const facts = {
    signed: false,
    trusted: false,
    signature: null,
    subject: true,
    logged: false,
    proof: true,
    payload: true,
  };
  expect(badgeOf(facts)).toEqual({ badge: 'unverified', reason: 'not-signed' });
  expect(badgeOf({ ...facts, subject: false })).toEqual({ badge: 'failed', reason: 'subject' });
});
