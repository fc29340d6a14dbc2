import { expect } from '@playwright/test';
import { expectAccessible } from './support/both-themes.ts';
import { brokenImage } from './support/broken.ts';
import { drop, expectOverview, test } from './support/console.ts';

test('a layer that cannot be read is marked, what depends on it is not known, the rest stays usable', async ({
  page,
  console,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(console.address);
  await drop(page, [{ name: 'broken.tar', bytes: brokenImage() }]);
  await expect(page.getByRole('heading', { name: 'acme/broken:1' })).toBeVisible();
  await expectOverview(page);
  await expect(page.getByText('numbers are at least')).toBeVisible();
  const strip = page.getByRole('listbox', { name: 'Layers' });
  await expect(strip.getByRole('option', { name: /L2/ })).toContainText(/not known.*not read to its end/);
  await expect(strip.getByRole('option', { name: /L3/ })).toContainText('which of it was already in layer 2');
  for (const whole of [/L0/, /L1/])
    await expect(strip.getByRole('option', { name: whole })).not.toContainText('not known');
  const origins = page.getByRole('region', { name: 'Who put it there' });
  await expect(origins.getByRole('listitem').filter({ hasText: 'make install' })).toContainText('not known');
  await expect(origins.getByRole('listitem').filter({ hasText: 'COPY app' })).toContainText('or layer 2');
  for (const card of ['What is in it', 'Who put it there', 'What starts'])
    await expect(page.getByRole('region', { name: card })).toContainText('Without layer 2, not read to the end.');
  const contents = page.getByRole('region', { name: 'What is in it' });
  await expect(contents).toContainText('no package database of it listed a package');
  await expect(contents.getByRole('button', { name: /Python package.*≥ 2/ })).toBeVisible();
  const notes = page.getByRole('region', { name: 'Notes' });
  await expect(notes).toContainText('layer 2');
  await expect(notes).toContainText('torn-2.0.dist-info/METADATA');
  await expectAccessible(page, { picture: 'broken' });
  // Of the layer itself: its command and size are known, what it did is not.
  await strip.getByRole('option', { name: /L2/ }).click();
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector).toContainText('RUN make install');
  await expect(inspector.getByText('not known').first()).toBeVisible();
  // What was read keeps its rows.
  await contents.getByRole('button', { name: /Python package/ }).click();
  for (const name of ['whole', 'late']) await expect(page.getByRole('gridcell', { name, exact: true })).toBeVisible();
});
