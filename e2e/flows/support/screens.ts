import { expect, type Page } from '@playwright/test';
import { bundle, envelope, testKey } from '#engine/testing/attestations.ts';
import { sampleImage, sampleUpdate } from '#engine/testing/sample-image.ts';
import { brokenImage } from './broken.ts';
import { drop } from './console.ts';
import { alpine, debian, docker, stanza, started } from './images.ts';

/** Looks at a screen in one of its states; `name` says which. */
export type Visit = (name: string) => Promise<void>;

/** An archive whose only layer is cut off in the middle, so that what it shows is partial or an error. */
const cut = (): Uint8Array => docker(started()).slice(0, 20_000);

/** More files than are taken without a question: clear ones, one of two images, one that is none. */
const batch = (): { name: string; bytes: Uint8Array }[] => [
  { name: 'both.tar', bytes: docker(debian('acme/web:1', [stanza('bash', '5.2-1')]), alpine('acme/alpine:3')) },
  { name: 'words.tar', bytes: Buffer.from('words') },
  ...Array.from({ length: 9 }, (_, at) => ({
    name: `app-${at}.tar`,
    bytes: docker(debian(`acme/app:${at}`, [stanza('bash', '5.2-1')])),
  })),
];

/**
 * Goes through every screen of a console without images, in each state that can be reached: empty, refused, failed, ready, with a
 * selection, without a match. Words are looked for by role and place alone, so that it works in every language.
 */
export async function walkScreens(page: Page, look: Visit): Promise<void> {
  const visit: Visit = async (name) => {
    await standStill(page);
    await look(name);
  };
  await expect(page.locator('.dropzone[data-large]')).toBeVisible();
  await visit('library, empty');
  await page.keyboard.press('Control+Shift+J');
  await expect(page.locator('main h1')).toBeVisible();
  await visit('jobs, empty');
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('tablist').last()).toBeVisible();
  await visit('settings');
  await page.locator('nav button').first().click();
  await drop(page, [{ name: 'notes.txt', bytes: Buffer.from('words') }]);
  await expect(page.locator('main .incoming, main .job').first()).toBeVisible();
  await visit('library, refused file');
  await drop(page, [{ name: 'cut.tar', bytes: cut() }]);
  await expect(page.locator('.job, .job-card').first()).toBeVisible();
  await visit('library, failed scan');
  await drop(page, batch());
  await expect(page.getByRole('dialog').locator('[data-step=clear]')).toHaveCount(9);
  await expect(page.getByRole('dialog').locator('[data-step=refused]')).toHaveCount(1);
  await visit('sheet about many files');
  await page.keyboard.press('Escape');
  await drop(page, [
    { name: 'greeting.tar', bytes: sampleImage() },
    { name: 'greeting-2.tar', bytes: sampleUpdate() },
  ]);
  await expect(page.getByRole('button', { name: 'example.org/greeting:2', exact: true })).toBeVisible();
  await visit('library');
  await page.keyboard.press('Control+Shift+J');
  await visit('jobs');
  await drop(page, [{ name: 'broken.tar', bytes: brokenImage() }]);
  await expect(page.locator('.strip [data-broken]')).toBeVisible();
  await visit('overview, partial');
  for (const [keys, name] of [
    ['Control+2', 'components'],
    ['Control+3', 'layers'],
    ['Control+4', 'start'],
    ['Control+5', 'links'],
    ['Control+6', 'attestations'],
    ['Control+7', 'exports'],
  ] as const) {
    await page.keyboard.press(keys);
    if (name === 'start') await page.getByRole('treeitem').first().click();
    await visit(`${name}, partial`);
  }
  await page.keyboard.press('Control+Shift+J');
  await drop(page, [{ name: 'started.tar', bytes: docker(started()) }]);
  await expect(page.locator('.strip')).toBeVisible();
  await expect(page.locator('.strip [data-broken]')).toHaveCount(0);
  await visit('overview');
  await page.locator('.strip [role=option]').last().click();
  await visit('overview with a layer');
  await image(page, visit);
}

/** Waits until no scan runs and what can be operated does not change any more: counts of facets come after the rows. */
async function standStill(page: Page): Promise<void> {
  await expect(page.locator('.job-chip')).toHaveCount(0, { timeout: 30_000 });
  let before = -1;
  await expect
    .poll(
      async () => {
        const now = await page.locator('button, input, select, a, [tabindex]').count();
        const still = now === before;
        before = now;
        return still;
      },
      { intervals: [300] },
    )
    .toBe(true);
}

async function image(page: Page, visit: Visit): Promise<void> {
  await page.keyboard.press('Control+2');
  const cell = page.getByRole('gridcell', { name: 'greet', exact: true });
  await expect(cell).toBeVisible();
  await cell.click();
  await expect(page.locator('.hash')).toBeVisible();
  await visit('components with evidence');
  await page.locator('.viewer-head .segments button').nth(1).click();
  await expect(page.locator('.hex-line').first()).toBeVisible();
  await visit('evidence in hex');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('colour:red zzz');
  await expect(cell).toHaveCount(0);
  await visit('components, no match');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Control+3');
  await page.locator('.tree-row').first().click();
  await visit('layers, with an entry');
  await page.keyboard.press('Control+4');
  await expect(page.getByRole('treeitem').first()).toBeVisible();
  await page.getByRole('treeitem').nth(1).click();
  await visit('start');
  await page.keyboard.press('Control+5');
  await expect(page.locator('main input').first()).toBeVisible();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('/usr/bin/greet');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('treeitem', { name: /libgreet/ }).first()).toBeVisible();
  await visit('links');
  await page.keyboard.press('Control+6');
  await visit('attestations, none');
  await page.getByTestId('attestation-input').setInputFiles({
    name: 'statement.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(bundle(envelope(testKey(), 'b'.repeat(64)), testKey('ed25519')))),
  });
  await expect(page.locator('.check-step').first()).toBeVisible();
  await visit('attestations');
  await page.keyboard.press('Control+7');
  await expect(page.locator('.artifact-table .row-link').first()).toBeVisible();
  await page.locator('.artifact-table .row-link').first().click();
  await visit('exports');
  await page.keyboard.press('Control+d');
  await expect(page.locator('main h1')).toBeVisible();
  await visit('diff, nothing chosen');
  await page.locator('.diff-choices button', { hasText: 'greeting:2' }).click();
  await page.locator('.diff-row').first().click();
  await visit('diff, a component');
  for (const [at, name] of ['diff, files', 'diff, configuration'].entries()) {
    await page
      .locator('.diff-axis')
      .nth(at + 1)
      .click();
    await visit(name);
  }
  await sheets(page, visit);
}

async function sheets(page: Page, visit: Visit): Promise<void> {
  for (const [keys, name] of [
    ['Control+k', 'palette'],
    ['Control+/', 'help'],
    ['Control+e', 'export'],
  ] as const) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('dialog')).toBeVisible();
    await visit(name);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
}
