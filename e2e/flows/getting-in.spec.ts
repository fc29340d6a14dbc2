import { gzipSync } from 'node:zlib';
import { expect } from '@playwright/test';
import { image, dockerArchive } from '#engine/testing/image.ts';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { file } from '#engine/testing/tar.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { alpine, debian, docker, oci, stanza } from './support/images.ts';

test('a dropped docker-save archive opens its overview by itself', async ({ page, console }) => {
  await page.goto(console.address);
  await expect(page.getByText('Nothing leaves this machine')).toBeVisible();
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expect(page.getByRole('heading', { name: 'example.org/greeting:1' })).toBeVisible();
  await expectOverview(page);
  await expect(page.getByText('not stated in this archive')).toBeVisible();
  await expect(page.getByText('0 connections')).toBeVisible();
  // Counts lead to as many rows as they say.
  await page.getByRole('button', { name: /Debian package 2/ }).click();
  await expect(page.getByText('2 of 3 components')).toBeVisible();
  expect(new URL(page.url()).hash).toBe('');
});

test('an OCI archive from the file button, and two files at once, end as images', async ({ page, console }) => {
  await page.goto(console.address);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files…' }).click();
  await (
    await chooser
  ).setFiles([
    { name: 'alpine.oci.tar', mimeType: '', buffer: Buffer.from(oci(alpine('acme/alpine:3'))) },
    { name: 'web.tar.gz', mimeType: '', buffer: gzipSync(docker(debian('acme/web:1', [stanza('bash', '5.2-1')]))) },
  ]);
  for (const name of ['acme/alpine:3', 'acme/web:1'])
    await expect(page.getByRole('row', { name: new RegExp(name) })).toBeVisible();
});

test('an archive of several images asks which, and starts those', async ({ page, console }) => {
  await page.goto(console.address);
  const [one, two] = [debian('acme/web:1', [stanza('bash', '5.2-1')]), alpine('acme/alpine:3')];
  await drop(page, [{ name: 'both.tar', bytes: docker(one, two) }]);
  const sheet = page.getByRole('dialog', { name: 'Which images of both.tar?' });
  await expect(sheet.getByRole('checkbox')).toHaveCount(2);
  await sheet.getByRole('checkbox', { name: /alpine:3/ }).check();
  await sheet.getByRole('button', { name: 'Scan 2' }).click();
  await expect(page.getByRole('row', { name: /acme\/web:1/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /acme\/alpine:3/ })).toBeVisible();
});

test('what is no image names what was found and what to give, leaves no row, and does not leave the page', async ({
  page,
  console,
}) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'notes.txt', bytes: Buffer.from('just words\n') }]);
  const row = page.getByRole('article', { name: 'notes.txt' });
  await expect(row).toContainText('Give it a docker-save archive');
  // Looked into again it is the same; after a reload it is listed still, and taken off the list it stays away.
  await row.getByRole('button', { name: 'Try again' }).click();
  await expect(row).toContainText('This is no container image');
  await page.reload();
  await expect(row).toContainText('This is no container image');
  await expect(row.getByRole('button', { name: 'Try again' })).toBeHidden();
  await row.getByRole('button', { name: 'Dismiss: notes.txt' }).click();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible();
  await expect(row).toBeHidden();
  expect(page.url()).toBe(`${console.origin}/`);
});

test('a broken archive shows its reason and the next step', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'cut.tar.gz', bytes: gzipSync(sampleImage()).subarray(0, 1500) }]);
  const row = page.getByRole('article', { name: /cut\.tar\.gz/ });
  await expect(row).toContainText(/Cannot read/);
  await expect(row).not.toContainText(console.folder);
  await expect(row).toContainText('Get the archive again');
});

test('a known image is opened or scanned again, and stays one row', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expect(page.getByRole('heading', { name: 'example.org/greeting:1' })).toBeVisible();
  await expectOverview(page);
  await page.getByRole('button', { name: 'Library' }).click();
  await drop(page, [{ name: 'again.tar', bytes: sampleImage() }]);
  const row = page.getByRole('article', { name: 'again.tar' }).filter({ hasText: 'Already in the library' });
  await row.getByRole('button', { name: 'Scan again' }).click();
  await expect(row).toBeHidden();
  // It is shown when it is done.
  await expectOverview(page);
  await page.getByRole('button', { name: 'Library' }).click();
  await expect(page.locator('.image-table tbody tr')).toHaveCount(1);
});

test('cancel ends a scan within a second, and says what is kept', async ({ page, console }) => {
  const zeros = image({
    tags: ['acme/big:1'],
    layers: [{ entries: [file('zeros', new Uint8Array(700 << 20))], compression: 'gzip' }],
  });
  const path = console.write('big.tar', dockerArchive([zeros]));
  await page.goto(console.address);
  await page.getByTestId('file-input').setInputFiles(path);
  // It opens by itself as soon as it is known which image it is.
  await expect(page.getByRole('heading', { name: 'acme/big:1' })).toBeVisible();
  await page.getByRole('button', { name: 'Library' }).click();
  const row = page.getByRole('article', { name: 'big.tar' });
  await expect(row.getByText('Running')).toBeVisible();
  await row.getByRole('button', { name: 'Cancel big.tar' }).click();
  const start = Date.now();
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: /Jobs/ }).click();
  await expect(page.getByText('Cancelled; layers that were finished are kept')).toBeVisible();
  expect(Date.now() - start).toBeLessThan(1000);
});
