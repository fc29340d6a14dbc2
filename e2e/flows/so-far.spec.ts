import { expect } from '@playwright/test';
import { elfProgram } from '#engine/testing/elf-files.ts';
import { image } from '#engine/testing/image.ts';
import { file } from '#engine/testing/tar.ts';
import { expectAccessible, takePictures } from './support/both-themes.ts';
import { drop, test } from './support/console.ts';
import { holdLayers } from './support/hold-layers.ts';
import { oci, stanza } from './support/images.ts';

const interp = '/lib64/ld-linux-x86-64.so.2';
const release = file('etc/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n');
const tool = file('usr/bin/tool', elfProgram({ interp, needed: ['libtool.so.1', 'libc.so.6'] }), { mode: 0o755 });
const start = [
  file('bin/sh', elfProgram({ interp }), { mode: 0o755 }),
  file('start.sh', '#!/bin/sh\nexec tool --serve\n', { mode: 0o755 }),
  tool,
];
const npm = (name: string) => file(`srv/node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0' }));

/** Layers that are not read before they are let go. */
const layered = image({
  tags: ['acme/layered:1'],
  created: '2026-01-01T00:00:00Z',
  entrypoint: ['/start.sh'],
  env: ['PATH=/usr/bin:/bin'],
  layers: [
    {
      createdBy: 'ADD rootfs',
      entries: [
        release,
        file('var/lib/dpkg/status', [stanza('bash', '5.2-1'), stanza('dash', '0.5')].join('\n')),
        ...start,
      ],
    },
    {
      createdBy: 'COPY srv /srv',
      entries: [
        npm('abbrev'),
        npm('left-pad'),
        file('srv/app', elfProgram({ interp, needed: ['libapp.so'] }), { mode: 0o755 }),
      ],
    },
    { createdBy: 'COPY last /', entries: [file('last', 'x')] },
  ],
});

test('rows under the pointer stay while a layer is finished, and what came waits behind a pill', async ({
  page,
  console,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(console.address);
  const [letSecond, letThird] = await holdLayers(console.dataDir, layered.layers.slice(1));
  await drop(page, [{ name: 'layered.tar', bytes: oci(layered) }]);
  const ribbon = page.getByText('Scanning: results are provisional.');
  await expect(ribbon).toBeVisible();
  await page.keyboard.press('Control+2');
  const list = page.getByRole('region', { name: 'Components' });
  const rows = list.getByRole('listitem');
  await expect(rows).toHaveText([/bash.*stated by.*\/var\/lib\/dpkg\/status/, /dash/]);
  await rows.nth(1).hover();
  const places = () =>
    rows.evaluateAll((all) =>
      all.map((one) => `${one.textContent} ${JSON.stringify(one.getBoundingClientRect().toJSON())}`),
    );
  const before = await places();
  await letSecond?.();
  // The second layer is finished: its rows are counted, and none is moved.
  const pill = page.getByRole('button', { name: '2 new rows: show' });
  await expect(pill).toBeVisible();
  expect(await places()).toEqual(before);
  await takePictures(page, 'so-far-held');
  // As slow as a hand: the pill is still there when the pointer has come to it.
  await pill.hover();
  await page.waitForTimeout(500);
  await pill.click({ timeout: 2000 });
  await expect(rows).toHaveText([
    /abbrev.*stated by.*\/srv\/node_modules\/abbrev\/package\.json/,
    /bash/,
    /dash/,
    /left-pad/,
  ]);
  await expect(pill).toBeHidden();
  await takePictures(page, 'so-far-components');
  // What the layers hold.
  await page.keyboard.press('Control+3');
  const layers = page.getByRole('list', { name: 'Layers' }).getByRole('listitem');
  await expect(layers.nth(0)).toContainText('Debian package: 2 records, ELF: 2 files');
  await expect(layers.nth(1)).toContainText('npm package: 2 records, ELF: 1 file');
  await expect(layers.nth(2)).not.toContainText('Holds');
  await takePictures(page, 'so-far-layers');
  await page.keyboard.press('Control+5');
  const links = page.getByRole('region', { name: 'Links' });
  await expect(links.getByRole('listitem')).toHaveText([
    /\/bin\/sh.*loader \/lib64\/ld-linux-x86-64\.so\.2/,
    /\/usr\/bin\/tool.*needs libtool\.so\.1, libc\.so\.6/,
    /\/srv\/app.*needs libapp\.so/,
  ]);
  await expect(links).toContainText('Which file answers to a name is not looked for yet');
  await takePictures(page, 'so-far-links');
  await page.keyboard.press('Control+4');
  await expect(page.getByText('Needs the merged file system: 2 of 3 layers read so far.')).toBeVisible();
  await expectAccessible(page);
  await letThird?.();
  await expect(ribbon).toBeHidden();
  await expect(page.getByRole('treeitem')).toContainText([/\/start\.sh/, /tool --serve/]);
});

/** Its documents take seconds to make. */
const large = oci(
  image({
    tags: ['acme/large:1'],
    created: '2026-01-01T00:00:00Z',
    entrypoint: ['/start.sh'],
    env: ['PATH=/usr/bin:/bin'],
    layers: [
      {
        createdBy: 'ADD rootfs',
        compression: 'gzip',
        entries: [
          release,
          file(
            'var/lib/dpkg/status',
            Array.from({ length: 15_000 }, (_, at) => stanza(`package-${at}`, '1.0-1')).join('\n'),
          ),
          ...start,
        ],
      },
    ],
  }),
);

test('steps of the start are shown while documents are still made', async ({ page, console }) => {
  test.setTimeout(180_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(console.address);
  await drop(page, [{ name: 'large.tar', bytes: large }]);
  await expect(page.getByRole('heading', { name: 'acme/large:1' })).toBeVisible();
  await page.keyboard.press('Control+4');
  // This region is there only while the scan runs.
  const steps = page.getByRole('region', { name: 'Steps of the start' });
  await expect(steps).toContainText(/so far.*\/start\.sh.*becomes.*tool --serve/, { timeout: 120_000 });
  await takePictures(page, 'so-far-start');
  // The same steps are there when it has ended.
  await expect(page.getByRole('treeitem')).toContainText([/\/start\.sh/, /tool --serve/]);
  await expect(page.getByText('Scanning: results are provisional.')).toBeHidden({ timeout: 120_000 });
  await expect(page.getByRole('treeitem')).toContainText([/\/start\.sh/, /tool --serve/]);
});
