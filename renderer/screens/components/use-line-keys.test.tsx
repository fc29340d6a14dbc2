import { renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useLineKeys } from './use-line-keys.ts';

/** The keys of all lines in view, view after view. */
function keysOf(views: readonly (readonly [number, number])[]): readonly (readonly number[])[] {
  const { result, rerender } = renderHook(([first, last]) => ({ key: useLineKeys(first, last), first, last }), {
    initialProps: views[0] ?? ([0, 0] as const),
  });
  return views.map((view) => {
    rerender(view);
    const { key, first, last } = result.current;
    return Array.from({ length: last - first + 1 }, (_, k) => key(first + k));
  });
}

test('a line keeps its key while it stays in view', () => {
  expect(
    keysOf([
      [0, 3],
      [2, 5],
      [5, 8],
      [4, 7],
    ]),
  ).toEqual([
    [0, 1, 2, 3],
    [2, 3, 4, 5],
    [5, 6, 7, 8],
    [4, 5, 6, 7],
  ]);
});

test('after a jump, the lines take over the keys of those before, also when they scroll on', () => {
  expect(
    keysOf([
      [0, 3],
      [100, 103],
      [102, 105],
      [10, 13],
    ]),
  ).toEqual([
    [0, 1, 2, 3],
    [0, 1, 2, 3],
    [2, 3, 4, 5],
    [2, 3, 4, 5],
  ]);
});
