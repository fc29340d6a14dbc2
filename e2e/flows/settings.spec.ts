import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { standards } from './support/axe.ts';
import { expectAccessible, takePictures } from './support/both-themes.ts';
import { drop, expectOverview, test } from './support/console.ts';

const pictures = process.env['STELLAOPS_PICTURES'];

async function openPage(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name }).click();
  await expect(page.getByRole('tabpanel', { name })).toBeVisible();
}

async function scanSample(page: Page): Promise<void> {
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await expect(page.getByRole('heading', { name: 'What is in it' })).toBeVisible({ timeout: 30_000 });
  await expectOverview(page);
}

test('every page of the settings, without violations', async ({ page, console }) => {
  test.setTimeout(180_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(console.address);
  await scanSample(page);
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  for (const name of [
    'Appearance',
    'Storage',
    'Retention',
    'Analysers and plug-ins',
    'Network',
    'Keyboard',
    'Privacy and about',
  ]) {
    await openPage(page, name);
    if (name === 'Storage') {
      await page.getByRole('button', { name: 'Preview' }).click();
      await expect(page.getByText(/Would free/)).toBeVisible();
    }
    if (name === 'Privacy and about') await expect(page.locator('.bundle')).toContainText('analyzerSet');
    await expectAccessible(page, { where: name, tags: standards });
    if (pictures !== undefined && /Storage|Analysers|Retention/.test(name)) {
      mkdirSync(pictures, { recursive: true });
      const file = { Storage: 'settings-storage', Retention: 'settings-retention' }[name] ?? 'settings-plugins';
      // Folders of the machine that takes the pictures are nobody's business.
      await page
        .getByText(/stellaops-e2e-/)
        .evaluateAll((places) =>
          places.forEach(
            (place) =>
              (place.innerHTML = place.innerHTML.replaceAll(
                /\/[^\s<]*stellaops-e2e-[^/\s<]*\/data/g,
                '/home/ada/.stellaops',
              )),
          ),
        );
      await takePictures(page, file);
    }
  }
});

test('the theme follows the system while it runs, or what was chosen, which a reload keeps', async ({
  page,
  console,
}) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(console.address);
  await expect(page.getByText('Nothing leaves this machine')).toBeVisible();
  const light = await background();
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('button').first().focus();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await background();
  expect(dark).not.toBe(light);
  // Whoever is in it stays where they are.
  await expect(page.getByRole('navigation', { name: 'Sections' }).getByRole('button').first()).toBeFocused();
  await page.reload();
  expect(await background()).toBe(dark);
  await expect(page.getByText('Nothing leaves this machine')).toBeVisible();
  await page.keyboard.press('Control+,');
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Light');
  expect(await background()).toBe(light);
  await page.reload();
  // Before the engine was asked.
  expect(await background()).toBe(light);
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('As the system');
  expect(await background()).toBe(dark);
  await page.getByRole('combobox', { name: 'Size of the window’s content' }).selectOption('200 %');
  expect(await page.evaluate(() => document.documentElement.style.zoom)).toBe('200%');
});

test('a switch takes effect only after the restart, which keeps page, tabs and token', async ({
  page,
  console,
  expectedErrors,
}) => {
  // The socket of the engine that ends.
  expectedErrors.push(/WebSocket|ERR_CONNECTION_REFUSED/);
  await page.goto(console.address);
  await expect(page.getByText('Nothing leaves this machine')).toBeVisible();
  await page.keyboard.press('Control+,');
  await openPage(page, 'Analysers and plug-ins');
  const markers = page.getByRole('checkbox', { name: 'language/go-markers' });
  await expect(markers).not.toBeChecked();
  await expect(page.getByText('heuristic, off unless turned on')).toBeVisible();
  await markers.check();
  await expect(page.getByText('Restart needed')).toBeVisible();
  await expect(page.getByText('on after the restart')).toBeVisible();
  expect(readFileSync(join(console.dataDir, 'scanner.yaml'), 'utf8')).toBe('analyzers:\n  language/go-markers: true\n');
  // Not yet: what runs does not have it.
  await openPage(page, 'Privacy and about');
  await expect(page.locator('.bundle')).toContainText('analyzerSet');
  await expect(page.locator('.bundle')).not.toContainText('language/go-markers');
  await openPage(page, 'Analysers and plug-ins');
  await page.getByRole('button', { name: 'Restart now' }).click();
  await expect(page.getByText('Restart needed')).toBeHidden({ timeout: 30_000 });
  await expect(markers).toBeChecked();
  await openPage(page, 'Privacy and about');
  await expect(page.locator('.bundle')).toContainText('language/go-markers');
});

test('retention says what it would take away; what is immutable is not shortened', async ({ page, console }) => {
  await page.goto(console.address);
  await scanSample(page);
  await page.keyboard.press('Control+,');
  await openPage(page, 'Retention');
  await page.getByRole('button', { name: 'Change… Usual' }).click();
  await page.getByLabel(/Kept for/).fill('0');
  await page.getByRole('checkbox', { name: /What is current stays/ }).uncheck();
  await expect(page.getByText(/Would take away \d+ documents/)).toBeVisible();
  const listed = await page
    .getByRole('list', { name: 'Documents that would go' })
    .getByRole('listitem')
    .allTextContents();
  expect(listed.join('\n')).toContain('inventory.cdx.json');
  await expect(page.getByRole('button', { name: 'Save' })).toBeEnabled();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Change… Compliance' }).click();
  await page.getByRole('checkbox', { name: 'For ever' }).uncheck();
  await expect(page.getByText(/Refused: .*can only be lengthened/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
});

test.describe('secrets', () => {
  test.use({ environment: { STELLAOPS_PLANTED: 'canary-5b1f' } });
  test('are in no page, address, storage but the tab’s own, log, diagnostics or clipboard', async ({
    page,
    console,
  }) => {
    const logged: string[] = [];
    page.on('console', (message) => logged.push(message.text()));
    await page.goto(console.address);
    await scanSample(page);
    const dom: string[] = [];
    const look = async (): Promise<void> => void dom.push(await page.content());
    await look();
    await page.keyboard.press('Control+,');
    for (const name of ['Storage', 'Retention', 'Analysers and plug-ins', 'Network', 'Keyboard', 'Privacy and about']) {
      await openPage(page, name);
      await look();
    }
    await expect(page.locator('.bundle')).toContainText('analyzerSet');
    await look();
    await page.getByRole('button', { name: 'Copy diagnostics' }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('analyzerSet');
    const clipboard = await page.evaluate(() => navigator.clipboard.readText());
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save…' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('stellaops-diagnostics.json');
    const saved = readFileSync(await download.path(), 'utf8');
    expect(saved).toBe(clipboard);
    const local = await page.evaluate(
      () => JSON.stringify(Object.entries(localStorage)) + document.cookie + location.href,
    );
    for (const [where, content] of Object.entries({ dom: dom.join(), logged: logged.join(), clipboard, saved, local }))
      for (const secret of [console.token, 'canary-5b1f'])
        expect([where, content.includes(secret)]).toEqual([where, false]);
    await expect(page.locator('[data-connections]')).toHaveAttribute('data-connections', '0');
  });
});
