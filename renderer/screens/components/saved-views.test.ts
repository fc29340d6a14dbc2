import { describe, expect, it } from 'vitest';
import { firstView } from '../../state/view.ts';
import { defaultColumns } from './columns.ts';
import { parseViews, type SavedView, viewToSave } from './saved-views.ts';

const view: SavedView = viewToSave(
  'Mine',
  {
    ...firstView('components'),
    query: 'type:deb /lib/',
    facets: { licence: ['MIT', ''] },
    removed: true,
    sort: { by: 'version', descending: true },
    group: 'licence',
  },
  defaultColumns,
);

describe('saved views', () => {
  it('come back as they were, by name', () => {
    expect(parseViews(JSON.stringify([view, { ...view, name: 'A' }]))).toEqual([{ ...view, name: 'A' }, view]);
  });

  it.for([undefined, '', '{', '7', '{"a":1}', '[1,null,{}]', '[{"name":" "}]'])('%j has none', (stored) =>
    expect(parseViews(stored)).toEqual([]),
  );

  it('lose what is not understood, and keep the first of a name', () => {
    const odd = {
      name: 'Odd',
      query: 7,
      facets: { type: [1], layer: 'x', no: ['a'] },
      sort: { by: 'no' },
      group: 'arch',
    };
    expect(parseViews(JSON.stringify([odd, { ...odd, query: 'a' }]))).toEqual([
      {
        name: 'Odd',
        query: '',
        facets: {},
        removed: false,
        sort: { by: 'name', descending: false },
        group: null,
        columns: null,
      },
    ]);
  });
});
