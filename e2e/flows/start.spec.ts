import { expect } from '@playwright/test';
import { elfProgram } from '#engine/testing/elf-files.ts';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { file } from '#engine/testing/tar.ts';
import { expectAccessible, takePictures } from './support/both-themes.ts';
import { drop, expectOverview, test } from './support/console.ts';
import { docker, debian, hostile, stanza } from './support/images.ts';

const LOADER = '/lib64/ld-linux-x86-64.so.2';
const program = { mode: 0o755 };

const script = [
  '#!/bin/sh',
  '$(probe --hook) --warm',
  'migrate --all',
  `# ${hostile.markup} ${hostile.override}`,
  'if probe; then',
  '  exec profile "$@"',
  'fi',
  'if [ "$1" = worker ]; then',
  '  exec work',
  'fi',
  'exec "$@"',
  '',
].join('\n');

/** A script that hands over to the command, a branch that depends on a running container, and a program with libraries. */
const started = dockerArchive(
  [
    image({
      tags: ['acme/start:1'],
      entrypoint: ['/entry.sh'],
      cmd: ['serve', '--port=80'],
      env: ['PATH=/usr/bin:/bin', 'MODE=production'],
      layers: [
        {
          createdBy: 'ADD rootfs',
          entries: [
            file('etc/os-release', 'ID=debian\nVERSION_ID="12"\n'),
            file('bin/sh', elfProgram({ interp: LOADER, needed: ['libc.so.6'] }), program),
            file('bin/probe', elfProgram({ interp: LOADER, needed: ['libc.so.6'] }), program),
            file(LOADER.slice(1), elfProgram({ soname: 'ld-linux-x86-64.so.2' }), program),
            file('usr/lib64/libc.so.6', elfProgram({ soname: 'libc.so.6' })),
            file(
              'usr/lib64/libssl.so.3',
              elfProgram({ soname: 'libssl.so.3', needed: ['libcrypto.so.3', 'libc.so.6'] }),
            ),
            file(
              'usr/lib64/libcrypto.so.3',
              elfProgram({ soname: 'libcrypto.so.3', needed: ['libc.so.6', 'libgone.so.1'] }),
            ),
            file('var/lib/dpkg/status', [stanza('libssl3', '3.0.11-1'), stanza('libc6', '2.36-9')].join('\n')),
            file('var/lib/dpkg/info/libssl3.list', '/usr/lib64/libssl.so.3\n/usr/lib64/libcrypto.so.3\n'),
            file('var/lib/dpkg/info/libc6.list', `/usr/lib64/libc.so.6\n${LOADER}\n`),
          ],
        },
        {
          createdBy: 'COPY app /',
          entries: [
            file('entry.sh', script, program),
            file('usr/bin/migrate', elfProgram({ interp: LOADER, needed: ['libc.so.6'] }), program),
            file('usr/bin/profile', elfProgram({ interp: LOADER, needed: ['libc.so.6'] }), program),
            file('usr/bin/work', elfProgram({ interp: LOADER, needed: ['libc.so.6'] }), program),
            file('usr/bin/serve', elfProgram({ interp: LOADER, needed: ['libssl.so.3', 'libc.so.6'] }), program),
          ],
        },
      ],
    }),
  ],
  'hybrid',
);

