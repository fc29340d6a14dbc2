import { Socket } from 'node:net';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/** On which other threads of this process tell of theirs. */
const CHANNEL = 'stellaops.connections';

/**
 * How many connections were tried to anything but this machine's loopback: by this thread, and in the main thread by all that
 * opened a ledger too.
 */
export type ConnectionLedger = Disposable &
  Readonly<{
    count(): number;
    /** Called after each one. */
    onConnection(listener: (count: number) => void): void;
  }>;

/**
 * Begins to count. Every TCP connection of Node goes through `Socket.connect`, whichever module asks for it (http, tls, fetch,
 * a dependency), so it is counted there: a module that promises not to connect proves nothing. Counted are attempts, by
 * address, after names are resolved.
 */
export function openConnectionLedger(): ConnectionLedger {
  const listeners: ((count: number) => void)[] = [];
  let count = 0;
  const channel = new BroadcastChannel(CHANNEL);
  const add = (): void => {
    count += 1;
    for (const listener of listeners) listener(count);
  };
  const note = (address: string): void => {
    if (isLoopback(address)) return;
    add();
    if (!isMainThread) channel.postMessage(null);
  };
  if (isMainThread) channel.addEventListener('message', add);
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
