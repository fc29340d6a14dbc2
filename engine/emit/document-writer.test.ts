import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DocumentWriter } from './document-writer.ts';

const MIB = 1 << 20;

test('what is written is what comes out, whole and as a digest, whatever the sizes', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array({ maxLength: 100 }),
    fc.integer({ min: 0, max: 3 * MIB }).map((length) => 'é'.repeat(length)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const whole = Buffer.concat(pieces.map((one) => Buffer.from(one)));
      const digest = `sha256:${createHash('sha256').update(whole).digest('hex')}`;
      for (const keeps of [true, false]) {
        const writer = new DocumentWriter(keeps);
        for (const one of pieces) {
          if (typeof one === 'string') writer.text(one);
          else writer.bytes(one);
        }
        expect(writer.length).toBe(whole.byteLength);
        expect(writer.digest()).toBe(digest);
        if (keeps) expect(Buffer.compare(writer.take(), whole)).toBe(0);
      }
    }),
    { numRuns: 50 },
  );
});

test('a writer that goes on apart has what went before, and changes nothing of it', () => {
  const writer = new DocumentWriter();
  writer.text('one ');
  const apart = writer.forHash();
  apart.text('three');
  writer.text('two');
  const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
  expect([apart.digest(), writer.digest()]).toEqual([sha256('one three'), sha256('one two')]);
});
