import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, placeGroups } from './group-places.ts';

describe('lines of a grouped table', () => {
  it('are the rows where nothing is grouped', () => {
    const { lines, lineAt, lineOf, groupOf } = placeGroups(null, 3);
    expect([lines, lineAt(2), lineOf(2), groupOf(2)]).toEqual([3, { kind: 'row', index: 2 }, 2, -1]);
  });

  it('are each head and the rows behind it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 }), (counts) => {
        const want: Line[] = [];
        let index = 0;
        for (const [at, count] of counts.entries()) {
          want.push({ kind: 'group', at });
          for (let k = 0; k < count; k++) want.push({ kind: 'row', index: index++ });
        }
        const places = placeGroups(
          counts.map((count, at) => ({ value: String(at), count })),
          index,
        );
        expect(Array.from({ length: places.lines }, (_, line) => places.lineAt(line))).toEqual(want);
        for (let k = 0; k < index; k++) expect(places.lineAt(places.lineOf(k))).toEqual({ kind: 'row', index: k });
      }),
    );
  });
});
