import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { go, goBack, openImage } from '../state/console.ts';
import { image } from '../testing/fake-data.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { renderApp } from '../testing/render-app.tsx';

beforeEach(() => {
  const wide = globalThis.matchMedia;
  vi.stubGlobal('matchMedia', (media: string) => Object.assign(wide(media), { matches: media.includes('1180px') }));
});
afterEach(() => vi.unstubAllGlobals());

it('lays no inspector over sections that tell all themselves in a narrow window', async () => {
  openImage(image.imageId, 'web');
  go({ section: 'layers', selection: { kind: 'layer', index: 1 } });
  const user = renderApp(fakeEngine());
  expect(await screen.findByRole('region', { name: 'Inspector' })).toBeDefined();
  for (const name of ['Exports', 'Compare', 'Attestations']) {
    await user.click(screen.getByRole('button', { name }));
    expect(screen.queryByRole('region', { name: 'Inspector' })).toBeNull();
  }
  await user.click(screen.getByRole('button', { name: 'Layers' }));
  expect(await screen.findByRole('region', { name: 'Inspector' })).toBeDefined();
});

it('tells of a selection where it has a row or was made, keeps it elsewhere, and leads back to it', async () => {
  vi.unstubAllGlobals();
  openImage(image.imageId, 'web');
  go({ section: 'links', selection: { kind: 'layer', index: 1 } });
  const user = renderApp(fakeEngine({ 'trace.get': () => null }));
  const inspector = () => screen.queryByRole('region', { name: 'Inspector' });
  expect(await screen.findByRole('heading', { name: 'Layer 1' })).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Start' }));
  expect(inspector()).toBeNull();
  // It has a row there.
  await user.click(screen.getByRole('button', { name: 'Overview' }));
  expect(inspector()).not.toBeNull();
  await user.click(screen.getByRole('button', { name: /^Components/ }));
  expect(screen.queryByRole('heading', { name: 'Layer 1' })).toBeNull();
  await user.click(screen.getByRole('button', { name: 'To what is selected in Links' }));
  expect(await screen.findByRole('heading', { name: 'Layer 1' })).toBeDefined();
  act(() => goBack());
  act(() => goBack());
  act(() => goBack());
  expect(inspector()).toBeNull();
});
