import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { ImageId } from '#shared/model/digest.ts';
import { openImage } from '../state/console.ts';
import { image } from '../testing/fake-data.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { renderApp } from '../testing/render-app.tsx';

const untagged = { ...image, imageId: `sha256:${'a'.repeat(64)}` as ImageId, tags: [] };
const second = { ...image, imageId: `sha256:${'b'.repeat(64)}` as ImageId, tags: ['docker.io/acme/web:2'] };
const first = { ...image, tags: ['docker.io/acme/web:1'] };

it('shows in a tab what tells its image from others, and names it in full', async () => {
  for (const { imageId } of [first, second, untagged]) openImage(imageId, 'x');
  renderApp(
    fakeEngine({ 'library.list': () => ({ generation: '1', images: [first, second, untagged], leaving: [] }) }),
  );
  const tabs = within(screen.getByRole('navigation', { name: 'Open documents' }));
  const tab = await tabs.findByRole('button', { name: 'docker.io/acme/web:2' });
  expect(tab.title).toBe('docker.io/acme/web:2');
  expect(tabs.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    'Library',
    'web:1',
    'web:2',
    'web-1.4.3.tar',
  ]);
  // Those that are not shown have their button to close too.
  expect(tabs.getByRole('button', { name: 'Close docker.io/acme/web:1' })).toBeDefined();
  expect(tabs.getByRole('button', { name: '(no tag) web-1.4.3.tar' })).toBeDefined();
});
