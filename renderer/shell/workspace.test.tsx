import { screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { go, openImage } from '../state/console.ts';
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
