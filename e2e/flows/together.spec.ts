import { randomBytes } from 'node:crypto';
import { expect } from '@playwright/test';
import { image } from '#engine/testing/image.ts';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { file } from '#engine/testing/tar.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { debian, docker, oci, stanza } from './support/images.ts';

test('a scan and a collection by the command line work beside the open console, which shows the image without a reload', async ({
  page,
  console,
}) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expectOverview(page);
  const web = console.write('web.tar', docker(debian('acme/web:1', [stanza('bash', '5.2-1')])));
  const db = console.write('db.tar', docker(debian('acme/db:1', [stanza('sqlite3', '3.46-1')])));
  const loadedAt = await page.evaluate(() => performance.timeOrigin);
  // All at once, on one data folder: two scans, a collection, and a page that reads proofs.
  const commands = [console.command('scan', web), console.command('gc'), console.command('scan', db)];
  await page.getByRole('button', { name: /^Components/ }).click();
  await page.getByRole('gridcell', { name: 'greet', exact: true }).click();
  await expect(page.getByText('hash equals the claim')).toBeVisible();
  await Promise.all(commands);
  await console.command('gc');
  await page.getByRole('button', { name: 'Library' }).click();
  for (const name of ['acme/web:1', 'acme/db:1', 'example.org/greeting:1'])
    await expect(page.getByRole('row', { name: new RegExp(name) })).toBeVisible();
  await page.getByRole('button', { name: 'acme/web:1', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'acme/web:1' })).toBeVisible();
  await expectOverview(page);
  await page.getByRole('button', { name: /^Components/ }).click();
  await page.getByRole('gridcell', { name: 'bash', exact: true }).click();
  await expect(page.getByText('hash equals the claim')).toBeVisible();
  expect(await page.evaluate(() => performance.timeOrigin)).toBe(loadedAt);
});

test.describe('when the engine is gone', () => {
  test.use({ expectedErrors: [/WebSocket|ERR_CONNECTION/] });

  test('the window says so and keeps what it shows', async ({ page, console }) => {
    await page.goto(console.address);
    await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
    await expectOverview(page);
    await console.kill();
    await expect(page.getByText('The connection to the engine is lost')).toBeVisible();
    await expectOverview(page);
  });

  test('a crashed engine is back by itself: tabs stay, the job is interrupted, resuming reads no finished layer again', async ({
    page,
    console,
  }) => {
    await page.goto(console.address);
    await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
    await expectOverview(page);
    await page.getByRole('button', { name: 'Library' }).click();
    // The layer with more stored bytes is read first; the other inflates to a thousand times its size.
    const big = image({
      tags: ['acme/big:1'],
      layers: [
        { entries: [file('random', randomBytes(4 << 20))], compression: 'gzip' },
        { entries: [file('zeros', new Uint8Array(900 << 20))], compression: 'gzip' },
      ],
    });
    const path = console.write('big.tar', oci(big));
    await page.getByTestId('file-input').setInputFiles(path);
    await expect(page.getByRole('heading', { name: 'acme/big:1' })).toBeVisible();
    await page.getByRole('button', { name: 'Library' }).click();
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: /Jobs/ }).click();
    const job = page.getByRole('article', { name: 'big.tar' });
    await expect(job.getByLabel('layer 0: done')).toBeVisible();
    await expect(job.getByLabel('layer 1: reading')).toBeVisible();
    console.signalEngine('SIGKILL');
    await expect(page.getByText('The connection to the engine is lost')).toBeVisible();
    await expect(job.getByText('Interrupted')).toBeVisible();
    await expect(page.getByText('The connection to the engine is lost')).toBeHidden();
    await job.getByRole('button', { name: 'Resume' }).click();
    await expect(job.getByText('Done')).toBeVisible({ timeout: 30_000 });
    await expect(job.getByLabel('layer 0: known, not read again')).toBeVisible();
    await expect(job.getByLabel('layer 1: done')).toBeVisible();
    // The tab of the other image is still there, and the new engine answers it.
    await page
      .getByRole('navigation', { name: 'Open documents' })
      .getByRole('button', { name: /greeting/ })
      .first()
      .click();
    await page.getByRole('button', { name: /^Components/ }).click();
    await page.getByRole('gridcell', { name: 'greet', exact: true }).click();
    await expect(page.getByText('hash equals the claim')).toBeVisible();
    // Also after a reload.
    await page.reload();
    await expect(page.getByText('hash equals the claim')).toBeVisible();
  });
});

test.describe('with a planted call', () => {
  // Whoever connects, in whichever module, is counted.
  const plant = `data:text/javascript,import{connect}from'node:net';process.on('SIGUSR2',()=>connect(9,'192.0.2.1').on('error',()=>{}))`;
  test.use({ environment: { NODE_OPTIONS: `--import=${plant}` } });

  test('an engine that connects to another machine is shown: 1 connection', async ({ page, console }) => {
    await page.goto(console.address);
    await expect(page.getByText('0 connections')).toBeVisible();
    // TEST-NET-1 (RFC 5737): nobody answers there.
    console.signalEngine('SIGUSR2');
    await expect(page.getByText('1 connection', { exact: true })).toBeVisible();
    await page.reload();
    await expect(page.getByText('1 connection', { exact: true })).toBeVisible();
  });
});
