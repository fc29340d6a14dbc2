import { describe, expect, it } from 'vitest';
import { clampWidth, type Column, defaultColumns, gridTemplate, moveColumn, parseColumns } from './columns.ts';

describe('stored columns', () => {
  it.for([
    { name: 'nothing stored', stored: undefined },
    { name: 'no JSON', stored: '{' },
    { name: 'another shape', stored: '{"a":1}' },
    {
      name: 'the same column twice',
      stored: '[{"id":"name","width":99,"shown":true},{"id":"name","width":9,"shown":true}]',
    },
  ])('give the default for $name', ({ stored }) => {
    expect(parseColumns(stored)).toEqual(defaultColumns);
  });

  it('keep order, width and visibility, and gain columns that are new', () => {
    const [first, second, ...rest] = parseColumns(
      '[{"id":"state","width":120,"shown":false},{"id":"name","width":99999,"shown":false},{"id":"gone","width":1,"shown":true}]',
    );
    expect(first).toEqual({ id: 'state', width: 120, shown: false });
    // The name cannot be hidden: a row without it says nothing.
    expect(second).toEqual({ id: 'name', width: 900, shown: true });
    expect(rest).toEqual(defaultColumns.filter(({ id }) => id !== 'state' && id !== 'name'));
  });

  it.for<[id: Column['id'], by: -1 | 1, shown: string]>([
    ['type', -1, 'name type version usage introduced licence'],
    // Over the hidden architecture.
    ['usage', 1, 'name version type introduced usage licence'],
    ['version', -1, 'name version type usage introduced licence'],
    ['name', 1, 'name version type usage introduced licence'],
    ['licence', 1, 'name version type usage introduced licence'],
  ])('are in another order after %s moved by %i', ([id, by, shown]) => {
    const moved = moveColumn(defaultColumns, id, by);
    expect(moved.filter((column) => column.shown).map((column) => column.id)).toEqual(shown.split(' '));
    expect([...moved].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
      [...defaultColumns].sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it('are laid out with room for the name', () => {
    expect(gridTemplate(defaultColumns)).toBe('minmax(168px, 1fr) 120px 64px 100px 120px 110px');
    expect([clampWidth(1), clampWidth(100.4), clampWidth(1e9)]).toEqual([56, 100, 900]);
  });
});
