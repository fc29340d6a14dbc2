import * as fc from 'fast-check';
import type { Bytes } from '#shared/model/units.ts';

/** Longest input that a target gets. */
export const MOST_BYTES = 256 * 1024;

/** What integers of a format are set to: the ends of every width, and counts that are too large for the file. */
const NUMBERS = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff,
  0x100000000, 0x1fffffffffffff, 0x20000000000000,
] as const;

type Change =
  | Readonly<{ kind: 'byte'; at: number; value: number }>
  | Readonly<{ kind: 'number'; at: number; value: number; width: 1 | 2 | 4 | 8; order: 'le' | 'be' }>
  | Readonly<{ kind: 'add'; at: number; value: number }>
  | Readonly<{ kind: 'remove'; at: number; length: number }>
  | Readonly<{ kind: 'repeat'; at: number; length: number; times: number }>
  | Readonly<{ kind: 'splice'; at: number; seed: number; from: number; length: number }>
  | Readonly<{ kind: 'token'; at: number; token: number; times: number }>
  | Readonly<{ kind: 'cut'; at: number }>;

/** A seed with some changes, or bytes without a seed. */
export type Mutation =
  Readonly<{ seed: number; changes: readonly Change[] }> | Readonly<{ random: Uint8Array; head: number }>;

const place = fc.nat(2 ** 31 - 1);
const length = fc.oneof(fc.nat(8), fc.nat(300));

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('byte' as const), at: place, value: fc.nat(255) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('number' as const),
      at: place,
      value: fc.constantFrom(...NUMBERS),
      width: fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const),
      order: fc.constantFrom('le' as const, 'be' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('add' as const), at: place, value: fc.integer({ min: -16, max: 16 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), at: place, length }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('repeat' as const),
      at: place,
      length,
      times: fc.oneof({ weight: 9, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(2000) }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('splice' as const), at: place, seed: place, from: place, length }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('token' as const),
      at: place,
      token: place,
      times: fc.oneof({ weight: 19, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.nat(5000) }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: place }) },
);

/** What is run: mostly changed seeds, some random bytes, half of these behind the first bytes of a seed. */
export const mutations: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 15, arbitrary: fc.record({ seed: place, changes: fc.array(change, { minLength: 1, maxLength: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ random: fc.uint8Array({ maxLength: 300 }), head: fc.nat(31) }) },
);

/** The input that a mutation makes: a copy in memory of its own, so that reading past the end finds nothing. */
export function mutate(
  mutation: Mutation,
  seeds: readonly Uint8Array[],
  tokens: readonly string[],
  most: Bytes = MOST_BYTES,
): Uint8Array<ArrayBuffer> {
  if ('random' in mutation) {
    const head = mutation.head < 16 ? new Uint8Array() : (seeds[0] ?? new Uint8Array()).subarray(0, mutation.head);
    return new Uint8Array(Buffer.concat([head, mutation.random]));
  }
  let bytes: Uint8Array = new Uint8Array(pick(seeds, mutation.seed) ?? []);
  for (const one of mutation.changes) bytes = applied(bytes, one, seeds, tokens).subarray(0, MOST_BYTES);
  return new Uint8Array(bytes.subarray(0, most));
}

function applied(bytes: Uint8Array, one: Change, seeds: readonly Uint8Array[], tokens: readonly string[]): Uint8Array {
  const at = one.at % (bytes.byteLength + 1);
  const joined = (to: number, ...pieces: readonly Uint8Array[]): Uint8Array =>
    Buffer.concat([bytes.subarray(0, at), ...pieces, bytes.subarray(to)]);
  switch (one.kind) {
    case 'byte':
      if (at < bytes.byteLength) bytes[at] = one.value;
      return bytes;
    case 'add':
      if (at < bytes.byteLength) bytes[at] = (bytes[at] ?? 0) + one.value;
      return bytes;
    case 'number': {
      const number = Buffer.alloc(8);
      number.writeBigUInt64LE(BigInt(one.value));
      const field = number.subarray(0, one.width);
      if (one.order === 'be') field.reverse();
      bytes.set(field.subarray(0, bytes.byteLength - at), at);
      return bytes;
    }
    case 'remove':
      return joined(at + one.length);
    case 'repeat': {
      const part = bytes.subarray(at, at + one.length);
      const times = Math.min(one.times, Math.floor(MOST_BYTES / Math.max(1, part.byteLength)));
      return joined(at, ...Array.from({ length: times }, () => part));
    }
    case 'splice': {
      const other = pick(seeds, one.seed) ?? bytes;
      const from = one.from % (other.byteLength + 1);
      return joined(at, other.subarray(from, from + one.length));
    }
    case 'token': {
      const token = pick(tokens, one.token);
      return token === undefined ? bytes : joined(at, Buffer.from(token.repeat(one.times), 'latin1'));
    }
    case 'cut':
      return bytes.subarray(0, at);
    default:
      return one satisfies never;
  }
}

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(1, list.length)];
}
