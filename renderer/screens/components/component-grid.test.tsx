// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { activeTab, consoleStore, go, openImage } from '../../state/console.ts';
import { image } from '../../testing/fake-data.ts';
import { fakeEngine } from '../../testing/fake-engine.ts';
import { renderApp } from '../../testing/render-app.tsx';

type WindowInput = Parameters<ReturnType<typeof fakeEngine>['api']['components']['window']['query']>[0];

it('keys that follow each other faster than the engine says where a row is are not lost', async () => {
  const rows = fakeEngine().api.components.window;
  const engine = fakeEngine({
    'components.window': (input: WindowInput) =>
      input.at && 'anchor' in input.at ? new Promise(() => undefined) : rows.query(input),
  });
  const user = renderApp(engine);
  openImage(image.imageId, 'web');
  go({ section: 'components' });
  const grid = await screen.findByRole('grid');
  await waitFor(() => expect(grid.getAttribute('aria-busy')).toBe('false'));
  await screen.findAllByRole('gridcell');
  grid.focus();
  await user.keyboard('{ArrowDown>7/}{ArrowUp}');
  const { rows: listed } = await rows.query({
    imageId: image.imageId,
    filter: { op: 'and', of: [] },
    sort: [{ by: 'name', descending: false }],
    group: null,
    at: { offset: 0 },
    limit: 10,
  });
  expect(activeTab(consoleStore.get()).view.selection).toEqual({ kind: 'component', key: listed[5]?.key });
  expect(grid.getAttribute('aria-activedescendant')).toBe('component-5');
});
