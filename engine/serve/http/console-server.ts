import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Engine, EngineError } from '#engine/run/index.ts';
import { Access } from './access.ts';
import { answerJson, refuse, setHeaders } from './answer.ts';
import { answerArtifact } from './artifact-route.ts';
import { answerBytes } from './bytes-route.ts';
import { SocketApi } from './socket-api.ts';
import { StaticFiles } from './static-files.ts';
import { answerUpload } from './upload-route.ts';

export type ConsoleServerOptions = Readonly<{
  /** 0, the default, takes any that is free. */
  port?: number;
  /** Of 43 characters; default: a new one. Only for a host that goes on after its engine crashed. */
  token?: string;
  /** Folder of the built renderer. */
  rendererDir: string;
  log?: (line: string) => void;
  /** Bounds on slow or silent clients, in ms; tests make them short. */
  patience?: Readonly<{ headersMs?: number; tokenMs?: number; uploadSilenceMs?: number }>;
}>;

/** A running console. */
export type ConsoleServer = AsyncDisposable &
  Readonly<{
    /** `http://127.0.0.1:<port>`. */
    origin: string;
    port: number;
    /** 256 bits, new with each start of a host. */
    token: string;
    /** With the token in the fragment, which no browser sends anywhere. */
    address: string;
    /** Is there a page to show? */
    hasPage: boolean;
    close(): Promise<void>;
  }>;

const MOST_CONNECTIONS = 256;

/**
 * Serves the console on this machine alone: the page, the API over a socket, and bytes.
 *
 * @throws the system's error when the port is taken
 */
export async function startConsoleServer(engine: Engine, options: ConsoleServerOptions): Promise<ConsoleServer> {
  const { log = () => undefined, patience = {} } = options;
  const { token = randomBytes(32).toString('base64url') } = options;
  const server = createServer({
    // A client that sends its headers byte by byte may do so for this long.
    headersTimeout: patience.headersMs ?? 10_000,
    // Uploads take as long as they take; their silence is bounded by the route.
    requestTimeout: 0,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: Math.min(1000, patience.headersMs ?? 1000),
    maxHeaderSize: 64 * 1024,
  });
  server.maxConnections = MOST_CONNECTIONS;
  const port = await listen(server, options.port ?? 0);
  const access = new Access(port, token);
  const files = new StaticFiles(options.rendererDir, access.origin);
  const sockets = new SocketApi(engine, access, { tokenMs: patience.tokenMs ?? 5000, log });
  const routes = new Routes(engine, access, files, patience.uploadSilenceMs);
  server.on('request', (request, response) => {
    routes.answer(request, response).catch((error: unknown) => {
      // A sender that went away or fell silent: nobody to answer, nothing of ours to mend.
      if (request.destroyed && !request.complete) return;
      log(
        `${request.method ?? ''} ${request.url ?? ''}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
      );
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  const close = async (): Promise<void> => {
    sockets.close();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return {
    origin: access.origin,
    port,
    token,
    address: `${access.origin}/#token=${token}`,
    hasPage: !files.isEmpty,
    close,
    [Symbol.asyncDispose]: close,
  };
}

class Routes {
  readonly #engine: Engine;
  readonly #access: Access;
  readonly #files: StaticFiles;
  readonly #uploadSilenceMs: number | undefined;

  constructor(engine: Engine, access: Access, files: StaticFiles, uploadSilenceMs: number | undefined) {
    this.#engine = engine;
    this.#access = access;
    this.#files = files;
    this.#uploadSilenceMs = uploadSilenceMs;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    setHeaders(response);
    const stranger = this.#access.refuseStranger(request);
    if (stranger) {
      refuse(response, stranger);
      return;
    }
    // Only an origin form of a request target is a path of ours; `//x` and `http://x` would be other hosts.
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    if (/^\/(?:bytes|artifacts|uploads)(?:\/|$)/.test(path)) await this.#answerData(request, response, path, query);
    else {
      const foreign = this.#access.refuseForeignPage(request);
      if (foreign) refuse(response, foreign);
      else this.#files.answer(request, response, path);
    }
  }

  async #answerData(request: IncomingMessage, response: ServerResponse, path: string, query: string): Promise<void> {
    const refusal = this.#access.refuseStrangerToData(request);
    if (refusal) {
      refuse(response, refusal);
      return;
    }
    try {
      if (path === '/uploads')
        await answerUpload(this.#engine, request, response, new URLSearchParams(query), this.#uploadSilenceMs);
      else if (request.method !== 'GET' && request.method !== 'HEAD')
        refuse(response, { status: 405, message: 'Only to be read' }, { allow: 'GET, HEAD' });
      else if (path.startsWith('/bytes/')) await answerBytes(this.#engine, request, response, path);
      else await answerArtifact(this.#engine, request, response, path);
    } catch (error) {
      if (!(error instanceof EngineError) || response.headersSent) throw error;
      if (request.complete)
        answerJson(response, error.code === 'not-found' ? 404 : 422, {
          message: error.message,
          failure: error.failure,
        });
      else refuse(response, { status: 422, message: error.message });
    }
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
