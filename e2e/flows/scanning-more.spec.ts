import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { bundle, envelope, testKey } from '#engine/testing/attestations.ts';
import { expectAccessible, takePictures } from './support/both-themes.ts';
import { type Console, drop } from './support/console.ts';
import { test } from './support/held-scan.ts';
import { holdLayers } from './support/hold-layers.ts';
import { debian, docker, stanza } from './support/images.ts';

/** Where to put pictures for people to look at; nowhere unless asked. */
const pictures = process.env['STELLAOPS_PICTURES'];

const old = debian('acme/web:1', [stanza('bash', '5.2-1'), stanza('curl', '8.1-1')]);
const now = debian(
  'acme/web:2',
  [stanza('bash', '5.2-2'), stanza('gate', '1'), stanza('zlib1g', '1.3')],
  [['etc/motd', 'hello\n']],
);
async function open(page: Page, console: Console): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(console.address);
}

test('an attestation is attached while the first scan runs, by drop and by keyboard, and is stored after it', async ({
  page,
  console,
  openGate: _gate,
}) => {
  const [letGo] = await holdLayers(console.dataDir, old.layers);
  await open(page, console);
  await drop(page, [{ name: 'web.tar', bytes: docker(old) }]);
  await expect(page.getByRole('heading', { name: 'acme/web:1' })).toBeVisible();
  const key = testKey();
  const own = Buffer.from(JSON.stringify(bundle(envelope(key, old.imageId.slice(7)), testKey('ed25519'))));
  // Dropped on the image, wherever in it one is.
  await drop(page, [{ name: 'own.sigstore.json', bytes: own }]);
  await expect(page.getByText('Attestations can be attached now. They are held in memory')).toBeVisible();
  const rows = page.getByRole('list', { name: 'Attestations of this image' }).getByRole('listitem');
  await expect(rows).toContainText(['own.sigstore.json']);
  const checks = page.getByRole('region', { name: 'Checks, made offline' }).getByRole('listitem');
  await expect(checks).toContainText([
    'Envelope and statement are readable: holds',
    'Signature is that of a trust root: not checked',
    'Subject is this image: holds',
    'A log has the entry: not checked',
    'The log is consistent: not checked',
    'waits for the end of the scan, which makes the documents',
  ]);
  // By keyboard; what is none is refused as ever.
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add…' }).press('Enter');
  await (
    await chooser
  ).setFiles([
    {
      name: 'other.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(envelope(key, 'b'.repeat(64)))),
    },
    { name: 'notes.json', mimeType: 'application/json', buffer: Buffer.from('{}') },
  ]);
  await expect(page.getByText(/notes.json was not added/)).toBeVisible();
  await expect(rows).toHaveCount(2);
  await expect(checks.nth(2)).toContainText('Subject is this image: failed');
  await expectAccessible(page, { picture: 'attach' });
  await letGo?.();
  await expect(page.getByText('The scan has ended: what was attached is stored with the image.')).toBeVisible();
  await page.reload();
  await expect(rows).toHaveCount(2);
  await rows.filter({ hasText: 'own.sigstore.json' }).getByRole('button').click();
  await expect(checks.last()).toContainText('none that is stored here has its bytes');
});

test('images are compared while one is scanned: layers, then what differs so far, then the final rows', async ({
  page,
  console,
  openGate,
}) => {
  const [letGo] = await holdLayers(console.dataDir, now.layers);
  await open(page, console);
  await drop(page, [{ name: 'old.tar', bytes: docker(old) }]);
  await expect(page.locator('footer')).toContainText('Complete');
  await drop(page, [{ name: 'new.tar', bytes: docker(now) }]);
  await expect(page.getByRole('heading', { name: 'acme/web:2' })).toBeVisible();
  await page.getByRole('button', { name: 'Compare' }).click();
  await page
    .getByRole('button', { name: /acme\/web:1/ })
    .last()
    .click();
  const rails = page.getByRole('list', { name: 'Layers of both images' }).getByRole('listitem');
  await expect(rails).toContainText(['in the old image alone', 'another scan reads it']);
  await expect(page.getByText('So far: the new image is still scanned. Layers of the same bytes')).toBeVisible();
  await expectAccessible(page, { picture: 'compare-rails' });

  await letGo?.();
  await expect(
    page.getByText('So far: the new image is still scanned. What its start reaches is not known yet.'),
  ).toBeVisible();
  const list = page.getByRole('region', { name: 'Changes by layer' });
  const changes = ['gate', 'zlib1g', 'bash', 'curl'];
  for (const change of changes) await expect(list).toContainText(change);
  await expect(page.getByRole('button', { name: 'Usage', exact: true })).toBeDisabled();
  // The other way round the old side is the one that is scanned.
  await page.getByRole('button', { name: 'Swap sides' }).click();
  await expect(page.getByText('So far: the old image is still scanned.')).toBeVisible();
  await page.getByRole('button', { name: 'Swap sides' }).click();
  await expect(page.getByText('So far: the new image is still scanned.')).toBeVisible();
  // Bytes of the image that is stored can be shown, those of the other one wait.
  const bash = list.getByRole('button', { name: /bash/ });
  await expect(bash).not.toContainText('reached');
  await bash.click();
  await expect(page.getByRole('region', { name: 'New image' })).toContainText(
    'Its bytes can be shown when the scan has ended.',
  );
  await expect(page.getByRole('region', { name: 'Old image' }).getByRole('button')).toHaveText(
    'Show in this image, with the bytes',
  );
  await expectAccessible(page, { picture: 'compare-so-far' });

  // The focus is in the list when the scan ends: nothing moves under it.
  await expect(bash).toBeFocused();
  const before = await bash.boundingBox();
  openGate();
  const final = page.getByRole('button', { name: 'The final comparison is there: show' });
  await expect(final).toBeVisible();
  await expect(bash).toBeFocused();
  expect(await bash.boundingBox()).toEqual(before);
  await final.click();
  await expect(page.getByText('This comparison is final.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Usage', exact: true })).toBeEnabled();
  for (const change of changes) await expect(list).toContainText(change);
  await expect(page.getByRole('region', { name: 'New image' }).getByRole('button')).toHaveText(
    'Show in this image, with the bytes',
  );
  await takePictures(page, 'compare-final');
});

