import { expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';

it.for([
  [0, 1000],
  [1, 1000],
  [2, 2000],
  [3, 4000],
  [10, 512_000],
  [11, 900_000],
  [5000, 900_000],
] as const)('after attempt %i waits %i ms', ([attempt, want]) => {
  expect(backOffMs(attempt)).toBe(want);
});
