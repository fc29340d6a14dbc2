import { expect } from '@playwright/test';
import { sampleImage, sampleUpdate } from '#engine/testing/sample-image.ts';
import { expectAccessible, takePictures } from './support/both-themes.ts';
import { drop, test } from './support/console.ts';
import { debian, docker, hostile, stanza } from './support/images.ts';

const both = [
  { name: 'greeting.tar', bytes: sampleImage() },
  { name: 'greeting-2.tar', bytes: sampleUpdate() },
];

test('two archives are compared in two steps, by layer, with the proofs of both sides', async ({ page, console }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(console.address);
  await drop(page, both);
  await expect(page.getByRole('row', { name: /greeting:2/ })).toBeVisible();
  await page.getByRole('button', { name: 'Compare the newest two' }).click();
  await expect(
    page.getByRole('heading', { name: 'example.org/greeting:1 compared with example.org/greeting:2' }),
  ).toBeVisible();
  const changes = page.getByRole('region', { name: 'Changes by layer' });
  await expect(changes.getByRole('button')).toHaveText([
    /^Added.*ada.*1\.0-1.*Not reached$/,
    /^Upgraded.*greet.*2\.3-2 → 2\.4-1.*Not reached$/,
  ]);
  await expect(page.getByText('2 changes')).toBeVisible();

  // Each change once, by keyboard.
  await page.keyboard.press('F7');
  await expect(changes.getByRole('button', { name: /ada/ })).toBeFocused();
  await page.keyboard.press('F7');
  await expect(changes.getByRole('button', { name: /greet/ })).toBeFocused();
  await page.keyboard.press('F7');
  await expect(changes.getByRole('button', { name: /greet/ })).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Old image' })).toContainText('var/lib/dpkg/status');
  await expect(page.getByRole('region', { name: 'New image' })).toContainText('var/lib/dpkg/status');
  await expectAccessible(page, { picture: 'diff' });

  await page.getByRole('button', { name: 'Added 1' }).click();
  await expect(page.getByText('1 change', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: /^Files/ }).click();
  await expect(changes.getByText('Mode or owner')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Filter by name or path' }).fill('server');
  await expect(changes.getByRole('listitem').filter({ hasText: 'opt/app' })).toContainText('0755 → 0750');
  await takePictures(page, 'diff-files');

  // The lines of a script that changed, and from there to the bytes of a side.
  await page.getByRole('searchbox', { name: 'Filter by name or path' }).fill('bin/greet');
  await changes.getByRole('button').filter({ hasText: 'usr/bin/greet' }).click();
  const text = changes.getByRole('region', { name: 'Text changes' });
  await expect(changes.getByText('1 line added, 1 removed')).toBeVisible();
  await expect(text.getByRole('row')).toHaveText([
    /1\s*1\s*#!\/bin\/sh/,
    /2.*removed.*# greet 2\.3-2/,
    /2.*added.*# greet 2\.4-1/,
    /3\s*3\s*echo "hello, \$1"/,
  ]);
  await expectAccessible(page, { picture: 'diff-text' });
  await page.getByRole('button', { name: /^Settings/ }).click();
  await expect(page.getByRole('row', { name: /User/ })).toContainText('"greeter"');

  await page
    .getByRole('button', { name: /^Components/ })
    .first()
    .click();
});

test('what is hostile in a changed file is shown and does nothing', async ({ page, console }) => {
  const script = (line: string): readonly [string, string] => ['opt/run.sh', `#!/bin/sh\n${line}\n`];
  const packages = [stanza('bash', '5.2-1')];
  const old = docker(debian('acme/web:1', packages, [script('echo safe')]));
  const attack = `echo ${hostile.markup} ${hostile.override} ${hostile.escape}`;
  const now = docker(debian('acme/web:2', packages, [script(attack), ['opt/caf\u00e9', 'x']]));
  await page.goto(console.address);
  await drop(page, [
    { name: 'old.tar', bytes: old },
    { name: 'new.tar', bytes: now },
  ]);
  await expect(page.getByRole('row', { name: /acme\/web:2/ })).toBeVisible();
  await page.getByRole('button', { name: 'Compare the newest two' }).click();
  await page.getByRole('button', { name: /^Files/ }).click();
  await page.getByRole('button').filter({ hasText: 'opt/run.sh' }).click();
  const added = page.getByRole('row', { name: /added/ });
  await expect(added).toContainText('echo <img src=x onerror=alert(1)>');
  await expect(added).toContainText('aU+202Egpj.sh');
  await expect(added).toContainText('\u241b[31mred');
  await expect(page.getByText('3 invisible characters, shown as marks')).toBeVisible();
  expect(await added.locator('img').count()).toBe(0);
  // From a side to its bytes.
  await page
    .getByRole('region', { name: 'New image' })
    .getByRole('button', { name: /Show in this image/ })
    .click();
  await expect(page.getByRole('region', { name: /Bytes of .*run\.sh/ })).toContainText('onerror');
});

test('a proof opens in the image that has its bytes', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, both);
  await expect(page.getByRole('row', { name: /greeting:2/ })).toBeVisible();
  await page.getByRole('button', { name: 'Compare the newest two' }).click();
  await page.getByRole('button', { name: /greet 2\.3-2/ }).click();
  await page
    .getByRole('region', { name: 'Old image' })
    .getByRole('button', { name: /Show in this image/ })
    .click();
  await expect(page.locator('.hash')).toBeVisible();
  await expect(page.getByRole('heading', { name: /^greet/ }).first()).toBeVisible();
});