test('what starts: list, graph and source in sync, then its links', async ({ page, console }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(console.address);
  await drop(page, [{ name: 'start.tar', bytes: started }]);
  await expectOverview(page);
  await page.getByRole('button', { name: /^Start/ }).click();

  const steps = page.getByRole('tree', { name: 'Steps of the start' });
  const graph = page.getByRole('group', { name: 'Graph of the steps' });
  const source = page.getByRole('region', { name: /Bytes of entry\.sh/ });
  await expect(page.getByText('["serve","--port=80"]')).toBeVisible();
  await expect(page.getByText('Partly resolved, ')).toBeVisible();
  const step = (name: RegExp) => steps.getByRole('treeitem', { name });
  await expect(step(/becomes serve --port=80/)).toContainText('entry.sh:11');
  await expect(step(/becomes profile/)).toContainText('Possible');
  await expect(graph.getByRole('button')).not.toHaveCount(0);

  // The list leads.
  await step(/becomes serve --port=80/).click();
  await expect(graph.getByRole('button', { name: /serve/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(source.locator('mark')).toHaveText('exec "$@"');
  await expect(page.getByRole('region', { name: 'Inspector' }).getByText('entry.sh:11')).toBeVisible();
  await expectAccessible(page, { picture: 'start' });
  // The graph leads.
  await graph.getByRole('button', { name: /profile/ }).click();
  await expect(step(/becomes profile/)).toHaveAttribute('aria-selected', 'true');
  await expect(source.locator('mark')).toHaveText('  exec profile "$@"');
  // The text leads; what is hostile in it is text.
  await source.getByRole('button', { name: 'Step at line 3' }).click();
  await expect(step(/runs migrate/)).toHaveAttribute('aria-selected', 'true');
  await expect(graph.getByRole('button', { name: /migrate/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(source).toContainText('<img src=x onerror=alert(1)>');
  expect(await source.locator('img').count()).toBe(0);

  // A branch that is not entered is folded, with its number.
  await expect(step(/becomes work/)).toHaveCount(0);
  await step(/1 step not taken/).click();
  await expect(step(/becomes work/)).toContainText('Not taken');

  // From a step to its links.
  await step(/becomes serve --port=80/).click();
  await page.getByRole('region', { name: 'Inspector' }).getByRole('button', { name: 'Show links' }).click();
  const tree = page.getByRole('tree', { name: 'What the loader maps' });
  await expect(tree.getByRole('treeitem', { name: /libssl\.so\.3/ }).first()).toContainText('libssl3 3.0.11-1');
  await expect(tree.getByRole('treeitem', { name: /libgone\.so\.1/ })).toHaveCount(0);
  await tree.getByRole('treeitem', { name: /^libcrypto\.so\.3/ }).focus();
  await page.keyboard.press('ArrowRight');
  const gone = tree.getByRole('treeitem', { name: /libgone\.so\.1/ });
  await expect(gone).toContainText('Not found');
  await gone.getByText(/searched \d+ places/).click();
  await expect(gone).toContainText('/usr/lib64/libgone.so.1');
  await tree.getByRole('treeitem', { name: /^libcrypto\.so\.3/ }).click();
  const needed = page.getByRole('region', { name: 'Needed by libcrypto.so.3' });
  await expect(needed.getByRole('listitem')).toContainText('/usr/lib64/libssl.so.3');
  await expectAccessible(page, { picture: 'links' });
});

test('a start is walked by keyboard alone', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'start.tar', bytes: started }]);
  await expectOverview(page);
  await page.keyboard.press('Control+4');
  const steps = page.getByRole('tree', { name: 'Steps of the start' });
  await expect(steps).toBeVisible();
  // F7 goes to the first step, arrows and F7 further.
  await page.keyboard.press('F7');
  await expect(steps.getByRole('treeitem').first()).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await expect(steps.getByRole('treeitem').nth(1)).toBeFocused();
  const serve = steps.getByRole('treeitem', { name: /becomes serve/ });
  for (let turn = 0; turn < 20 && !(await serve.evaluate((row) => row === document.activeElement)); turn++)
    await page.keyboard.press('F7');
  await expect(serve).toBeFocused();
  await expect(serve).toHaveAttribute('aria-selected', 'true');
  const source = page.getByRole('region', { name: /Bytes of entry\.sh/ });
  await expect(source.locator('mark')).toHaveText('exec "$@"');
  await page.keyboard.press('Enter');
  await expect(source).toBeFocused();
  // A file by its path.
  await page.keyboard.press('Control+5');
  // The screen is fetched first.
  const path = page.getByRole('textbox', { name: 'Path of a program or library' });
  await expect(path).toBeVisible();
  await page.keyboard.press('Control+f');
  await expect(path).toBeFocused();
  await page.keyboard.type('/usr/bin/serve');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tree', { name: 'What the loader maps' })).toBeVisible();
  await page.keyboard.press('Control+f');
  await expect(path).toBeFocused();
  await page.keyboard.type('/entry.sh');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '/entry.sh is no ELF file, so nothing is linked' })).toBeVisible();
});

test('an image that states what is not there says so', async ({ page, console }) => {
  await page.goto(console.address);
  await drop(page, [{ name: 'web.tar', bytes: docker(debian('acme/web:1', [stanza('bash', '5.2-1')])) }]);
  await expectOverview(page);
  await page.getByRole('button', { name: /^Start/ }).click();
  await expect(page.getByText(/^Not resolved, /)).toBeVisible();
  await expect(page.getByRole('region', { name: 'What is not known' })).toContainText('unknown:');
  await expect(page.getByText('No program is known to run')).toBeVisible();
});

test('hints change what is derived, stamped, and nothing else', async ({ page, console }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(console.address);
  await drop(page, [{ name: 'start.tar', bytes: started }]);
  await expectOverview(page);
  await page.keyboard.press('Control+4');
  const steps = page.getByRole('tree', { name: 'Steps of the start' });
  await expect(steps).toBeVisible();
  const facts = await steps.innerText();

  await page.getByRole('button', { name: 'Trace with other values…' }).click();
  const sheet = page.getByRole('dialog', { name: 'Trace with other values' });
  await sheet.getByRole('textbox', { name: 'CMD' }).fill('worker --all');
  await expectAccessible(page, { picture: 'hints' });
  await sheet.getByRole('textbox', { name: 'CMD' }).press('Enter');
  const stamp = page.getByText('With user-supplied hints. These are no facts about the image.');
  await expect(stamp).toBeVisible();
  const work = steps.getByRole('treeitem', { name: /becomes work/ });
  // No branch that was entered any more, though the one before it may end the script.
  await expect(work).toContainText('Possible');
  const reach = page.getByRole('region', { name: 'What these values change' });
  await expect(reach).toContainText('Every component has the same answer');
  await expectAccessible(page);
  // Steps that only hints lead to have their proof like any other.
  await work.click();
  await expect(page.getByRole('region', { name: /Bytes of entry\.sh/ }).locator('mark')).toHaveText('  exec work');
  // Without the script nothing is left open.
  await page.getByRole('button', { name: 'Change hints…' }).click();
  await expect(sheet.getByRole('textbox', { name: 'CMD' })).toHaveValue('worker --all');
  await sheet.getByRole('textbox', { name: 'ENTRYPOINT' }).fill('/usr/bin/serve');
  await sheet.getByRole('button', { name: 'Trace' }).click();
  await expect(reach.getByRole('button', { name: /libssl3/ })).toContainText('unknown → reached');
  await takePictures(page, 'hinted');
  // The other screens know nothing of it.
  await page.keyboard.press('Control+2');
  await expect(page.getByRole('grid')).toBeVisible();
  await expect(stamp).toHaveCount(0);

  await page.keyboard.press('Control+4');
  await page.getByRole('button', { name: 'Remove hints' }).click();
  await expect(stamp).toHaveCount(0);
  expect(await steps.innerText()).toBe(facts);
});
