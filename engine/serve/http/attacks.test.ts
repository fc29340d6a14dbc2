import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { saveImage, scanned } from '#engine/testing/scanned-image.ts';
import { ask, connect, ownHeaders, startTestConsole, type TestConsole } from '../testing/console.ts';
import { type ConsoleServer, startConsoleServer } from './console-server.ts';

let running: TestConsole;
/** A second server in front of the same engine, which waits for nobody: a busy machine would make it close what is right. */
let impatient: ConsoleServer;
let imageId: string;

beforeAll(async () => {
  running = await startTestConsole();
  impatient = await startConsoleServer(running.engine, {
    rendererDir: join(running.folder, 'renderer'),
    log: (line) => void running.logged.push(line),
    patience: { headersMs: 300, tokenMs: 200, uploadSilenceMs: 200 },
  });
  imageId = (await scanned(running.engine, await saveImage(running.folder))).result?.imageId ?? '';
});

afterAll(async () => {
  await impatient.close();
  await running[Symbol.asyncDispose]();
});

const file = (): string => `/bytes/${imageId}/0/${encodeURIComponent('etc/alpha.conf')}`;
const own = (): Record<string, string> => ownHeaders(running.server);

describe('data', () => {
  it('are there for the page itself', async () => {
    const { status, body, headers } = await ask(running.server, file(), { headers: own() });
    expect([status, body.toString()]).toEqual([200, 'a = 1\nb = 2\n']);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['content-security-policy']).toContain(`default-src 'none'`);
  });

  const attacks: {
    name: string;
    headers: (own: Record<string, string>, port: number) => Record<string, string>;
    want: number;
  }[] = [
    { name: 'a foreign origin', headers: (own) => ({ ...own, origin: 'https://evil.example' }), want: 403 },
    { name: 'an opaque origin', headers: (own) => ({ ...own, origin: 'null' }), want: 403 },
    {
      name: 'the own host over https',
      headers: (own, port) => ({ ...own, origin: `https://127.0.0.1:${port}` }),
      want: 403,
    },
    { name: 'another port of this machine', headers: (own) => ({ ...own, origin: 'http://127.0.0.1:1' }), want: 403 },
    { name: 'a name that points here', headers: (own, port) => ({ ...own, host: `evil.example:${port}` }), want: 421 },
    { name: 'localhost', headers: (own, port) => ({ ...own, host: `localhost:${port}` }), want: 421 },
    { name: 'the address without its port', headers: (own) => ({ ...own, host: '127.0.0.1' }), want: 421 },
    { name: 'another site', headers: (own) => ({ ...own, 'sec-fetch-site': 'cross-site' }), want: 403 },
    { name: 'another port as a site', headers: (own) => ({ ...own, 'sec-fetch-site': 'same-site' }), want: 403 },
    { name: 'no site', headers: ({ authorization = '' }) => ({ authorization }), want: 403 },
    { name: 'no token', headers: () => ({ 'sec-fetch-site': 'same-origin' }), want: 401 },
    { name: 'a wrong token', headers: (own) => ({ ...own, authorization: 'Bearer x' }), want: 401 },
    {
      name: 'a part of the token',
      headers: (own) => ({ ...own, authorization: own['authorization']!.slice(0, -1) }),
      want: 401,
    },
    {
      name: 'the token with another scheme',
      headers: (own) => ({ ...own, authorization: own['authorization']!.replace('Bearer', 'Basic') }),
      want: 401,
    },
    {
      name: 'the token in a cookie',
      headers: (own) => ({ 'sec-fetch-site': 'same-origin', cookie: `token=${own['authorization']!.slice(7)}` }),
      want: 401,
    },
  ];
  it.for(attacks)('are refused to $name', async ({ headers, want }) => {
    for (const path of [file(), '/artifacts/sha256:00', '/uploads?name=x&size=1']) {
      const answer = await ask(running.server, path, { headers: headers(own(), running.server.port) });
      expect([path, answer.status]).toEqual([path, want]);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('are refused with two hosts', async () => {
    const { port } = running.server;
    const text = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
    expect(await raw(port, text)).toMatch(/^HTTP\/1.1 (?:421|400) /);
  });

  it('have no answer to a preflight', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const answer = await ask(running.server, '/uploads', { method: 'OPTIONS', headers });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([403, undefined]);
  });

  it.for([
    { range: 'bytes=0-2', status: 206, body: 'a =', contentRange: 'bytes 0-2/12' },
    { range: 'bytes=-2', status: 206, body: '2\n', contentRange: 'bytes 10-11/12' },
    { range: 'bytes=6-999', status: 206, body: 'b = 2\n', contentRange: 'bytes 6-11/12' },
    { range: 'bytes=12-', status: 416, body: undefined, contentRange: 'bytes */12' },
    { range: 'bytes=3-1', status: 200, body: 'a = 1\nb = 2\n', contentRange: undefined },
  ])('in the range $range', async ({ range, status, body, contentRange }) => {
    const answer = await ask(running.server, file(), { headers: { ...own(), range } });
    expect([answer.status, answer.headers['content-range']]).toEqual([status, contentRange]);
    if (body !== undefined) expect(answer.body.toString()).toBe(body);
  });

  it.for([
    `/bytes/x/0/etc`,
    `/bytes/sha256:${'0'.repeat(64)}/0/etc%2Falpha.conf`,
    '/bytes/',
    '/bytes/%E0%A4%A/0/x',
    '/artifacts/sha256:../../catalog.db',
    `/artifacts/sha256:${'0'.repeat(64)}`,
  ])('unknown: %s', async (path) => {
    expect((await ask(running.server, path, { headers: own() })).status).toBe(404);
  });

  it.for(['../../../../etc/passwd', '..', 'etc/../../x', '/etc/passwd', 'etc', 'none'])(
    'of an image end at its root: %s',
    async (path) => {
      const answer = await ask(running.server, `/bytes/${imageId}/0/${encodeURIComponent(path)}`, { headers: own() });
      expect(answer.status).toBe(404);
    },
  );
});

describe('the page', () => {
  it('is served with a policy that lets nothing else in', async () => {
    const { status, headers, body } = await ask(running.server, '/');
    expect(status).toBe(200);
    const policy = String(headers['content-security-policy']);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(policy).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self' ws://127.0.0.1:${running.server.port}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    );
    expect(body.toString()).toContain(`<meta name="csp-nonce" content="${nonce}">`);
    expect(headers['set-cookie']).toBeUndefined();
    expect(body.toString()).not.toContain(running.server.token);
  });

  it('has another nonce each time', async () => {
    const policies = [await ask(running.server, '/'), await ask(running.server, '/')];
    expect(new Set(policies.map(({ headers }) => headers['content-security-policy'])).size).toBe(2);
  });

  it.for([
    { path: '/assets/main.js', status: 200 },
    { path: '/index.html', status: 200 },
    { path: '/../secret.html', status: 404 },
    { path: '/%2e%2e/secret.html', status: 404 },
    { path: '/assets/../../secret.html', status: 404 },
    { path: '/assets/..%2f..%2fsecret.html', status: 404 },
    { path: '/assets/..\\..\\secret.html', status: 404 },
    { path: '//etc/passwd', status: 404 },
    { path: '/assets/', status: 404 },
    { path: '/link.html', status: 404 },
    { path: '/notes.md', status: 404 },
    { path: 'http://evil.example/', status: 404 },
  ])('$path: $status', async ({ path, status }) => {
    expect((await ask(running.server, path)).status).toBe(status);
  });

  it('does not follow links out of its folder, nor serve what is no part of a page', async () => {
    symlinkSync(join(running.folder, 'secret.html'), join(running.folder, 'renderer', 'link.html'));
    writeFileSync(join(running.folder, 'renderer', 'notes.md'), 'x');
    await using fresh = await startConsoleServer(running.engine, { rendererDir: join(running.folder, 'renderer') });
    expect((await ask(fresh, '/link.html')).status).toBe(404);
    expect((await ask(fresh, '/notes.md')).status).toBe(404);
    expect((await ask(fresh, '/')).status).toBe(200);
  });

  it('is refused to another name, another origin, and pages of other sites; a person may follow a link', async () => {
    const { port } = running.server;
    const site = { 'sec-fetch-site': 'cross-site' };
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await ask(running.server, '/', { headers })).status;
    expect(await status({ host: `evil.example:${port}` })).toBe(421);
    expect(await status({ origin: 'https://evil.example' })).toBe(403);
    expect(await status({ ...site, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' })).toBe(403);
    expect(await status({ ...site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' })).toBe(403);
    expect(await status({ ...site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).toBe(200);
  });

  it('takes no POST', async () => {
    expect((await ask(running.server, '/', { method: 'POST', body: 'x' })).status).toBe(405);
  });
});

describe('the socket', () => {
  it('is there for the page itself', async () => {
    using connection = connect(running.server, running.server.token);
    expect((await connection.api.library.list.query()).images.map(({ imageId }) => imageId)).toEqual([imageId]);
  });

  const strangers: { name: string; headers: Record<string, string>; want: number }[] = [
    { name: 'no origin', headers: {}, want: 403 },
    { name: 'a foreign origin', headers: { origin: 'https://evil.example' }, want: 403 },
    { name: 'an opaque origin', headers: { origin: 'null' }, want: 403 },
    { name: 'another name', headers: { origin: 'ORIGIN', host: 'evil.example' }, want: 421 },
    { name: 'another path', headers: { origin: 'ORIGIN', path: '/other' }, want: 404 },
  ];
  it.for(strangers)('is refused to $name', async ({ headers: { path = '/trpc', ...headers }, want }) => {
    const { origin, port } = running.server;
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('ORIGIN', origin)]),
    );
    const status = await new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}?connectionParams=1`, { headers: sent });
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
      socket.on('open', () => resolve('open'));
      socket.on('error', () => undefined);
    });
    expect(status).toBe(want);
  });

  it.for(['', 'x', 'A'.repeat(43)])('answers nothing to the token "%s"', async (token) => {
    using connection = connect(running.server, token);
    connection.api.library.list.query().catch(() => undefined);
    expect(await connection.closed).toBe(4401);
  });

  it('answers nothing to a token of an earlier start', async () => {
    const earlier = await startConsoleServer(running.engine, { rendererDir: running.folder });
    const { token, port } = earlier;
    await earlier.close();
    await using later = await startConsoleServer(running.engine, { rendererDir: running.folder, port });
    expect(later.token).not.toBe(token);
    using connection = connect(later, token);
    connection.api.library.list.query().catch(() => undefined);
    expect(await connection.closed).toBe(4401);
    const headers = { authorization: `Bearer ${token}`, 'sec-fetch-site': 'same-origin' };
    expect((await ask(later, file(), { headers })).status).toBe(401);
  });

  it('answers nothing to requests before, or without, the token', async () => {
    const { origin, port } = impatient;
    const request = JSON.stringify({ id: 1, method: 'query', params: { path: 'library.list' } });
    for (const query of ['', '?connectionParams=1']) {
      const answers: string[] = [];
      const code = await new Promise((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/trpc${query}`, { origin });
        socket.on('open', () => socket.send(request));
        socket.on('message', (data: Buffer) => answers.push(data.toString()));
        socket.on('close', resolve);
        socket.on('error', () => undefined);
      });
      expect([1005, 4401]).toContain(code);
      expect(answers.join('')).not.toContain(imageId);
    }
  });

  it('is closed when no token comes', async () => {
    const { origin, port } = impatient;
    const code = await new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/trpc?connectionParams=1`, { origin });
      socket.on('close', resolve);
    });
    expect(code).toBe(4401);
  });

  it('is closed by a message that is too large', async () => {
    const { origin, port, token } = running.server;
    const code = await new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/trpc?connectionParams=1`, { origin });
      socket.on('open', () => {
        socket.send(JSON.stringify({ method: 'connectionParams', data: { token } }));
        socket.send('x'.repeat(5 << 20));
      });
      socket.on('close', resolve);
      socket.on('error', () => undefined);
    });
    expect(code).toBe(1009);
  });

  it('turns wrong input away and goes on', async () => {
    using connection = connect(running.server, running.server.token);
    const { api } = connection;
    let deep: unknown = { op: 'flag', flag: 'present' };
    for (let i = 0; i < 5000; i++) deep = { op: 'not', of: deep };
    const wrong = { imageId, filter: deep } as Parameters<typeof api.components.window.query>[0];
    await expect(api.components.window.query(wrong)).rejects.toThrow();
    await expect(api.image.overview.query({ imageId: `sha256:${'0'.repeat(64)}` })).rejects.toMatchObject({
      data: { code: 'NOT_FOUND', reason: 'not-found' },
    });
    const error: unknown = await api.image.overview.query({ imageId: 'x' }).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error)).not.toContain('node_modules');
    expect((await api.about.query()).version).toMatch(/^\d/);
  });
});

