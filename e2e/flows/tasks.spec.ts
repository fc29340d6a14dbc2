import { expect, type Page } from '@playwright/test';
import { bundle, envelope, testKey } from '#engine/testing/attestations.ts';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { expectOverview, test } from './support/console.ts';
import { handsOn } from './support/hands.ts';
import { docker, started } from './support/images.ts';
import { layered } from './support/layered.ts';

const first = (page: Page, name: RegExp) => () => expect(page.locator('.palette-row').first()).toHaveText(name);

test('T5: a soname, a package URL or a name is answered before Enter, in two interactions', async ({
  page,
  console,
}) => {
  const hands = handsOn(page);
  await page.goto(console.address);
  await hands.drop([{ name: 'started.tar', bytes: docker(started()) }]);
  await expectOverview(page);
  const card = page.getByRole('region', { name: 'Answer' });
  const path = card.getByRole('list', { name: 'Path from the start' }).getByRole('listitem');
  const library = '/usr/lib/x86_64-linux-gnu/libgreet.so.1';
  const chain = ['/docker-entrypoint.sh', '/bin/sh', '/usr/bin/greet', library];
  hands.spent();
  for (const typed of ['libgreet.so.1', 'pkg:deb/debian/libgreet1@1.0-1?arch=amd64&distro=debian-12', 'libgreet1']) {
    await hands.press('Control+k');
    await hands.ask(typed, async () => {
      await first(page, /libgreet/)();
      await expect(card).toContainText('in the image since L0');
      await expect(card).toContainText('linked by /usr/bin/greet');
      await expect(path).toHaveText(chain);
    });
    // And after it: the same proof, with the places that state each step.
    await expect(
      page.getByRole('list', { name: 'How the start leads to it' }).getByRole('listitem').last(),
    ).toContainText('libgreet.so.1');
    expect(hands.spent()).toBe(2);
  }
  // Nothing known leads to it, and how much is not known.
  await hands.press('Control+k');
  await hands.ask('leftover', async () => {
    await first(page, /leftover/)();
    await expect(card).toContainText('Nothing known leads to it; 1 unknown hop');
  });
  expect(hands.spent()).toBe(2);
});

test('T7: only what affects what runs, one key more', async ({ page, console }) => {
  const hands = handsOn(page);
  await page.goto(console.address);
  await expect(page.getByText('Nothing leaves this machine')).toBeVisible();
  await hands.drop([
    { name: 'one.tar', bytes: docker(started('1')) },
    { name: 'two.tar', bytes: docker(started('2', { libgreet1: '1.1-1', weekly: '2.0-1' })) },
  ]);
  await hands.click(page.getByRole('button', { name: 'Compare the newest two' }));
  const changes = page.getByRole('region', { name: 'Changes by layer' }).locator('[data-change]');
  await expect(changes).toHaveText([/Upgraded.*libgreet1.*Reached/, /Upgraded.*weekly/]);
  expect(hands.spent()).toBe(2);
  await hands.press('Control+u');
  await expect(changes).toHaveText([/Upgraded.*libgreet1.*1\.0-1 → 1\.1-1.*Reached/]);
  await expect(page.getByRole('button', { name: 'Usage', exact: true })).toHaveAttribute('aria-pressed', 'true');
  // The counts are those of the list.
  await expect(page.getByRole('button', { name: 'Components 1', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Upgraded\s*1$/ })).toBeVisible();
  expect(hands.spent()).toBe(1);
  await hands.press('Control+u');
  await expect(changes).toHaveCount(2);
});

test('T9: a bundle that is dropped on the image shows its steps, in one interaction', async ({ page, console }) => {
  const hands = handsOn(page);
  await page.goto(console.address);
  await hands.drop([{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expectOverview(page);
  const imageId = await page.evaluate(
    () => (JSON.parse(sessionStorage.getItem('stellaops.tabs') ?? '{}') as { active?: string }).active ?? '',
  );
  const bytes = Buffer.from(JSON.stringify(bundle(envelope(testKey(), imageId.slice(7)), testKey('ed25519'))));
  hands.spent();
  await hands.drop([{ name: 'greeting.sigstore.json', bytes }]);
  const steps = page.getByRole('region', { name: 'Checks' }).getByRole('listitem');
  await expect(steps.filter({ hasText: 'Envelope and statement are readable: holds' })).toHaveCount(1);
  await expect(steps.filter({ hasText: 'Subject is this image: holds' })).toHaveCount(1);
  await expect(steps.filter({ hasText: 'Signature is that of a trust root: not checked' })).toHaveCount(1);
  expect(hands.spent()).toBe(1);
  // What is none by its content is refused in words, and the image stays in front.
  await hands.drop([{ name: 'notes.json', bytes: Buffer.from('{"hello":1}') }]);
  await expect(page.getByRole('alert').filter({ hasText: 'notes.json was not added' })).toBeVisible();
  await expect(steps).not.toHaveCount(0);
});

test('T10: what was deleted and still ships below, in two interactions', async ({ page, console }) => {
  const hands = handsOn(page);
  await page.goto(console.address);
  await hands.drop([{ name: 'layered.tar', bytes: layered() }]);
  await expectOverview(page);
  hands.spent();
  await hands.press('Control+3');
  await hands.click(page.getByRole('checkbox', { name: 'Removed later' }));
  await expect(page.getByRole('row', { name: /secret\.env removed/ })).toBeVisible();
  expect(hands.spent()).toBe(2);
});

test('T12: which of the images contain it, in two interactions', async ({ page, console }) => {
  const hands = handsOn(page);
  await page.goto(console.address);
  await expect(page.getByText('Nothing leaves this machine')).toBeVisible();
  await hands.drop([
    { name: 'one.tar', bytes: docker(started('1')) },
    { name: 'two.tar', bytes: docker(started('2', { greet: '1.1-1' })) },
    { name: 'sample.tar', bytes: sampleImage() },
  ]);
  await expect(page.getByRole('button', { name: 'example.org/greeting:1', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /^acme\/started:[12]$/ })).toHaveCount(2);
  hands.spent();
  await hands.press('Control+Shift+f');
  const sheet = page.getByRole('dialog', { name: 'Find in all images' });
  await hands.ask('libgreet1', async () => {
    await expect(sheet.getByRole('status')).toHaveText('2 places in 2 images');
    await expect(sheet.getByRole('option')).toHaveText([/libgreet1.*Reached.*L0/, /libgreet1.*Reached.*L0/]);
  });
  await expect(page.getByRole('heading', { name: 'libgreet1' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'How the start leads to it' })).toBeVisible();
  expect(hands.spent()).toBe(2);
});
