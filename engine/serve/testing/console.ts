import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { createTRPCClient, createWSClient, type TRPCClient, wsLink } from '@trpc/client';
import { WebSocket } from 'ws';
import { type Engine, type EnginePorts, openEngine } from '#engine/run/index.ts';
import { type ConsoleServer, startConsoleServer } from '../index.ts';
import type { AppRouter } from '../router.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';

const PAGE = '<!doctype html><html><head><title>Console</title></head><body></body></html>';

/** A running console on a folder of its own, with a small page. */
export type TestConsole = AsyncDisposable &
  Readonly<{ folder: string; engine: Engine; server: ConsoleServer; dataDir: string; logged: string[] }>;

export async function startTestConsole(
  patience: Parameters<typeof startConsoleServer>[1]['patience'] = {},
  ports: Partial<EnginePorts> = {},
): Promise<TestConsole> {
  const folder = await tempFolder();
  const rendererDir = join(folder.path, 'renderer');
  await mkdir(join(rendererDir, 'assets'), { recursive: true });
  await writeFile(join(rendererDir, 'index.html'), PAGE);
  await writeFile(join(rendererDir, 'assets', 'main.js'), 'export {};');
  await writeFile(join(folder.path, 'secret.html'), 'not to be served');
  const logged: string[] = [];
  const log = (line: string): void => void logged.push(line);
  const dataDir = join(folder.path, 'data');
  const engine = await openEngine({ dataDir, log, watchEveryMs: 50, ...ports });
  const server = await startConsoleServer(engine, { rendererDir, log, patience });
  return {
    folder: folder.path,
    engine,
    server,
    dataDir,
    logged,
    async [Symbol.asyncDispose]() {
      await server.close();
      await engine.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** What a browser on the page sends with a request for data. */
export function ownHeaders({ token }: Pick<ConsoleServer, 'token'>): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'sec-fetch-site': 'same-origin' };
}

export type Answer = Readonly<{ status: number; headers: Record<string, unknown>; body: Buffer }>;

/** One request over plain HTTP, headers exactly as given but for `Host` and the length. */
export function ask(
  { port }: Pick<ConsoleServer, 'port'>,
  path: string,
  options: Readonly<{ method?: string; headers?: Record<string, string>; body?: Uint8Array | string }> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers, agent: false },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}

/** The API as the renderer calls it. */
export function connect(
  { origin }: Pick<ConsoleServer, 'origin'>,
  token: string,
): Disposable & Readonly<{ api: TRPCClient<AppRouter>; closed: Promise<number>; drop: () => void }> {
  const sockets: WebSocket[] = [];
  let onClosed: (code: number) => void = () => undefined;
  const closed = new Promise<number>((resolve) => (onClosed = resolve));
  class OwnSocket extends WebSocket {
    constructor(url: string | URL) {
      super(url, { origin });
      this.on('error', () => undefined);
      this.on('close', (code) => onClosed(code));
      sockets.push(this);
    }
  }
  const client = createWSClient({
    url: `${origin.replace('http', 'ws')}/trpc`,
    connectionParams: { token },
    WebSocket: OwnSocket as unknown as typeof globalThis.WebSocket,
    retryDelayMs: () => 20,
  });
  return {
    api: createTRPCClient<AppRouter>({ links: [wsLink({ client })] }),
    closed,
    drop: () => sockets.at(-1)?.terminate(),
    [Symbol.dispose]: () => void client.close(),
  };
}
