import { expect, type Page } from '@playwright/test';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { file, whiteout } from '#engine/testing/tar.ts';
import { bundle, envelope, testKey } from '#engine/testing/attestations.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { hostile, stanza } from './support/images.ts';

/** Every trick at once: markup that would run, a change of direction, an escape, an invisible character and a link. */
const ACT = `<img src=x onerror="window.acted=1"><script>window.acted=1</script>`;
const TRICKS = `${ACT}${hostile.escape}\u202e\u200bhttps://example.org/`;
/** As a name in a tree, where a slash would be a folder. */
const NAME = `<img src=x onerror=window.acted=1>${hostile.escape}\u202etxt\nline`;

/** Hostile in all places that a screen shows: names, contents, settings, commands, owners' lists, what was removed. */
function attack(version: number): Uint8Array {
  const long = `${'d'.repeat(200)}/`.repeat(18);
  return dockerArchive([
    image({
      tags: [`acme/hostile:${version}`],
      created: `2026-01-0${version}T00:00:00Z`,
      entrypoint: [`/opt/${NAME}`, TRICKS],
      cmd: [TRICKS],
      env: [`EVIL=${TRICKS}`, 'PATH=/usr/bin:/bin'],
      layers: [
        {
          createdBy: `RUN ${TRICKS}`,
          entries: [
            file('etc/os-release', `ID=debian\nVERSION_ID="12"\nPRETTY_NAME="${hostile.markup}"\n`),
            file(
              'var/lib/dpkg/status',
              `${stanza('evil', `${version}`, `Homepage: ${TRICKS}\n`)}\n${stanza('plain', '2')}`,
            ),
            file('var/lib/dpkg/info/evil.list', `/.\n/usr/${hostile.override}\n`),
            file(`usr/${hostile.override}`, TRICKS),
            file(`opt/${NAME}`, `#!/bin/sh\n# ${TRICKS} ${version}\nexec ${hostile.override} "$(${ACT})"\n`, {
              mode: 0o755,
            }),
            file(`srv/${long}x`, 'deep\n'),
            file(`tmp/${NAME}`, TRICKS),
            file(
              'app/node_modules/evil/package.json',
              JSON.stringify({ name: 'evil', version: '1.0.0', license: TRICKS, description: TRICKS }),
            ),
          ],
        },
        { createdBy: `COPY ${NAME}`, entries: [whiteout(`tmp/${NAME}`)] },
      ],
    }),
  ]);
}

/** What a hostile text managed on the screen that is shown; nothing. */
async function expectInert(page: Page, screen: string): Promise<void> {
  const found = await page.evaluate(() => {
    const faults: string[] = [];
    if ('acted' in window) faults.push('it ran');
    for (const element of document.querySelectorAll(
      'img, iframe, object, embed, a[href], body script, base, meta[http-equiv=refresh]',
    ))
      faults.push(`it became ${element.outerHTML.slice(0, 120)}`);
    // Characters that reorder, hide or control others are marks, in texts and in what is read aloud or shown as a tip.
    // oxlint-disable-next-line no-control-regex
    const acting = /[\u0000-\u0008\u000b-\u001f\u007f\u200b\u202a-\u202e\u2066-\u2069]/;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode())
      if (acting.test(texts.currentNode.textContent ?? ''))
        faults.push(`as it is: ${JSON.stringify(texts.currentNode.textContent).slice(0, 120)}`);
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
      for (const name of ['aria-label', 'title', 'placeholder'])
        if (acting.test(element.getAttribute(name) ?? '')) faults.push(`${name} of ${element.className}`);
    if (acting.test(document.title)) faults.push('the title of the window');
    return faults;
  });
  expect([screen, ...found]).toEqual([screen]);
}

