import { Socket } from 'node:net';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/** An attempt to connect. `address` is one that names were resolved to. */
export type Connection = Readonly<{ atMs: number; address: string; port: number | null }>;

/** More than this are counted and not kept: no user reads them. */
const MAX_KEPT = 1000;

/** On which other threads of this process tell of theirs. */
const CHANNEL = 'stellaops.connections';

/**
 * How many connections were tried to anything but this machine's loopback: by this thread, and in the main thread by all that
 * opened a ledger too.
 */
export type ConnectionLedger = Disposable &
  Readonly<{
    count(): number;
    /** In order of time, at most {@link MAX_KEPT}. */
    entries(): readonly Connection[];
    /** Called after each one. */
    onConnection(listener: (count: number) => void): void;
  }>;

/**
 * Begins to count. Every TCP connection of Node goes through `Socket.connect`, whichever module asks for it (http, tls, fetch,
 * a dependency), so it is counted there: a module that promises not to connect proves nothing. Counted are attempts, by
 * address, after names are resolved.
 */
export function openConnectionLedger(now: () => number = Date.now): ConnectionLedger {
  const listeners: ((count: number) => void)[] = [];
  let count = 0;
  const channel = new BroadcastChannel(CHANNEL);
  const kept: Connection[] = [];
  const add = (connection: Connection): void => {
    count += 1;
    if (kept.length < MAX_KEPT) kept.push(connection);
    for (const listener of listeners) listener(count);
  };
  const note = (address: string, port?: number): void => {
    if (isLoopback(address)) return;
    const connection = { atMs: now(), address, port: port ?? null };
    add(connection);
    if (!isMainThread) channel.postMessage(connection);
  };
  if (isMainThread)
    channel.addEventListener('message', (event) => add((event as unknown as Readonly<{ data: Connection }>).data));
  // Listening keeps no process alive.
  channel.unref();
  // The method is put back below with its own `this`.
  // oxlint-disable-next-line typescript/unbound-method
  const connect = Socket.prototype.connect;
  const counted = function (this: Socket, ...parameters: Parameters<typeof connect>): Socket {
    this.on('connectionAttempt', note);
    return connect.apply(this, parameters);
  };
  Socket.prototype.connect = counted as typeof connect;
  return {
    count: () => count,
    entries: () => kept,
    onConnection: (listener) => void listeners.push(listener),
    [Symbol.dispose]() {
      channel.close();
      if (Socket.prototype.connect === counted) Socket.prototype.connect = connect;
    },
  };
}

function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127[.]/.test(address) || address === '::1';
}
