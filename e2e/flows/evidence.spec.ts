import { createHash } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { alpine, debian, docker, fedora, hostile, oci, stanza } from './support/images.ts';

/** Chooses an entry of the viewer's copy menu and gives what it copied. */
async function copied(page: Page, what: string): Promise<string> {
  await page.locator('.viewer').getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('menuitem', { name: `Copy ${what}` }).click();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The copied bytes hash to the claim, and the claim is what the engine found. */
async function expectProven(page: Page): Promise<Buffer> {
  await expect(page.getByText('hash equals the claim')).toBeVisible();
  const bytes = Buffer.from(await copied(page, 'cited bytes as base64'), 'base64');
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(await copied(page, 'hash of the cited bytes'));
  return bytes;
}

async function openComponents(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Components/ }).click();
  await expect(page.getByRole('grid', { name: 'Components' })).toBeVisible();
}

for (const { name, bytes, row, cited } of [
  { name: 'dpkg', bytes: sampleImage(), row: 'greet-data', cited: /Package: greet-data.*Version: 1:7-1/s },
  {
    name: 'rpm',
    bytes: docker(fedora('acme/fedora:1', ['bash', 'zlib'])),
    row: 'zlib',
    cited: /zlib\0.*zlib-1-2\.src\.rpm/s,
  },
  { name: 'apk', bytes: oci(alpine('acme/alpine:3')), row: 'busybox', cited: /P:busybox.*V:1\.36\.1-r29/s },
])
  test(`one click on a row of ${name} shows the bytes that prove it, and their hash is the claim`, async ({
    page,
    console,
  }) => {
    await page.goto(console.address);
    await drop(page, [{ name: `${name}.tar`, bytes }]);
    await openComponents(page);
    await page.getByRole('gridcell', { name: row, exact: true }).click();
    const proven = await expectProven(page);
    expect(proven.toString()).toMatch(cited);
    await expect(page.locator('.bytes-view mark').first()).toBeVisible();
    const marked = await page.locator('.bytes-view mark').allTextContents();
    if (name !== 'rpm') expect(marked.join('\n')).toMatch(cited);
    else {
      // A row of a binary database is marked in hex: each piece is of the cited bytes.
      const pieces = marked.filter((text) => /^([0-9a-f]{2} )+$/.test(text)).map((text) => text.replaceAll(' ', ''));
      expect(pieces.length).toBeGreaterThan(3);
      for (const piece of pieces) expect(proven.toString('hex')).toContain(piece);
    }
  });

test('an executable is proven by its own bytes, in hex', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await openComponents(page);
  await page.getByRole('row', { name: /file without a package/ }).click();
  expect((await expectProven(page)).toString('latin1').slice(1, 4)).toBe('ELF');
  await expect(page.getByRole('button', { name: 'Hex' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.hex-line').first()).toContainText('7f 45 4c 46');
});

test('the four layer facts and the removed package are told apart', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await openComponents(page);
  await page.getByRole('gridcell', { name: 'greet-data', exact: true }).click();
  const layers = page.getByRole('region', { name: 'Layers', exact: true });
  await expect(layers).toContainText('Introduced inL0');
  await expect(layers).toContainText('Record written inL2');
  await expect(layers).toContainText('Last modified inL0');
  await expect(layers).toContainText('still there');
  await expect(page.getByText('1 listed file is missing')).toBeVisible();
  await page.getByRole('button', { name: /Removed by a layer/ }).click();
  await page.getByRole('gridcell', { name: 'old-tool' }).click();
  await expect(layers).toContainText('Removed inL2');
});

test('names and contents of a hostile image are inert and visible', async ({ page, console }) => {
  await page.goto(console.address);
  const built = debian(
    `acme/hostile:1`,
    [stanza('evil', '1', `Homepage: ${hostile.markup}${hostile.escape}\u202e\u200b\n`), stanza('plain', '2')],
    [
      ['var/lib/dpkg/info/evil.list', `/.\n/usr/${hostile.override}\n`],
      [`usr/${hostile.override}`, `#!/bin/sh\n${hostile.escape}\n`],
    ],
  );
  await drop(page, [{ name: `${hostile.markup}.tar`, bytes: docker(built) }]);
  await openComponents(page);
  await page.getByRole('gridcell', { name: 'evil', exact: true }).click();
  await expect(page.getByText(/4 invisible characters, shown as marks/)).toBeVisible();
  const line = page.locator('.text-line', { hasText: 'Homepage' });
  await expect(line).toContainText(`${hostile.markup}␛[31mred␛[0mU+202EU+200B`);
  await expect(page.locator('.inspector')).toContainText('aU+202Egpj.sh');
  await expect(page.locator('#root img')).toHaveCount(0);
  // What is copied are the bytes, not the marks.
  expect(await copied(page, 'cited text')).not.toContain('U+202E');
});

test('by keyboard alone: open, find a component, read its evidence, copy a citation', async ({ page, console }) => {
  await page.goto(console.address);
  await expect(page.getByText('0 connections')).toBeVisible();
  const chooser = page.waitForEvent('filechooser');
  // The browser is told to hand its dialogs over; after an answer to something else it knows.
  await page.evaluate(() => null);
  await page.keyboard.press('Control+o');
  await (await chooser).setFiles({ name: 'greeting.tar', mimeType: '', buffer: Buffer.from(sampleImage()) });
  await expectOverview(page);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await page.keyboard.type('greet-data');
  // No more those of what had been typed a moment before.
  await expect(page.locator('.palette-row', { hasText: 'greet' })).toHaveText([/greet-data/]);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'greet-data' })).toBeVisible();
  await expect(page.getByText('hash equals the claim')).toBeVisible();
  await page.keyboard.press('Control+Shift+c');
  await expect(page.getByRole('status').filter({ hasText: 'Copied citation' })).toBeAttached();
  const citation = await page.evaluate(() => navigator.clipboard.readText());
  expect(citation).toMatch(/pkg:deb\/debian\/greet-data@1:7-1|pkg:deb\/debian\/greet-data@1%3A7-1/);
  expect(citation).toMatch(/where {4}\/var\/lib\/dpkg\/status/);
  const json = JSON.parse(citation.trim().split('\n').at(-1) ?? '') as { locator: { sha256: string } };
  expect(json.locator.sha256).toMatch(/^[0-9a-f]{64}$/);
  // Whoever has the archive can check it, and one changed byte of what is cited shows.
  const copy = console.write('citation.txt', Buffer.from(citation));
  const archive = console.write('greeting.tar', sampleImage());
  await console.command('verify', 'citation', copy, '--source', archive);
  const changed = Buffer.from(sampleImage());
  const at = changed.lastIndexOf('Package: greet-data');
  changed[at + 9] = 'G'.charCodeAt(0);
  const tampered = console.write('changed.tar', changed);
  await expect(console.command('verify', 'citation', copy, '--source', tampered)).rejects.toThrow('Ended with 1');
  // The parts of the window are reached in turn, and come round.
  const seen = new Set<string>();
  for (let k = 0; k < 8; k++) {
    await page.keyboard.press('F6');
    seen.add(
      await page.evaluate(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? ''),
    );
  }
  expect([...seen].sort()).toEqual(['dock', 'inspector', 'main', 'nav', 'status', 'tabs']);
});
