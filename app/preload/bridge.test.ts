import type { IpcRenderer } from 'electron';
import { expect, it, vi } from 'vitest';
import type { Digest } from '#shared/model/digest.ts';
import { channels } from '../channels.ts';
import { createBridge } from './bridge.ts';

function bridge(token: unknown = 'secret') {
  const listeners = new Map<string, (event: object, value: unknown) => void>();
  const ipc = {
    sendSync: vi.fn<(channel: string) => unknown>(() => token),
    send: vi.fn<(channel: string, value?: unknown) => void>(),
    invoke: vi.fn<(channel: string, value: unknown) => Promise<unknown>>(async () => ['/srv/x.tar']),
    on: (channel: string, listener: (event: object, value: unknown) => void) => void listeners.set(channel, listener),
  };
  const made = createBridge(ipc as unknown as IpcRenderer, (file) => (file.name === 'real' ? '/srv/real' : ''));
  const come = (channel: string, value: unknown) => listeners.get(channel)?.({ secret: 'of Electron' }, value);
  return { bridge: made, ipc, come };
}

it('has the token, and paths only of files that have one', () => {
  const { bridge: made, ipc } = bridge();
  expect(made.token).toBe('secret');
  expect([made.pathOf(new File([], 'real')), made.pathOf(new File([], 'made'))]).toEqual(['/srv/real', '']);
  expect(ipc.send.mock.calls).toEqual([[channels.ready]]);
  expect(bridge(null).bridge.token).toBe('');
});

it('passes wishes on', async () => {
  const { bridge: made, ipc } = bridge();
  expect(await made.choosePaths('folder')).toEqual(['/srv/x.tar']);
  expect(ipc.invoke).toHaveBeenCalledWith(channels.choosePaths, 'folder');
  const document = { id: 'sha256:1' as Digest, fileName: 'a.json' };
  expect(await made.startDrag?.(document)).toBe(false);
  ipc.invoke.mockResolvedValueOnce(true);
  expect(await made.startDrag?.(document)).toBe(true);
  expect(ipc.invoke).toHaveBeenLastCalledWith(channels.drag, document);
  made.setMenu([]);
  made.notify?.({ id: 'i', title: 't', body: 'b' });
  expect(ipc.send.mock.calls.slice(1)).toEqual([
    [channels.menu, []],
    [channels.note, { id: 'i', title: 't', body: 'b' }],
  ]);
});

it('keeps what comes before somebody listens, gives no event of Electron to the page, and stops when asked', () => {
  const { bridge: made, come } = bridge();
  come(channels.openPaths, ['/early']);
  const heard: unknown[] = [];
  const stop = made.onOpenPaths((...values) => heard.push(values));
  come(channels.openPaths, ['/late']);
  stop();
  come(channels.openPaths, ['/kept']);
  expect(heard).toEqual([[['/early']], [['/late']]]);
  made.onOpenPaths((paths) => heard.push(paths));
  expect(heard.at(-1)).toEqual(['/kept']);
  come(channels.openLinks, ['stellaops://early']);
  made.onOpenLinks?.((links) => heard.push(links));
  expect(heard.at(-1)).toEqual(['stellaops://early']);
  made.onCommand((id) => heard.push(id));
  come(channels.command, 'dock');
  expect(heard.at(-1)).toBe('dock');
});
