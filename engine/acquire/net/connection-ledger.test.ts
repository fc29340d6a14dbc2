import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { openConnectionLedger } from './connection-ledger.ts';

/** TEST-NET-1 (RFC 5737): nobody answers there, and trying is what counts. */
const ELSEWHERE = '192.0.2.1';

describe('the ledger of connections', () => {
  it('counts none to this machine', async () => {
    using ledger = openConnectionLedger();
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await once(connect(port, '127.0.0.1').resume(), 'close');
    await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    server.close();
    expect(ledger.count()).toBe(0);
  });

  it.for([
    { name: 'a socket', dial: () => connect(9, ELSEWHERE) },
    { name: 'TLS', dial: () => connectTls(9, ELSEWHERE) },
    { name: 'http', dial: () => get(`http://${ELSEWHERE}:9/`) },
  ])('counts one that is planted: $name', async ({ dial }) => {
    using ledger = openConnectionLedger(() => 7);
    const told: number[] = [];
    ledger.onConnection((count) => told.push(count));
    const dialled = dial().on('error', () => undefined);
    await expect.poll(() => ledger.count()).toBe(1);
    dialled.destroy();
    expect(told).toEqual([1]);
    expect(ledger.entries()).toEqual([{ atMs: 7, address: ELSEWHERE, port: 9 }]);
  });

  it('counts what fetch tries', async () => {
    using ledger = openConnectionLedger();
    const abort = new AbortController();
    const fetching = fetch(`http://${ELSEWHERE}:8080/`, { signal: abort.signal }).catch(() => undefined);
    await expect.poll(() => ledger.count()).toBe(1);
    abort.abort();
    await fetching;
  });

  it('counts what another thread with a ledger tries', async () => {
    using ledger = openConnectionLedger();
    const code = `import(${JSON.stringify(new URL('./connection-ledger.ts', import.meta.url).href)}).then(({ openConnectionLedger }) => {
      openConnectionLedger();
      require('node:net').connect(9, '${ELSEWHERE}').on('error', () => undefined);
    });`;
    // The thread stays until it is ended: its connection hangs.
    const worker = new Worker(code, { eval: true });
    await expect.poll(() => ledger.count(), { timeout: 10_000 }).toBe(1);
    expect(ledger.entries()).toEqual([{ atMs: expect.any(Number), address: ELSEWHERE, port: 9 }]);
    await worker.terminate();
  });

  it('stops when it is put away', async () => {
    const ledger = openConnectionLedger();
    ledger[Symbol.dispose]();
    connect(9, ELSEWHERE)
      .on('error', () => undefined)
      .destroy();
    await Promise.resolve();
    expect(ledger.count()).toBe(0);
  });
});
