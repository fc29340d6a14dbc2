import { ParseError } from '#engine/bytes/parse-error.ts';
import type { FuzzTarget } from './target.ts';

const seeds = (): Uint8Array[] => [Buffer.from('good')];

/** Readers with every fault that fuzzing has to find, and one without any. */
export const targets: readonly FuzzTarget[] = [
  {
    name: 'good',
    seeds,
    read: (bytes) => {
      if (bytes[0] === 0x67) throw new ParseError({ code: 'malformed', what: 'test', found: 'g' });
      return bytes;
    },
  },
  {
    name: 'throws',
    seeds,
    read: (bytes) => {
      if (bytes[1] === 0xff) throw new TypeError('planted');
      return bytes;
    },
  },
  {
    name: 'loops',
    seeds,
    read: (bytes) => {
      while (bytes[2] === 0xff);
      return bytes;
    },
  },
  {
    name: 'allocates values',
    seeds,
    read: (bytes) => {
      const kept: unknown[] = [];
      while (bytes[3] === 0xff) kept.push(Array.from({ length: 100_000 }, () => kept.length));
      return kept;
    },
  },
  { name: 'allocates buffers', seeds, read: (bytes) => Buffer.alloc(bytes[3] === 0xff ? 40_000_000 : 1) },
];
