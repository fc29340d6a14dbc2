import { Socket } from 'node:net';

/** How many connections this thread tried to make to anything but this machine's loopback. */
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
  const note = (address: string): void => {
    if (isLoopback(address)) return;
    count += 1;
    for (const listener of listeners) listener(count);
  };
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
      if (Socket.prototype.connect === counted) Socket.prototype.connect = connect;
    },
  };
}

function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127[.]/.test(address) || address === '::1';
}
