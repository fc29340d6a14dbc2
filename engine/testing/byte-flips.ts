import * as fc from 'fast-check';
import { readsOrRefuses } from './every-prefix.ts';

/**
 * Reads good input with a few bytes changed, many times: each must end in a result or a ParseError.
 *
 * @param within first and last offset that may be changed; the whole input by default
 */
export function readsFlippedBytes(
  good: Uint8Array,
  read: (bytes: Uint8Array) => unknown,
  { runs = 300, within = [0, good.byteLength - 1] as readonly [number, number] } = {},
): void {
  const flip = fc.record({ at: fc.integer({ min: within[0], max: within[1] }), to: fc.integer({ min: 0, max: 255 }) });
  fc.assert(
    fc.property(fc.array(flip, { minLength: 1, maxLength: 4 }), (flips) => {
      // Not `slice`: of a Buffer that is no copy.
      const bytes = new Uint8Array(good);
      for (const { at, to } of flips) bytes[at] = to;
      readsOrRefuses(bytes, read, JSON.stringify(flips));
    }),
    { numRuns: runs },
  );
}
