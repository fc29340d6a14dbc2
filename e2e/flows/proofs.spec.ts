import { expect, type Locator, type Page } from '@playwright/test';
import { everyTypeLayers } from '#engine/testing/every-type-image.ts';
import { image } from '#engine/testing/image.ts';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { axeViolations } from './support/axe.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { docker, started } from './support/images.ts';

/** Where to put pictures for people to look at; nowhere unless asked. */
const pictures = process.env['STELLAOPS_PICTURES'];

/** The window as it is, light and dark. */
async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${pictures}/${name}-${colorScheme}.png` });
  }
  await page.emulateMedia({ colorScheme: null });
}

async function openComponents(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Components/ }).click();
  await expect(page.getByRole('grid', { name: 'Components' })).toBeVisible();
}

/** The cited bytes of the proof that is shown, as a byte string, by way of the clipboard. */
async function citedBytes(page: Page): Promise<string> {
  await page.locator('.viewer').getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Copy cited bytes as base64' }).click();
  return Buffer.from(await page.evaluate(() => navigator.clipboard.readText()), 'base64').toString('latin1');
}

/** Clicks in the middle of some words of a line of the text view. */
async function clickWords(page: Page, line: Locator, words: string): Promise<void> {
  await line.scrollIntoViewIfNeeded();
  const place = await line.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent?.indexOf(wanted) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width * 0.7, y: y + height / 2 };
    }
    throw new Error(`${wanted} is not there`);
  }, words);
  await page.mouse.click(place.x, place.y);
}

test('a click inside a highlighted range lists all claims that rest on it', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await openComponents(page);
  await page.getByRole('gridcell', { name: 'greet-data', exact: true }).click();
  await expect(page.getByText('hash equals the claim')).toBeVisible();
  const line = page.locator('.text-line[data-cited]', { hasText: 'Package: greet-data' });
  await clickWords(page, line, 'greet-data');
  const claims = page.getByRole('region', { name: 'Claims', exact: true });
  // The byte under the pointer: the g of the name, 9 bytes into its line.
  const text = Buffer.from(sampleImage()).toString('latin1');
  const layer = text.lastIndexOf('Package: greet\n');
  const start = text.lastIndexOf('Package: greet-data') - layer + 9;
  await expect(claims.getByRole('status')).toHaveText(
    new RegExp(`^Byte 0x${start.toString(16).toUpperCase()}, line \\d+$`),
  );
  await expect(claims.getByRole('listitem')).toHaveText([/greet-data 1:7-1/, /old-tool 0.9-2.*removed/]);
  // A byte of the other stanza carries the other claim, which leads to its component.
  await clickWords(page, page.locator('.text-line', { hasText: /Package: greet$/ }), 'greet');
  await expect(claims.getByRole('listitem')).toHaveText([/greet 2.3-2/, /old-tool/]);
  await picture(page, 'evidence-claims');
  await claims.getByRole('button', { name: /greet 2\.3-2/ }).click();
  await expect(page.getByRole('heading', { name: 'greet', exact: true })).toBeVisible();
  // By keyboard: what rests on the cited bytes, and on the file.
  await page.getByRole('button', { name: 'Used by' }).press('Enter');
  const cited = page.getByRole('region', { name: 'Claims on the cited bytes' });
  await expect(cited.getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button', { name: 'Whole file' }).press('Enter');
  const file = page.getByRole('region', { name: 'Claims on the whole file' });
  await expect(file.getByRole('listitem').filter({ hasText: 'greet' }).first()).toBeVisible();
  await picture(page, 'evidence-used-by');
  expect(await axeViolations(page, { inside: '.dock' })).toEqual([]);
});

test('the copies of a path in several layers are looked at and compared', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await openComponents(page);
  await page.getByRole('gridcell', { name: 'greet-data', exact: true }).click();
  const picker = page.getByRole('button', { name: 'Copy of layer L2: choose another' });
  await picker.click();
  await page.getByRole('menuitem', { name: /^L0/ }).click();
  await expect(page.getByRole('button', { name: 'Copy of layer L0: choose another' })).toBeVisible();
  await expect(page.locator('.text-line', { hasText: 'Version: 2.3-1' })).toBeVisible();
  await page.getByRole('button', { name: 'Copy of layer L0: choose another' }).click();
  await page.getByRole('menuitem', { name: 'Compare with L2' }).click();
  const changes = page.getByRole('region', { name: 'Text changes' });
  await expect(changes.locator('tr[data-kind="removed"]').filter({ hasText: 'Version: 2.3-1' })).toBeVisible();
  await expect(changes.locator('tr[data-kind="added"]').filter({ hasText: 'Version: 2.3-2' })).toBeVisible();
  await picture(page, 'evidence-copies');
  expect(await axeViolations(page, { inside: '.dock' })).toEqual([]);
});

test('a script says which steps of the start it states', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'started.tar', bytes: docker(started()) }]);
  await expectOverview(page);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.locator('[data-change]').nth(2).click();
  await page.getByRole('button', { name: 'Used by' }).click();
  await expect(page.getByText('Steps of the start that this file states')).toBeVisible();
  await page.getByRole('button', { name: 'line 6' }).first().click();
  await expect(page.locator('.text-line[data-cited]')).toContainText('exec greet');
});

/**
 * What proves each of these, byte for byte, as it stands in the file. The line feed before a cited line makes it a line. rpm rows are in
 * `evidence.spec.ts`, lines of scripts above, entries of ELF files below.
 */
const GOLDEN: readonly (readonly [what: string, row: RegExp, cited: string])[] = [
  [
    'dpkg stanza',
    /deb-two/,
    '\n\nPackage: deb-two\nStatus: install ok installed\nArchitecture: all\nSource: src (2)\nVersion: 2.0-1\n',
  ],
  ['apk record', /apk-one/, '\nP:apk-one\nV:1.0-r0\nA:x86_64\n\no:apk-source\n'],
  ['package.json', /npm-one/, '"name""npm-one""version""1.0.0"'],
  ['dist-info', /pypi-one/, 'Metadata-Version: 2.1\nName: pypi-one\nVersion: 1.0\n'],
  ['pom.properties', /outer/, 'groupId=g\nartifactId=outer\nversion=1.0\n'],
  // The target that the program runs with, what it says of the library, and the library itself: names with their values.
  [
    'deps.json',
    /Nuget\.One/,
    [
      '"runtimeTarget""name"".NETCoreApp,Version=v8.0"',
      '"targets"".NETCoreApp,Version=v8.0""Nuget.One/1.0.0"{"runtime":{"lib/net8.0/Nuget.One.dll":{}}}',
      '"libraries""Nuget.One/1.0.0""type""package"',
    ].join(''),
  ],
  ['go buildinfo', /example\.com\/lib/, '\xff Go buildinf:\ndep\texample.com/lib\tv1.1.0\th1:b=\n'],
];

test('kinds of evidence highlight exactly the bytes that state it', async ({ page, console }) => {
  await page.goto(console.address);
  const built = image({
    tags: ['acme/golden:1'],
    layers: everyTypeLayers().map((entries) => ({ entries })),
  });
  await drop(page, [{ name: 'golden.tar', bytes: docker(built) }]);
  await openComponents(page);
  const found: string[][] = [];
  for (const [what, row] of GOLDEN) {
    await page.getByRole('row', { name: row }).first().click();
    await expect(page.getByText('hash equals the claim')).toBeVisible();
    found.push([what, await citedBytes(page)]);
  }
  expect(found).toEqual(GOLDEN.map(([what, , cited]) => [what, cited]));
});

test('a program is decoded entry by entry, and each leads to its very bytes', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'started.tar', bytes: docker(started()) }]);
  await openComponents(page);
  await page.getByRole('row', { name: /leftover/ }).click();
  await page.getByRole('button', { name: 'Decoded' }).click();
  const fields = page.getByRole('region', { name: 'Decoded fields' });
  await picture(page, 'evidence-decoded');
  expect(await axeViolations(page, { inside: '.dock' })).toEqual([]);
  // DT_STRSZ is 10; the table of strings has one NUL alone.
  await fields
    .getByRole('row', { name: /^STRSZ/ })
    .getByRole('button')
    .click();
  const marked = async (): Promise<string> =>
    (await page.locator('.hex-line mark').allTextContents()).filter((text) => /^([0-9a-f]{2} )+$/.test(text)).join('');
  await expect.poll(marked).toBe('0a 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 ');
});
