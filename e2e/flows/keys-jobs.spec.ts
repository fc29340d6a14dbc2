import { expect } from '@playwright/test';
import { file } from '#engine/testing/tar.ts';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { keyboardOn } from './support/keyboard.ts';

test('K12: a job is cancelled, resumed and taken off the list, by keyboard alone', async ({ page, console }) => {
  test.setTimeout(120_000);
  const keys = await keyboardOn(page);
  const zeros = image({
    tags: ['acme/big:1'],
    layers: [{ entries: [file('zeros', new Uint8Array(900 << 20))], compression: 'gzip' }],
  });
  const path = console.write('big.tar', dockerArchive([zeros]));
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expectOverview(page);
  await page.getByTestId('file-input').setInputFiles(path);
  await keys.press('Control+Shift+J');
  // Past the bar and the sections.
  await keys.press('F6');
  await keys.press('F6');
  const job = page.getByRole('article', { name: 'big.tar' });
  await keys.reach(job.getByRole('button', { name: 'Cancel big.tar' }));
  await keys.press('Enter');
  await expect(job.getByText('Cancelled;')).toBeVisible();
  // What was pressed is gone; the focus is still at its job.
  await expect(job).toBeFocused();
  await keys.reach(job.getByRole('button', { name: 'Try again' }));
  await keys.press('Enter');
  await expect(job.getByText('Running')).toBeVisible();
  await expect(job).toBeFocused();
  await expect(job.getByText('Done', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(job).toBeFocused();
  await expect(page.getByText('2 done', { exact: true })).toBeVisible();
  await keys.reach(job.getByRole('button', { name: 'Take big.tar off the list' }));
  await keys.press('Enter');
  await expect(job).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Jobs' })).toBeFocused();
  await expect.poll(async () => (await keys.heard()).join('\n')).toContain('1 job taken off the list');
  await keys.reach(page.getByRole('button', { name: 'Clear done and cancelled' }));
  await keys.press('Enter');
  await expect(page.getByText('No jobs yet')).toBeVisible();
  // Their images stay.
  await keys.press('Control+k');
  await keys.type('>Library');
  await keys.press('Enter');
  await expect(page.getByText('2 images')).toBeVisible();
  expect((await keys.heard()).filter((words) => words.startsWith('pointer'))).toEqual([]);
});