test('rows so far are saved as a partial listing once they are counted, and documents wait', async ({
  page,
  console,
  openGate,
}) => {
  const [letGo] = await holdLayers(console.dataDir, now.layers);
  await open(page, console);
  await drop(page, [{ name: 'web.tar', bytes: docker(now) }]);
  await expect(page.getByRole('heading', { name: 'acme/web:2' })).toBeVisible();
  await page.keyboard.press('Control+7');
  const save = page.getByRole('button', { name: 'Save the rows so far…' });
  await expect(save).toBeDisabled();
  await expect(page.getByText('Rows can be saved once all layers are merged')).toBeVisible();
  await expect(page.getByText('Documents can be exported when the scan has ended')).toBeVisible();
  if (pictures) await page.screenshot({ path: `${pictures}/exports-waiting.png` });
  await letGo?.();
  await expect(save).toBeEnabled();
  await expectAccessible(page);
  if (pictures) await page.screenshot({ path: `${pictures}/exports-partial.png` });
  const download = page.waitForEvent('download');
  await save.press('Enter');
  const file = await download;
  expect(file.suggestedFilename()).toBe('acme-web-2-components-partial.json');
  const row = (name: string, version: string) => ({
    key: `pkg:deb/debian/${name}@${version}?arch=amd64&distro=debian-12`,
    type: 'deb',
    name,
    version,
    layer: 0,
  });
  expect(JSON.parse(readFileSync(await file.path(), 'utf8'))).toEqual({
    partial: true,
    about: 'Components of an image whose scan had not ended. This is no SBOM.',
    imageId: now.imageId,
    tags: ['acme/web:2'],
    stage: 'compose',
    layers: [{ index: 0, diffId: now.layers[0]?.diffId, read: true }],
    rowCount: 3,
    rows: [row('bash', '5.2-2'), row('gate', '1'), row('zlib1g', '1.3')],
  });
  openGate();
  // Of the listing nothing is kept: what is stored is what the scan made.
  await expect(page.getByRole('button', { name: 'Save the rows so far…' })).toBeHidden();
  await expect(page.getByText(/partial\.json/)).toBeHidden();
});

test.describe('an engine that was started again', () => {
  // What a browser itself logs when nobody listens on a port.
  test.use({ expectedErrors: [/WebSocket|ERR_CONNECTION/] });

  test('the tab of a first scan that failed says so after the engine was started again, and when the job is cleared', async ({
    page,
    console,
    openGate: _gate,
  }) => {
    await open(page, console);
    await drop(page, [{ name: 'web.tar', bytes: docker(debian('acme/web:3', [stanza('breaks', '1')])) }]);
    const failed = page.getByText('The first scan of this image failed, so nothing of it is in this library yet.');
    await expect(failed).toBeVisible();
    console.signalEngine('SIGKILL');
    await expect(page.getByText('The connection to the engine is lost')).toBeVisible();
    await expect(page.getByText('The connection to the engine is lost')).toBeHidden();
    await page.reload();
    await expect(failed).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText('this one breaks').first()).toBeVisible();
    if (pictures) await page.screenshot({ path: `${pictures}/unfinished-restarted.png` });
    await page.keyboard.press('Control+Shift+J');
    await page.getByRole('button', { name: 'Take web.tar off the list' }).click();
    await page.getByRole('navigation', { name: 'Open documents' }).getByRole('button', { name: /web/ }).first().click();
    await expect(
      page.getByText('Its first scan brought nothing, and that scan was taken off the list of jobs.'),
    ).toBeVisible();
  });
});