describe('an upload', () => {
  const send = (query: string, body: string, headers: Record<string, string> = {}): ReturnType<typeof ask> =>
    ask(running.server, `/uploads?${query}`, {
      method: 'POST',
      body,
      headers: { ...own(), 'content-type': 'application/octet-stream', ...headers },
    });
  const waiting = (): string[] => readdirSync(join(running.dataDir, 'tmp')).filter((name) => name.endsWith('.upload'));

  it.for([
    {
      name: 'of a type that forms can send',
      query: 'name=x&size=4',
      headers: { 'content-type': 'text/plain' },
      want: 415,
    },
    { name: 'without a size', query: 'name=x', headers: {}, want: 411 },
    { name: 'with a size that is none', query: 'name=x&size=-1', headers: {}, want: 411 },
    { name: 'of another size than announced', query: 'name=x&size=5', headers: {}, want: 400 },
    { name: 'from another site', query: 'name=x&size=4', headers: { 'sec-fetch-site': 'cross-site' }, want: 403 },
    { name: 'from another origin', query: 'name=x&size=4', headers: { origin: 'https://evil.example' }, want: 403 },
    { name: 'without the token', query: 'name=x&size=4', headers: { authorization: '' }, want: 401 },
  ])('$name is refused', async ({ query, headers, want }) => {
    expect((await send(query, 'data', headers)).status).toBe(want);
    expect(waiting()).toEqual([]);
  });

  it('above the limit is refused before it is sent', async () => {
    const size = 2 ** 45;
    const text = `POST /uploads?name=x&size=${size} HTTP/1.1\r\nHost: 127.0.0.1:${running.server.port}\r\nAuthorization: Bearer ${running.server.token}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/octet-stream\r\nContent-Length: ${size}\r\n\r\n`;
    expect(await raw(running.server.port, text)).toMatch(/^HTTP\/1.1 413 /);
    expect(waiting()).toEqual([]);
  });

  it('that ends early, or falls silent, leaves nothing', async () => {
    const { port, token } = impatient;
    const text = `POST /uploads?name=x&size=1000 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\nsome`;
    await raw(port, text, true);
    await raw(port, text);
    await expect.poll(waiting).toEqual([]);
  });

  it('is taken, found, and forgotten', async () => {
    const { status, body } = await send('name=%C3%A4.tar&size=4', 'data');
    expect(status).toBe(201);
    const { uploadId } = JSON.parse(body.toString()) as { uploadId: string };
    expect(waiting().length).toBe(1);
    using connection = connect(running.server, running.server.token);
    expect(await connection.api.scan.preflight.mutate({ source: { uploadId } })).toMatchObject({
      kind: 'refused',
      code: 'not-an-image',
    });
    expect(await connection.api.scan.discard.mutate({ uploadId })).toEqual({ discarded: true });
    expect(waiting()).toEqual([]);
    await expect(connection.api.scan.start.mutate({ source: { uploadId } })).rejects.toMatchObject({
      data: { code: 'NOT_FOUND' },
    });
  });
});

describe('a slow client', () => {
  it('that sends its headers byte by byte is not waited for', async () => {
    const started = Date.now();
    const answer = await raw(impatient.port, 'GET / HTTP/1.1\r\nHost: 12', false, true);
    expect(answer).toMatch(/^(?:HTTP\/1.1 408 |$)/);
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});

it('nothing of all this is an error of ours', () => {
  expect(running.logged).toEqual([]);
});

/** Sends text as it is and collects what comes back until the server closes. */
function raw(port: number, text: string, hangUp = false, drip = false): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host: '127.0.0.1', port });
    const pieces: Buffer[] = [];
    let timer: NodeJS.Timeout | undefined;
    socket.on('connect', () => {
      socket.write(text, () => hangUp && socket.destroy());
      if (drip) timer = setInterval(() => socket.write('7'), 50);
    });
    socket.on('data', (piece: Buffer) => {
      pieces.push(piece);
      socket.end();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      resolve(Buffer.concat(pieces).toString());
    });
  });
}
