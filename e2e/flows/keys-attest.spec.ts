import { expect } from '@playwright/test';
import { bundle, envelope, testKey } from '#engine/testing/attestations.ts';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { keyboardOn } from './support/keyboard.ts';

test('K10: a bundle is attached, its steps read and its place in the log copied, by keyboard alone', async ({
  page,
  console,
}) => {
  test.setTimeout(120_000);
  const keys = await keyboardOn(page);
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expectOverview(page);
  const imageId = await page.evaluate(
    () => (JSON.parse(sessionStorage.getItem('stellaops.tabs') ?? '{}') as { active?: string }).active ?? '',
  );
  const bytes = Buffer.from(JSON.stringify(bundle(envelope(testKey(), imageId.slice(7)), testKey('ed25519'))));
  await keys.press('Control+6');
  await keys.reach(page.getByRole('button', { name: /^Add/ }));
  const chooser = page.waitForEvent('filechooser');
  // The browser is told to hand its dialogs over; after an answer to something else it knows.
  await page.evaluate(() => null);
  await keys.press('Enter');
  await (await chooser).setFiles({ name: 'greeting.sigstore.json', mimeType: '', buffer: bytes });
  const steps = page.getByRole('region', { name: 'Checks' }).getByRole('listitem');
  await expect(steps.filter({ hasText: 'Subject is this image: holds' })).toHaveCount(1);
  await expect.poll(async () => (await keys.heard()).join('\n')).toContain('greeting.sigstore.json');
  const detail = page.locator('.attestation-detail');
  await keys.reach(detail.getByRole('button', { name: /copy.*index/i }));
  await keys.press('Enter');
  const index = await page.evaluate(() => navigator.clipboard.readText());
  expect(index).toMatch(/^\d+$/);
  await expect(detail).toContainText(index);
  await expect.poll(async () => (await keys.heard()).join('\n')).toMatch(/Copied .*index/i);
  expect((await keys.heard()).filter((words) => words.startsWith('pointer'))).toEqual([]);
});
