import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { image, writeFiles, ociLayout } from '#engine/testing/image.ts';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { file } from '#engine/testing/tar.ts';
import { expectAccessible } from './support/both-themes.ts';
import { drop, dropPaths, expectOverview, test } from './support/console.ts';
import { handsOn } from './support/hands.ts';
import { alpine, debian, docker, stanza } from './support/images.ts';

/** Temporary files of uploads in the data folder. */
const uploads = (dataDir: string): string[] =>
  readdirSync(join(dataDir, 'tmp')).filter((name) => name.endsWith('.upload'));

/** An image for each platform, under each of two names: two references, four images in one archive. */
const multi = docker(
  ...['acme/multi:1', 'acme/multi:2'].flatMap((tag) =>
    ['amd64', 'arm64'].map((architecture) =>
      image({
        tags: [tag],
        platform: { os: 'linux', architecture },
        layers: [{ entries: [file('etc/hostname', `${tag} ${architecture}`)] }],
      }),
    ),
  ),
);

/** Thirty archives as somebody keeps them: clear ones, one of several images, one that is known, one that is none. */
function thirty(): { name: string; bytes: Uint8Array }[] {
  const clear = Array.from({ length: 27 }, (_, at) => ({
    name: `app-${String(at + 1).padStart(2, '0')}.tar`,
    bytes: docker(debian(`acme/app:${at + 1}`, [stanza('bash', `5.2-${at + 1}`)])),
  }));
  return [
    ...clear,
    { name: 'greeting.tar', bytes: sampleImage() },
    { name: 'multi.tar', bytes: multi },
    { name: 'notes.tar', bytes: Buffer.from('just words\n') },
  ];
}

const sheetOf = (page: Page) => page.getByRole('dialog', { name: /^Scan \d+ files and folders\?$/ });

test('a dropped OCI layout folder opens its overview by itself, and is not kept twice', async ({ page, console }) => {
  const folder = join(console.folder, 'app-layout');
  writeFiles(folder, ociLayout([alpine('acme/alpine:3')]));
  // What is no part of a layout is not sent.
  writeFileSync(join(folder, 'notes.txt'), 'words');
  await page.goto(console.address);
  await expect(page.getByText('Nothing leaves this machine')).toBeVisible();
  await dropPaths(page, [folder]);
  await expect(page.getByRole('heading', { name: 'acme/alpine:3' })).toBeVisible();
  await expectOverview(page);
  await expect(page.getByRole('button', { name: /Alpine package 2/ })).toBeVisible();
  expect(uploads(console.dataDir)).toHaveLength(1);
  // The button gives the same: the image is known now.
  await page.getByRole('button', { name: 'Library' }).click();
  await page.getByTestId('folder-input').setInputFiles(folder);
  const row = page.getByRole('article', { name: 'app-layout' }).filter({ hasText: 'Already in the library' });
  await row.getByRole('button', { name: 'Cancel: app-layout' }).click();
  await expect(row).toBeHidden();
  // What nobody wants goes at once.
  await expect.poll(() => uploads(console.dataDir).length).toBe(1);
});

test('a folder without an image says so, and leaves no row that stays', async ({ page, console }) => {
  const folder = join(console.folder, 'src');
  mkdirSync(folder);
  writeFileSync(join(folder, 'main.c'), 'int main;');
  await page.goto(console.address);
  await expect(page.getByText('Nothing leaves this machine')).toBeVisible();
  await dropPaths(page, [folder]);
  const row = page.getByRole('article', { name: 'src' });
  await expect(row).toContainText('No archive and no OCI layout in this folder');
  await row.getByRole('button', { name: 'Dismiss: src' }).click();
  await expect(row).toBeHidden();
});

test('T11: a folder of thirty archives is one sheet and one confirmation', async ({ page, console }) => {
  test.setTimeout(180_000);
  for (const { name, bytes } of thirty()) {
    const path = join(console.folder, 'thirty', name.startsWith('app-1') ? 'old' : '', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expectOverview(page);
  const hands = handsOn(page);
  await hands.dropPaths([join(console.folder, 'thirty')]);
  const sheet = sheetOf(page);
  await expect(sheet.getByRole('heading')).toHaveText('Scan 30 files and folders?');
  // Each was looked into: 27 clear ones, and both references of the archive of four, for this machine's platform.
  await expect(sheet.getByRole('status')).toHaveText(
    '27 clear, 1 with a choice, 1 already in the library, and 1 without an image',
  );
  await hands.click(sheet.getByRole('button', { name: 'Queue 29' }));
  expect(hands.spent()).toBe(2);
  await expect(sheet).toBeHidden();
  await expect(page.locator('.image-table tbody tr:not(.image-room)')).toHaveCount(30, { timeout: 120_000 });
  await expect(page.getByRole('article')).toHaveCount(0);
});

test('thirty files: the sheet says what each is, is answered in part, and is queued at once', async ({
  page,
  console,
}) => {
  test.setTimeout(180_000);
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expectOverview(page);
  await drop(page, thirty());
  const sheet = sheetOf(page);
  const row = (name: string) => sheet.getByRole('listitem', { name, exact: true });
  await expect(row('app-01.tar')).toContainText('acme/app:1 · linux/amd64');
  await expect(row('notes.tar')).toContainText('Give it a docker-save archive');
  await expect(row('multi.tar').getByRole('checkbox')).toHaveCount(4);
  for (const tag of ['multi:1', 'multi:2']) {
    await expect(row('multi.tar').getByRole('checkbox', { name: new RegExp(`${tag}.*amd64`) })).toBeChecked();
    await expect(row('multi.tar').getByRole('checkbox', { name: new RegExp(`${tag}.*arm64`) })).not.toBeChecked();
  }
  await row('multi.tar')
    .getByRole('checkbox', { name: /multi:2.*amd64/ })
    .uncheck();
  await row('greeting.tar').getByRole('checkbox', { name: 'Scan greeting.tar again' }).check();
  await row('app-27.tar').getByRole('button', { name: 'Leave app-27.tar out' }).click();
  await row('greeting.tar').getByRole('button', { name: 'Open greeting.tar' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  // Escape means no: nothing of it is scanned, and what was sent is gone but for the image that is there.
  await expect(page.getByRole('heading', { name: 'example.org/greeting:1' })).toBeVisible();
  await expectOverview(page);
  await expect.poll(() => uploads(console.dataDir).length).toBe(1);
  await drop(page, thirty());
  await row('multi.tar')
    .getByRole('checkbox', { name: /multi:2.*amd64/ })
    .uncheck();
  await row('greeting.tar').getByRole('checkbox', { name: 'Scan greeting.tar again' }).check();
  await row('app-27.tar').getByRole('button', { name: 'Leave app-27.tar out' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Queue 28' }).click();
  // 26 clear ones, one of the four, and the one that was there.
  await expect(page.locator('.image-table tbody tr:not(.image-room)')).toHaveCount(28, { timeout: 120_000 });
});

test('the sheet about thirty files', async ({ page, console }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expectOverview(page);
  await drop(page, [...thirty().slice(25), ...thirty().slice(0, 25)]);
  const sheet = sheetOf(page);
  await expect(sheet.getByRole('status')).toHaveText(/^27 clear/);
  await expectAccessible(page, { picture: 'preflight' });
  await expect(sheet.getByRole('button', { name: 'Queue 29' })).toBeFocused();
});
