import { describe, expect, it } from 'vitest';
import { parseRange } from './parse-range.ts';

describe('parseRange', () => {
  it.for([
    { header: undefined, size: 10, want: undefined },
    { header: 'bytes=0-0', size: 10, want: { from: 0, to: 1 } },
    { header: 'bytes=2-', size: 10, want: { from: 2, to: 10 } },
    { header: 'bytes=9-', size: 10, want: { from: 9, to: 10 } },
    { header: 'bytes=10-', size: 10, want: null },
    { header: 'bytes=0-99999', size: 10, want: { from: 0, to: 10 } },
    { header: 'bytes=-3', size: 10, want: { from: 7, to: 10 } },
    { header: 'bytes=-30', size: 10, want: { from: 0, to: 10 } },
    { header: 'bytes=-0', size: 10, want: null },
    { header: 'bytes=0-', size: 0, want: null },
    { header: 'bytes=-', size: 10, want: undefined },
    { header: 'bytes=5-2', size: 10, want: undefined },
    { header: 'bytes=0-1,3-4', size: 10, want: undefined },
    { header: 'lines=0-1', size: 10, want: undefined },
    { header: 'bytes=0x1-2', size: 10, want: undefined },
    { header: 'bytes=9999999999999999-', size: 10, want: undefined },
  ])('$header of $size', ({ header, size, want }) => {
    expect(parseRange(header, size)).toEqual(want);
  });
});
