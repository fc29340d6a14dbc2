import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

const root = join(import.meta.dirname, '../..');

/** What is behind `npm ci` in the first command of the README. */
function firstCommand(): string {
  const line = /^```sh\nnpm ci && (.*?)(?: *#.*)?$/m.exec(readFileSync(join(root, 'README.md'), 'utf8'));
  if (!line?.[1]) throw new Error('The README does not begin with a command');
  return line[1];
}

test('the first command of the README ends in a running console on the sample image', async ({ page }) => {
  test.setTimeout(120_000);
  // At a terminal, as a person runs it: `script` makes one. No browser is opened: the test has its own.
  const command = `${firstCommand()} -- --no-open`;
  const demo = spawn('script', ['--quiet', '--flush', '--command', command, '/dev/null'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let printed = '';
  demo.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  try {
    const address = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}/;
    await expect.poll(() => printed, { timeout: 90_000 }).toMatch(address);
    await page.goto(address.exec(printed)?.[0] ?? '');
    await page.getByRole('button', { name: 'example.org/greeting:1', exact: true }).click();
    await page.getByRole('button', { name: /^Components/ }).click();
    await page.getByRole('gridcell', { name: 'greet-data', exact: true }).click();
    await expect(page.getByText('hash equals the claim')).toBeVisible();
  } finally {
    const ended = once(demo, 'exit');
    // Ctrl+C, as the terminal reads it.
    demo.stdin.write('\u0003');
    await ended;
  }
  expect(printed).toContain('components 3');
});
