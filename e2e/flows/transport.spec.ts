import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { test as base } from './support/console.ts';

/** A page of somebody else, on this machine too. */
const test = base.extend<{ stranger: string }>({
  // oxlint-disable-next-line no-empty-pattern
  stranger: async ({}, use) => {
    const server: Server = createServer((_request, response) => {
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>stranger</title><body></body>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    server.closeAllConnections();
    server.close();
  },
});

// What a browser says when it is turned away is no fault of ours.
test.use({ expectedErrors: [/./] });

test.describe('a page of another origin', () => {
  test('reads nothing, also with the token', async ({ page, console, stranger }) => {
    await page.goto(stranger);
    const answers = await page.evaluate(
      async ({ origin, token }) => {
        const attempt = async (path: string, init: RequestInit): Promise<string> => {
          try {
            const response = await fetch(origin + path, init);
            return `${response.type} ${response.status} ${(await response.text()).length}`;
          } catch {
            return 'refused';
          }
        };
        const authorization = `Bearer ${token}`;
        return [
          await attempt('/', {}),
          await attempt('/artifacts/x', { headers: { authorization } }),
          await attempt('/uploads?name=x&size=1', {
            method: 'POST',
            headers: { authorization, 'content-type': 'application/octet-stream' },
            body: 'x',
          }),
          await attempt('/uploads?name=x&size=1', { method: 'POST', mode: 'no-cors', body: 'x' }),
        ];
      },
      { origin: console.origin, token: console.token },
    );
    expect(answers).toEqual(['refused', 'refused', 'refused', expect.stringMatching(/^(refused|opaque 0 0)$/)]);
  });

  test('opens no socket', async ({ page, console, stranger }) => {
    await page.goto(stranger);
    const outcome = await page.evaluate(
      (url) =>
        new Promise((resolve) => {
          const socket = new WebSocket(url);
          socket.addEventListener('open', () => resolve('open'));
          socket.addEventListener('error', () => resolve('refused'));
        }),
      `${console.origin.replace('http', 'ws')}/trpc`,
    );
    expect(outcome).toBe('refused');
  });

  test('shows the console in no frame, and runs none of its scripts', async ({ page, console, stranger }) => {
    await page.goto(stranger);
    const framed = await page.evaluate(
      (address) =>
        new Promise<string>((resolve) => {
          const frame = document.createElement('iframe');
          frame.src = address;
          frame.addEventListener('load', () => {
            // A frame that was refused shows an error page, which nobody can look into.
            try {
              resolve(frame.contentDocument === null ? 'foreign' : 'readable');
            } catch {
              resolve('foreign');
            }
          });
          document.body.append(frame);
        }),
      console.address,
    );
    expect(framed).toBe('foreign');
    await expect(page.frames()[1]?.locator('#root') ?? page.locator('#root')).toHaveCount(0);
    const script = await page.evaluate(
      (origin) =>
        new Promise((resolve) => {
          const element = document.createElement('script');
          element.src = `${origin}/assets/page.js`;
          element.addEventListener('load', () => resolve('loaded'));
          element.addEventListener('error', () => resolve('refused'));
          document.head.append(element);
        }),
      console.origin,
    );
    expect(script).toBe('refused');
  });
});

test('without the token the page says how to get one', async ({ page, console }) => {
  await page.goto(`${console.origin}/`);
  await expect(page.getByRole('heading', { name: 'This page has no key to the engine' })).toBeVisible();
});

test('the token of another start is refused', async ({ page, console }) => {
  await page.goto(`${console.origin}/#token=${'A'.repeat(43)}`);
  await expect(page.getByRole('heading', { name: 'This page has no key to the engine' })).toBeVisible();
});

test('a name that an attacker points here is not served', async ({ request, console }) => {
  const port = new URL(console.origin).port;
  const answer = await request.get(console.origin, { headers: { host: `attacker.example:${port}` } });
  expect(answer.status()).toBe(421);
});

test('the token leaves the address at once, survives a reload, and is in no storage that outlives the tab', async ({
  page,
  console,
}) => {
  await page.goto(console.address);
  await expect(page.getByText('Nothing leaves this machine')).toBeVisible();
  expect(page.url()).toBe(`${console.origin}/`);
  await page.reload();
  await expect(page.getByText('Nothing leaves this machine')).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify(Object.entries(localStorage)) + document.cookie)).not.toContain(
    console.token,
  );
});
