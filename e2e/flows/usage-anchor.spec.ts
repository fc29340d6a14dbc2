import { expect } from '@playwright/test';
import { elfProgram } from '#engine/testing/elf-files.ts';
import { image } from '#engine/testing/image.ts';
import { file } from '#engine/testing/tar.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { docker, stanza } from './support/images.ts';

const LOADER = '/lib64/ld-linux-x86-64.so.2';
const names = Array.from({ length: 240 }, (_, k) => `lib-${String(k).padStart(3, '0')}`);
/** Every other package is needed by what starts. */
const needed = names.filter((_, k) => k % 2 === 0);
const place = (name: string) => `usr/lib/x86_64-linux-gnu/${name}.so`;

const long = docker(
  image({
    tags: ['acme/long:1'],
    entrypoint: ['/usr/bin/serve'],
    layers: [
      {
        entries: [
          file('etc/os-release', 'ID=debian\nVERSION_ID="12"\n'),
          file('var/lib/dpkg/status', names.map((name) => stanza(name, '1')).join('\n')),
          ...names.map((name) => file(`var/lib/dpkg/info/${name}.list`, `/.\n/${place(name)}\n`)),
          ...names.map((name) => file(place(name), elfProgram({ soname: `${name}.so` }))),
          file(LOADER.slice(1), elfProgram({ soname: 'ld-linux-x86-64.so.2' }), { mode: 0o755 }),
          file('usr/bin/serve', elfProgram({ interp: LOADER, needed: needed.map((name) => `${name}.so`) }), {
            mode: 0o755,
          }),
        ],
      },
    ],
  }),
);

test('in a list that is long enough to scroll, the chosen row keeps its height between inventory and usage', async ({
  page,
  console,
}) => {
  test.setTimeout(120_000);
  await page.goto(console.address);
  await drop(page, [{ name: 'long.tar', bytes: long }]);
  await expectOverview(page);
  await page.keyboard.press('Control+2');
  await expect(page.getByRole('button', { name: 'Usage 122' })).toBeVisible();
  const row = page.getByRole('row', { name: /lib-120/ });
  await page.getByRole('gridcell', { name: 'lib-000', exact: true }).click();
  await page.getByRole('grid', { name: 'Components' }).hover();
  await expect(async () => {
    await page.mouse.wheel(0, 150);
    expect(await page.locator('.grid-row', { hasText: 'lib-110' }).isVisible()).toBe(true);
    expect(await page.locator('.grid-row', { hasText: 'lib-125' }).isVisible()).toBe(true);
  }).toPass({ intervals: [100] });
  await row.getByRole('gridcell', { name: 'lib-120', exact: true }).click();
  await expect(row).toHaveAttribute('aria-selected', 'true');
  // Below the upper edge of the list, as a line with what is filtered comes and goes above it.
  const list = page.getByRole('grid', { name: 'Components' });
  const top = async (): Promise<number> =>
    Math.round(((await row.boundingBox())?.y ?? -1) - ((await list.boundingBox())?.y ?? 0));
  const before = await top();
  const scrolled = () => page.locator('.grid-row').first().textContent();
  expect(await scrolled()).not.toContain('lib-000');
  for (const pressed of ['true', 'false', 'true']) {
    await page.keyboard.press('Control+u');
    await expect(page.getByRole('button', { name: 'Usage 122' })).toHaveAttribute('aria-pressed', pressed);
    await expect(page.getByRole('row', { name: /lib-119/ })).toHaveCount(pressed === 'true' ? 0 : 1);
    await expect.poll(top).toBe(before);
    await expect(row).toHaveAttribute('aria-selected', 'true');
  }
});
