import { expect } from '@playwright/test';
import { test } from '../support/console.ts';
import { debian, docker, stanza } from '../support/images.ts';
import { report, untilShown, watched } from './measure.ts';

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
  let ms = 0;
  const { longTasks } = await watched(page, async () => {
    const shown = untilShown(page, '[aria-label="Changes by layer"] button', 'package-');
    await page.getByRole('button', { name: 'Compare the newest two' }).click();
    ms = await shown;
  });
  report('36', { interactiveMs: ms, longestTaskMs: Math.max(0, ...longTasks) });
  await expect(page.getByText('700 changes')).toBeVisible();
});