test('a hostile image is inert on every screen, and what is copied of it keeps its bytes', async ({
  page,
  console,
}) => {
  test.setTimeout(240_000);
  page.on('dialog', (dialog) => expect(dialog.message()).toBe('no dialog'));
  await page.goto(console.address);
  await drop(page, [{ name: `${hostile.markup}\u202e.txt`, bytes: Buffer.from(TRICKS) }]);
  await expect(page.locator('main article').first()).toBeVisible();
  await expectInert(page, 'refused file');
  await drop(page, [
    { name: `${hostile.markup}-1.tar`, bytes: attack(1) },
    { name: `${hostile.override}-2.tar`, bytes: attack(2) },
  ]);
  await expect(page.getByRole('button', { name: 'acme/hostile:2', exact: true })).toBeVisible();
  await expectInert(page, 'library');
  await page.keyboard.press('Control+Shift+J');
  await expect(page.locator('.job').nth(1)).toBeVisible();
  await expectInert(page, 'jobs');
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('button').first().click();
  await page.getByRole('button', { name: 'Compare the newest two' }).click();
  await expect(page.locator('[data-change]').first()).toBeVisible();
  await expectInert(page, 'comparison');
  await page.locator('[data-change]').first().click();
  await expectInert(page, 'proofs of both sides');
  await page.getByRole('button', { name: /^Files/ }).click();
  await page.locator('[data-change]', { hasText: 'opt/' }).first().click();
  await expect(page.getByText(/line added, 1 removed/)).toBeVisible();
  await expectInert(page, 'text of a changed file');
  await page
    .getByRole('button', { name: /^Settings/ })
    .last()
    .click();
  await expectInert(page, 'changed settings');

  await page.keyboard.press('Control+1');
  await expectOverview(page);
  await expectInert(page, 'overview');
  await page.locator('.strip [role=option]').first().click();
  await expectInert(page, 'overview with a layer');
  await page.keyboard.press('Control+2');
  await page.getByRole('gridcell', { name: 'evil', exact: true }).first().click();
  await expect(page.locator('.hash')).toBeVisible();
  await expectInert(page, 'components with evidence');
  // What is copied is the text as it is, and no marks.
  await page.getByRole('button', { name: 'Copy rows' }).click();
  await page.getByRole('menuitem', { name: 'Copy as TSV' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain('\u202e\u200bhttps://example.org/');
  await page.locator('.viewer-head .segments button').nth(1).click();
  await expect(page.locator('.hex-line').first()).toBeVisible();
  await expectInert(page, 'hex');
  await page.keyboard.press('Control+3');
  await page.getByRole('checkbox', { name: 'Removed later' }).check();
  const gone = page.getByRole('row', { name: /onerror/ }).last();
  await gone.click();
  await expect(page.getByRole('list', { name: 'Every layer that touched it' })).toBeVisible();
  await expectInert(page, 'layers');
  await page.getByRole('button', { name: 'Open the copy of layer 0' }).click();
  await expect(page.locator('.text-line').first()).toContainText('onerror');
  await expectInert(page, 'a removed copy');
  await page.keyboard.press('Control+4');
  await page.getByRole('treeitem').first().click();
  await expectInert(page, 'start');
  await page.keyboard.press('Control+5');
  await expect(page.locator('main input').first()).toBeVisible();
  await page.locator('main input').first().fill(`/opt/${NAME}`);
  await page.keyboard.press('Enter');
  await expectInert(page, 'links');
  await page.keyboard.press('Control+6');
  const forged = JSON.stringify(bundle(envelope(testKey(), 'b'.repeat(64)), testKey('ed25519')));
  await drop(page, [{ name: `${hostile.markup}\u202e.json`, bytes: Buffer.from(forged) }]);
  await expect(page.locator('.attestation-row')).toBeVisible();
  await drop(page, [{ name: `${hostile.escape}.json`, bytes: Buffer.from(JSON.stringify({ payloadType: TRICKS })) }]);
  await expect(page.getByRole('alert').filter({ hasText: 'was not added' })).toBeVisible();
  await expectInert(page, 'attestations');
  for (const [keys, typed, screen] of [
    ['Control+k', hostile.markup, 'palette, no match'],
    ['Control+k', 'evil', 'palette with an answer'],
    ['Control+Shift+f', 'evil', 'find'],
    ['Control+e', '', 'export'],
    ['Control+/', '', 'help'],
  ] as const) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('dialog')).toBeVisible();
    if (typed !== '')
      await expect(
        page.getByRole('dialog').getByRole('combobox').or(page.getByRole('dialog').getByRole('searchbox')),
      ).toBeFocused();
    await page.keyboard.type(typed);
    if (typed === 'evil') await expect(page.locator('.palette-row').first()).toContainText('evil');
    await expectInert(page, screen);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await page.keyboard.press('Control+,');
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await expectInert(page, `settings, ${await tab.innerText()}`);
  }
});
