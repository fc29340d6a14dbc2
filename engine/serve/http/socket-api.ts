import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { TRPCError } from '@trpc/server';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import { type Bytes, MiB } from '#shared/model/units.ts';
import type { Engine } from '#engine/run/index.ts';
import { appRouter } from '../router.ts';
import type { Access, Refusal } from './access.ts';

/** Larger than any input that the router takes. */
const MOST_MESSAGE: Bytes = 4 * MiB;
const MOST_SOCKETS = 64;
/** Closes a socket whose token is wrong or does not come (RFC 6455 §7.4.2: 4000-4999 are ours). */
const UNAUTHORISED = 4401;

export type SocketApiOptions = Readonly<{
  /** Time for the first message with the token; default 5 s. */
  tokenMs?: number;
  /** Something went wrong inside; default: nowhere. */
  log?: (line: string) => void;
}>;

/** tRPC over WebSocket at `/trpc`. The token is in the `connectionParams`, the first message: a URL ends up in logs. */
export class SocketApi {
  readonly #access: Access;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE, clientTracking: true });
  readonly #tokenMs: number;

  constructor(engine: Engine, access: Access, { tokenMs = 5000, log = () => undefined }: SocketApiOptions = {}) {
    this.#access = access;
    this.#tokenMs = tokenMs;
    const known = new WeakSet<object>();
    this.#server.on('connection', (socket) => {
      const timer = setTimeout(() => {
        if (!known.has(socket)) socket.close(UNAUTHORISED, 'No token');
      }, this.#tokenMs);
      socket.once('close', () => clearTimeout(timer));
    });
    applyWSSHandler({
      wss: this.#server,
      router: appRouter,
      createContext: ({ info, res }) => {
        if (!access.knows(info.connectionParams?.['token'] ?? '')) {
          res.close(UNAUTHORISED, 'No valid token');
          throw new TRPCError({ code: 'UNAUTHORIZED', message: 'No valid token' });
        }
        known.add(res);
        return { engine };
      },
      keepAlive: { enabled: true, pingMs: 20_000, pongWaitMs: 20_000 },
      onError: ({ error, path }) => {
        // Without a path it is about the socket: a peer that breaks the protocol is no error of ours.
        if (path !== undefined && error.code === 'INTERNAL_SERVER_ERROR')
          log(`${path}: ${error.stack ?? error.message}`);
      },
    });
  }

  /** An HTTP request that wants to become a socket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A peer that goes away meanwhile is no event of ours.
    socket.on('error', () => undefined);
    const refusal = this.#refusal(request);
    if (refusal) {
      socket.end(`HTTP/1.1 ${refusal.status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#server.emit('connection', opened, request));
  }

  close(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  #refusal(request: IncomingMessage): Refusal | undefined {
    const refusal = this.#access.refuseSocket(request);
    if (refusal) return refusal;
    if (!/^\/trpc(?:[?]|$)/.test(request.url ?? '')) return { status: 404, message: 'Not found' };
    return this.#server.clients.size >= MOST_SOCKETS ? { status: 503, message: 'Too many sockets' } : undefined;
  }
}
