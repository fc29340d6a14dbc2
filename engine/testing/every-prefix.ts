import { expect } from 'vitest';
import { ParseError } from '#engine/bytes/parse-error.ts';

/**
 * Reads every proper prefix of good input: each must end in a result or a ParseError, never in another error.
 *
 * @param step distance between cuts; above 1 only for input whose reading is slow
 */
export function readsEveryPrefix(good: Uint8Array, read: (prefix: Uint8Array) => unknown, step = 1): void {
  for (let length = 0; length < good.byteLength; length += step) {
    // A copy, so that reading past the prefix cannot find the rest in the same memory.
    // (`Buffer.prototype.slice` would be a view.)
    readsOrRefuses(Uint8Array.prototype.slice.call(good, 0, length), read, `prefix of ${length} bytes`);
  }
}

/** Runs a reader on hostile input; anything but a result or a ParseError fails the test. */
export function readsOrRefuses(bytes: Uint8Array, read: (bytes: Uint8Array) => unknown, label: string): void {
  try {
    read(bytes);
  } catch (error) {
    if (!(error instanceof ParseError))
      expect.fail(`${label}: ${String(error)}\n${error instanceof Error ? error.stack : ''}`);
  }
}
