import { expect } from '@playwright/test';
import { image } from '#engine/testing/image.ts';
import { sampleImage, sampleUpdate } from '#engine/testing/sample-image.ts';
import { file } from '#engine/testing/tar.ts';
import { expectAccessible } from './support/both-themes.ts';
import { drag, drop, expectOverview, test } from './support/console.ts';
import { debian, docker, stanza } from './support/images.ts';

const first = { name: 'greeting.tar', bytes: sampleImage() };
const second = { name: 'greeting-2.tar', bytes: sampleUpdate() };
const title = 'example.org/greeting:1 compared with example.org/greeting:2';

test('two archives are compared in two interactions, the second dropped on the first', async ({ page, console }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(console.address);
  // One.
  await drop(page, [first]);
  await expectOverview(page);
  // Two.
  const letGo = await drag(page, [second]);
  const zone = page.locator('[data-drop-zone=compare]');
  await expect(zone).toContainText('Compare with');
  await zone.dispatchEvent('dragover');
  await expect(zone).toHaveAttribute('data-chosen');
  await expectAccessible(page, { picture: 'drop-zones' });
  await letGo('[data-drop-zone=compare]');
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  await expect(page.getByText('2 changes')).toBeVisible();
});

test('the older image is the old side, whichever was dropped; a known one is not asked about', async ({
  page,
  console,
}) => {
  await page.goto(console.address);
  await drop(page, [second]);
  await expectOverview(page);
  await (
    await drag(page, [first])
  )('[data-drop-zone=compare]');
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  // Again, now that both are known, and the same image on itself.
  await (
    await drag(page, [first])
  )('[data-drop-zone=compare]');
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  await (
    await drag(page, [second])
  )('[data-drop-zone=compare]');
  await expect(page.getByRole('heading', { name: 'The images are identical' })).toBeVisible();
});

test('several files, and the other zone, are only opened', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [first]);
  await expectOverview(page);
  const web = { name: 'web.tar', bytes: docker(debian('acme/web:1', [stanza('bash', '5.2-1')])) };
  const letGoBoth = await drag(page, [second, web]);
  await expect(page.locator('[data-drop-zone]')).toHaveCount(0);
  await letGoBoth('body');
  await expect(page.getByRole('row', { name: /acme\/web:1/ })).toBeVisible();
  await page.getByRole('button', { name: 'acme/web:1', exact: true }).click();
  const other = { name: 'db.tar', bytes: docker(debian('acme/db:1', [stanza('sqlite3', '3.46-1')])) };
  await (
    await drag(page, [other])
  )('[data-drop-zone=open]');
  await expect(page.getByRole('heading', { name: 'acme/db:1' })).toBeVisible();
  await expectOverview(page);
});

test('F7 walks every change of more than a page once, from the first to the last and back', async ({
  page,
  console,
}) => {
  test.setTimeout(120_000);
  const names = Array.from({ length: 250 }, (_, at) => `f${String(at).padStart(3, '0')}`);
  const [old, now] = [1, 2].map((version) =>
    docker(
      image({
        tags: [`acme/many:${version}`],
        created: `2026-01-0${version}T00:00:00Z`,
        layers: [{ entries: names.map((name) => file(`etc/many/${name}`, `${name} ${version}\n`)) }],
      }),
    ),
  );
  await page.goto(console.address);
  await drop(page, [
    { name: 'old.tar', bytes: old ?? new Uint8Array() },
    { name: 'new.tar', bytes: now ?? new Uint8Array() },
  ]);
  await expect(page.getByRole('row', { name: /acme\/many:2/ })).toBeVisible();
  await page.getByRole('button', { name: 'Compare the newest two' }).click();
  await page.getByRole('button', { name: /^Files/ }).click();
  await expect(page.getByText('250 changes')).toBeVisible();
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');
  const walk = async (keys: string, steps: number): Promise<string[]> => {
    const seen: string[] = [];
    for (let step = 0; step < steps; step++) {
      await page.keyboard.press(keys);
      seen.push(/etc\/many\/(f\d+)/.exec(await focused())?.[1] ?? '');
    }
    return seen;
  };
  expect(await walk('F7', 250)).toEqual(names);
  // At the end it stays.
  expect(await walk('F7', 1)).toEqual(['f249']);
  expect(await walk('Shift+F7', 2)).toEqual(['f248', 'f247']);
  // From inside what a change was opened to, it goes on behind that change.
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 line added, 1 removed')).toBeVisible();
  await page.getByRole('region', { name: 'Text changes' }).focus();
  expect(await walk('F7', 1)).toEqual(['f248']);
});
