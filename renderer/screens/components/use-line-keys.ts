import { useRef } from 'react';

/**
 * Keys for the lines that are rendered. While some of them stay in view, each keeps its key. After a jump that leaves none, the
 * first line takes over the key of the first one before, and so on: elements are filled anew, which takes a browser half the
 * time of making them.
 */
export function useLineKeys(first: number, last: number): (line: number) => number {
  const shown = useRef({ first, last, shift: 0 });
  const before = shown.current;
  const meets = first <= before.last && last >= before.first;
  const shift = meets ? before.shift : before.shift + first - before.first;
  shown.current = { first, last, shift };
  return (line) => line - shift;
}
