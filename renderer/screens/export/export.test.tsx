import { screen, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { Digest } from '#shared/model/digest.ts';
import type { ExportedDocument } from '#shared/model/export.ts';
import { openImage } from '../../state/console.ts';
import { image } from '../../testing/fake-data.ts';
import { fakeEngine } from '../../testing/fake-engine.ts';
import { renderApp } from '../../testing/render-app.tsx';

const made: ExportedDocument = {
  id: `sha256:${'ab'.repeat(32)}` as Digest,
  fileName: 'web-1.4.3.inventory.partial.cdx.pb',
  mediaType: 'application/x',
  size: 10,
  components: 2,
  schema: 'bom-1.7.proto',
  schemaVersion: 'c0ffee',
  identical: true,
  lossy: ['$schema', 'bomFormat'],
  complete: false,
};

afterEach(() => vi.unstubAllGlobals());

async function openSheet(make: (wish: never) => unknown) {
  const engine = fakeEngine({ 'export.make': make });
  const user = renderApp(engine);
  openImage(image.imageId, 'web');
  await user.keyboard('{Control>}e{/Control}');
  const sheet = within(await screen.findByRole('dialog', { name: 'Export document' }));
  return { engine, user, sheet };
}

it('asks for what was chosen, and says what the format cannot', async () => {
  const { engine, user, sheet } = await openSheet(() => made);
  expect(sheet.getByText(/Something of this image could not be read/)).toBeDefined();
  await user.selectOptions(sheet.getByLabelText('Format'), 'cdx-pb');
  await user.click(sheet.getByLabelText('Without proofs: small enough to attest'));
  await user.click(sheet.getByLabelText('acme/web:1.4.3'));
  await user.click(sheet.getByRole('button', { name: 'Make document' }));
  expect(await sheet.findByText('$schema, bomFormat')).toBeDefined();
  expect(engine.calls.find(({ path }) => path === 'export.make')?.input).toEqual({
    imageId: image.imageId,
    format: 'cdx-pb',
    view: 'inventory',
    profile: 'lean',
    name: 'acme/web:1.4.3',
  });
});

it('an index has no proofs and no name', async () => {
  const { engine, user, sheet } = await openSheet(() => made);
  await user.click(sheet.getByLabelText('Without proofs: small enough to attest'));
  await user.selectOptions(sheet.getByLabelText('Format'), 'bom-index');
  expect(sheet.queryByLabelText('acme/web:1.4.3')).toBeNull();
  await user.click(sheet.getByRole('button', { name: 'Make document' }));
  await sheet.findByText('Valid');
  expect(engine.calls.find(({ path }) => path === 'export.make')?.input).toMatchObject({ profile: 'full', name: null });
});

it('is made with Ctrl and Enter from any of its fields', async () => {
  const { engine, user, sheet } = await openSheet(() => made);
  sheet.getByLabelText('Format').focus();
  await user.keyboard('{Control>}{Enter}{/Control}');
  await sheet.findByText('Valid');
  expect(engine.calls.filter(({ path }) => path === 'export.make').length).toBe(1);
});

it('says that it failed, and why', async () => {
  const { user, sheet } = await openSheet(() => {
    throw new Error('Cannot store the inventory: it is not valid');
  });
  await user.click(sheet.getByRole('button', { name: 'Make document' }));
  expect((await sheet.findByRole('alert')).textContent).toContain('it is not valid');
  expect(sheet.queryByRole('button', { name: 'Save…' })).toBeNull();
});

it('says that the bytes were not the same', async () => {
  const { user, sheet } = await openSheet(() => ({ ...made, identical: false }));
  await user.click(sheet.getByRole('button', { name: 'Make document' }));
  expect(await sheet.findByText('Different when made again')).toBeDefined();
  expect(sheet.queryByText('Identical when made again')).toBeNull();
});

it('saves nothing that came in part', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('short')));
  const { user, sheet } = await openSheet(() => made);
  await user.click(sheet.getByRole('button', { name: 'Make document' }));
  await user.click(await sheet.findByRole('button', { name: 'Save…' }));
  expect((await sheet.findByText(/Saving failed/)).textContent).toContain('5 of 10 bytes came');
});

it('presets: the last choice is there at once and Enter makes it; one can be kept under a name, chosen and removed', async () => {
  const { engine, user, sheet } = await openSheet(() => made);
  await user.selectOptions(sheet.getByLabelText('Format'), 'spdx23-json');
  await user.click(sheet.getByLabelText('acme/web:1.4.3'));
  expect(sheet.getByLabelText('Preset')).toHaveProperty('value', '');
  await user.click(sheet.getByRole('button', { name: 'Keep as preset…' }));
  await user.keyboard('Customer{Enter}');
  expect(sheet.getByLabelText('Preset')).toHaveProperty('value', 'own Customer');
  expect(engine.calls.filter(({ path }) => path === 'export.make')).toEqual([]);
  await user.click(sheet.getByRole('button', { name: 'Make document' }));
  await sheet.findByText('Valid');
  await user.keyboard('{Escape}');

  await user.keyboard('{Control>}e{/Control}');
  const again = within(await screen.findByRole('dialog', { name: 'Export document' }));
  expect(again.getByLabelText('Preset')).toHaveProperty('value', 'own Customer');
  expect(document.activeElement).toBe(again.getByLabelText('Preset'));
  await user.keyboard('{Enter}');
  await again.findByText('Valid');
  const wishes = engine.calls.flatMap(({ path, input }) => (path === 'export.make' ? [input] : []));
  const wish = { format: 'spdx23-json', view: 'inventory', profile: 'full', name: 'acme/web:1.4.3' };
  expect(wishes).toEqual([1, 2].map(() => ({ imageId: image.imageId, ...wish })));

  await user.click(again.getByRole('button', { name: 'Remove preset' }));
  expect(again.getByLabelText('Preset')).toHaveProperty('value', '');
  await user.selectOptions(again.getByLabelText('Preset'), 'CycloneDX, what the start reaches');
  expect(again.getByLabelText('What its start reaches')).toHaveProperty('checked', true);
  expect(again.queryByRole('button', { name: 'Remove preset' })).toBeNull();
});
