import { expect } from '@playwright/test';
import { test } from '../support/console.ts';
import { debian, docker, stanza } from '../support/images.ts';
import { most, report, traced } from './measure.ts';

test('5,000 components are compared with 5,000', async ({ page, console }) => {
  test.setTimeout(240_000);
  const image = (tag: string, isNew: boolean): Uint8Array =>
    docker(
      debian(
        `acme/many:${tag}`,
        Array.from({ length: 5000 }, (_, k) =>
          stanza(`package-${isNew && k % 50 === 1 ? `new-${k}` : k}`, `1.${k}-${isNew && k % 10 === 0 ? 2 : 1}`),
        ),
      ),
    );
  await console.command(
    'scan',
    console.write('old.tar', image('1', false)),
    console.write('new.tar', image('2', true)),
  );
  await page.goto(console.address);
  await expect(page.getByRole('row', { name: /many:2/ })).toBeVisible();
  const { waits, longTasks } = await traced(page, (timed) =>
    timed('compared', { selector: '[aria-label="Changes by layer"] button', words: 'package-' }, () =>
      page.getByRole('button', { name: 'Compare the newest two' }).click(),
    ),
  );
  report('36', { interactiveMs: most(waits('compared')), longestTaskMs: most(longTasks) });
  await expect(page.getByText('700 changes')).toBeVisible();
});
