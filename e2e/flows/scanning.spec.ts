import { expect } from '@playwright/test';
import { image } from '#engine/testing/image.ts';
import { file } from '#engine/testing/tar.ts';
import { expectAccessible, takePictures } from './support/both-themes.ts';
import { drop, test } from './support/console.ts';
import { oci, stanza } from './support/images.ts';

/** Where to put pictures for people to look at; nowhere unless asked. */
const pictures = process.env['STELLAOPS_PICTURES'];

let made: Uint8Array | undefined;
/** A small archive whose last layer takes seconds to inflate; and to make, so not whenever this file is read. */
const slow = (): Uint8Array =>
  (made ??= oci(
    image({
      tags: ['acme/slow:1'],
      created: '2026-01-01T00:00:00Z',
      entrypoint: ['/bin/run'],
      layers: [
        {
          createdBy: 'ADD rootfs',
          compression: 'gzip',
          entries: [
            file('etc/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'),
            file('var/lib/dpkg/status', [stanza('bash', '5.2-1'), stanza('dash', '0.5')].join('\n')),
          ],
        },
        { createdBy: 'COPY zeros /', compression: 'gzip', entries: [file('zeros', new Uint8Array(900 << 20))] },
      ],
    }),
  ));

test('an image is opened while it is scanned, and nothing moves under pointer or focus', async ({ page, console }) => {
  test.setTimeout(180_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(console.address);
  await drop(page, [{ name: 'slow.tar', bytes: slow() }]);
  // It opens by itself as soon as it is known which image it is.
  const ribbon = page.getByText('Scanning: results are provisional.');
  await expect(page.getByRole('heading', { name: 'acme/slow:1' })).toBeVisible();
  await expect(ribbon).toBeVisible();
  const origins = page.getByRole('region', { name: 'Who put it there' });
  await expect(origins).toContainText('of 2 layers read so far');
  await expect(page.getByText('["/bin/run"]')).toBeVisible();
  await takePictures(page, 'scanning');
  // Sections say what they wait for; the image's own words are there.
  await page.keyboard.press('Control+2');
  await expect(page.getByText('The rows are final, and can be filtered, when the scan has ended.')).toBeVisible();
  const rows = page.getByRole('region', { name: 'Components' });
  await expect(rows.getByRole('listitem')).toContainText(['bash', 'dash']);
  await expect(rows).toContainText('A layer above may still replace or remove them.');
  await takePictures(page, 'scanning-components');
  await page.keyboard.press('Control+3');
  await expect(page.getByRole('list', { name: 'Layers' }).getByRole('listitem')).toContainText([
    'ADD rootfs',
    'COPY zeros /',
  ]);
  await page.getByRole('button', { name: 'List what layer 0 holds' }).click();
  const entries = page.getByRole('region', { name: 'Entries of layer 0' });
  await expect(entries.getByRole('listitem')).toContainText(['/etc/os-release', '/var/lib/dpkg/status']);
  await expect(page.getByRole('button', { name: 'List what layer 1 holds' })).toBeHidden();
  await takePictures(page, 'scanning-layers');
  await page.keyboard.press('Control+4');
  await expect(page.getByText('["/bin/run"]')).toBeVisible();
  await page.keyboard.press('Control+1');
  // The focus is on a layer, the pointer in a card, when the scan ends.
  const layer = page.getByRole('option', { name: /L1/ });
  await layer.focus();
  await page.locator('.screen').evaluate((screen) => screen.scrollTo(0, 120));
  await origins.hover({ position: { x: 40, y: 80 } });
  const places = () =>
    page.locator('.screen').evaluate((screen) => [
      screen.scrollTop,
      ...[...screen.querySelectorAll('.card, [role=option]')].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x, y, width, height].join(' ');
      }),
    ]);
  const before = await places();
  await expect(ribbon).toBeVisible();
  await expect(page.getByText('The scan has ended: numbers are final.')).toBeVisible({ timeout: 120_000 });
  await expect(layer).toBeFocused();
  await expect(origins).toContainText('of 2 layers read so far');
  expect(await places()).toEqual(before);
  // What nobody is in has followed.
  await expect(page.getByRole('button', { name: /Debian package 2/ })).toBeVisible();
  await origins.getByRole('button', { name: 'There is more: show' }).click();
  await expect(origins.getByRole('button', { name: /ADD rootfs/ })).toContainText('2');
  await expectAccessible(page);
});

test('a first scan that is cancelled says so in the tab that it opened, and is tried again from there', async ({
  page,
  console,
}) => {
  test.setTimeout(180_000);
  await page.goto(console.address);
  await drop(page, [{ name: 'slow.tar', bytes: slow() }]);
  await expect(page.getByRole('heading', { name: 'acme/slow:1' })).toBeVisible();
  await page.getByRole('button', { name: 'Library' }).click();
  await page.getByRole('article', { name: 'slow.tar' }).getByRole('button', { name: 'Cancel slow.tar' }).click();
  // The library lists what is still open, and is not left again by itself.
  await expect(page.getByRole('article', { name: 'slow.tar' })).toBeHidden();
  await page.getByRole('navigation', { name: 'Open documents' }).getByRole('button', { name: /slow/ }).first().click();
  await expect(
    page.getByText('The first scan of this image was cancelled, so nothing of it is in this library yet.'),
  ).toBeVisible();
  if (pictures) await page.screenshot({ path: `${pictures}/unfinished.png` });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Scanning: results are provisional.')).toBeVisible();
  await expect(page.getByRole('button', { name: /Debian package 2/ })).toBeVisible({ timeout: 120_000 });
});
