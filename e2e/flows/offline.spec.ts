import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { hasTool } from '#engine/testing/has-tool.ts';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { type Call, tracedCalls } from '../images/support/traced-calls.ts';
import { type Console, drop, test } from './support/console.ts';

/** With `-D` the console stays the process that the test started, and strace follows it and its engine from beside. */
test.use({ behind: ['strace', '-D', '-f', '-s', '200', '-e', 'trace=%network', '-o', '{folder}/strace.log'] });
test.skip(!hasTool('strace'), 'the machine has no strace');

/** Ends the console, and reads what it and its engine asked the kernel for. */
async function networkCalls(console: Console): Promise<Call[]> {
  await console.kill();
  const read = (): string => readFileSync(join(console.folder, 'strace.log'), 'latin1');
  // The engine ends after what started it; each has a last line.
  await expect.poll(() => read().match(/^\d+ +\+\+\+ (exited|killed).*$/gm)?.length ?? 0).toBeGreaterThan(1);
  return tracedCalls(read());
}

/** Calls that name an address of another machine, or reach for one in another way than by an address of the Internet. */
function leaving(calls: readonly Call[]): string[] {
  return calls
    .filter(({ name }) => /^(socket|bind|connect|send(to|msg|mmsg))$/.test(name))
    .filter(({ name, args }) => {
      if (/AF_NETLINK|AF_PACKET|AF_VSOCK|SOCK_RAW/.test(args)) return true;
      // A socket alone reaches nobody; without an address a call is about one that is connected, or waits, already.
      if (name === 'socket' || !/sa_family=AF_INET/.test(args)) return false;
      return !/inet_addr\("127\.\d+\.\d+\.\d+"\)|inet_pton\(AF_INET6, "::1"/.test(args);
    })
    .map(({ name, args }) => `${name}(${args})`);
}

async function journey(page: Page, console: Console): Promise<void> {
  await page.goto(console.address);
  await drop(page, [{ name: 'greeting.tar', bytes: sampleImage() }]);
  await page.getByRole('button', { name: /^Components/ }).click();
  await page.getByRole('gridcell', { name: 'greet-data', exact: true }).click();
  await expect(page.getByText('hash equals the claim')).toBeVisible();
  await expect(page.locator('.bytes-view mark').first()).toBeVisible();
}

test('the console and its engine ask the kernel for no other machine while an archive is opened, scanned and proven', async ({
  page,
  console,
}) => {
  test.slow();
  await journey(page, console);
  await page.keyboard.press('Control+e');
  await expect(page.getByRole('heading', { name: /^Export/ }).first()).toBeVisible();
  await page.goto('about:blank');
  const calls = await networkCalls(console);
  expect(leaving(calls)).toEqual([]);
  // It was looked at: the console waits on this machine alone, and the page came to it.
  const listens = calls.filter(({ name, args }) => name === 'bind' && args.includes('AF_INET'));
  expect(listens.map(({ args }) => /inet_addr\("[^"]*"\)/.exec(args)?.[0])).toEqual(['inet_addr("127.0.0.1")']);
  expect(calls.some(({ name, result }) => name === 'accept4' && Number(result) > 0)).toBe(true);
});

test.describe('with a planted call', () => {
  // TEST-NET-1 (RFC 5737): nobody answers there.
  const plant = `data:text/javascript,import{connect}from'node:net';connect(9,'192.0.2.1').on('error',()=>{})`;
  test.use({ environment: { NODE_OPTIONS: `--import=${plant}` } });

  test('one that leaves the machine would be found', async ({ page, console }) => {
    test.slow();
    await page.goto(console.address);
    await page.goto('about:blank');
    expect(leaving(await networkCalls(console)).join('\n')).toContain('192.0.2.1');
  });
});
