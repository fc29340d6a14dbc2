import { seededRandom } from '../seeded-random.ts';
import type { Bytes } from '#shared/model/units.ts';
import { MOST_BYTES } from './mutate.ts';

/** What patterns of text readers go over again and again, where they do. */
const COMMON = [
  ' ',
  '\t',
  '\n',
  '\0',
  'a',
  '1',
  '"',
  "'",
  '\\',
  '/',
  '=',
  ':',
  ',',
  '(',
  '[',
  '{',
  '<',
  '-',
  '.',
  '\x80',
  '\xff',
  'a ',
  ' a',
];
const PLACES = 5;
const MOST_SEEDS = 4;

/**
 * Seeds with one word so often at one place that they are as long as can be: what takes the square of the length hangs.
 *
 * @param seed of the places
 */
export function* stretched(
  seeds: readonly Uint8Array[],
  tokens: readonly string[],
  seed: number,
  most: Bytes = MOST_BYTES,
): Generator<Uint8Array<ArrayBuffer>> {
  const random = seededRandom(seed);
  for (const bytes of seeds.slice(0, MOST_SEEDS))
    for (const token of new Set([...COMMON, ...tokens]))
      for (let place = 0; place < PLACES; place++) {
        const at = Math.floor(random() * (bytes.byteLength + 1));
        const word = Buffer.from(token, 'latin1');
        const times = Math.floor(Math.max(0, most - bytes.byteLength) / word.length);
        const filling = Buffer.alloc(times * word.length, word);
        yield new Uint8Array(Buffer.concat([bytes.subarray(0, at), filling, bytes.subarray(at)]).subarray(0, most));
      }
}
