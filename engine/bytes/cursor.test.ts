import { describe, expect, it } from 'vitest';
import { ByteCursor } from './cursor.ts';
import { ParseError } from './parse-error.ts';

const bytes = Uint8Array.of(0x01, 0x02, 0x03, 0x04, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

describe('ByteCursor', () => {
  it('reads in the byte order it was given', () => {
    expect(new ByteCursor(bytes, 'le').u32('x')).toBe(0x04030201);
    expect(new ByteCursor(bytes, 'be').u32('x')).toBe(0x01020304);
  });

  it('keeps a window from reading what lies after it', () => {
    const window = new ByteCursor(bytes, 'le', 100).window(3, 'header');
    window.u16('a');
    expect(() => window.u16('b')).toThrow(
      expect.objectContaining({
        diagnostic: { code: 'truncated', what: 'b', at: { from: 102, to: 104 }, available: 1 },
      }),
    );
  });

  it.for([-1, Number.NaN, 13, Number.MAX_SAFE_INTEGER])('refuses to take %d of 12 bytes', (length) => {
    expect(() => new ByteCursor(bytes, 'le').take(length, 'x')).toThrow(ParseError);
  });

  it('refuses a 64-bit size that a number cannot hold', () => {
    const cursor = new ByteCursor(bytes, 'le');
    cursor.take(4, 'skip');
    expect(() => cursor.size64('p_filesz')).toThrow(ParseError);
  });

  it('ends every proper prefix in a ParseError, never in another error', () => {
    for (let length = 0; length < 12; length++) {
      const cursor = new ByteCursor(bytes.subarray(0, length), 'le');
      expect(() => {
        cursor.u32('a');
        cursor.take(8, 'b');
      }, `prefix of ${length}`).toThrow(ParseError);
    }
  });
});
