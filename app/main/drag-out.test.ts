import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HandedOut } from '#shared/model/artifact.ts';
import type { Digest } from '#shared/model/digest.ts';
import { channels } from '../channels.ts';
import { FakeElectron } from '../testing/fake-electron.ts';
import { Desktop } from './desktop.ts';
import { checkHandedOut, documentBitmap } from './drag-out.ts';

const hex = 'ab'.repeat(32);
const id = `sha256:${hex}` as Digest;

it.for<[value: unknown, read: HandedOut | undefined]>([
  [
    { id, fileName: 'web-1.cdx.json', more: 1 },
    { id, fileName: 'web-1.cdx.json' },
  ],
  [{ id, fileName: '../web.json' }, undefined],
  [{ id, fileName: '..' }, undefined],
  [{ id, fileName: '' }, undefined],
  [{ id, fileName: 'a\\b' }, undefined],
  [{ id, fileName: 'x'.repeat(256) }, undefined],
  [{ id: `${id}/..`, fileName: 'a' }, undefined],
  [{ id: '/etc', fileName: 'passwd' }, undefined],
  [{ id }, undefined],
  ['/etc/passwd', undefined],
  [null, undefined],
])('%j is read as %j', ([value, read]) => expect(checkHandedOut(value)).toEqual(read));

it('the icon has a picture, with nothing around it', () => {
  const pixels = documentBitmap();
  const alpha = (x: number, y: number) => pixels[(y * 32 + x) * 4 + 3];
  expect([pixels.length, alpha(0, 0), alpha(31, 31), alpha(25, 3), alpha(16, 16)]).toEqual([4096, 0, 0, 0, 255]);
});

describe('a page that drags', () => {
  /** With a window on its page, and an engine that has handed out one document. */
  async function running(told = true) {
    const folder = mkdtempSync(join(tmpdir(), 'stellaops-drag-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'handed-out', hex), { recursive: true });
    const path = join(folder, 'handed-out', hex, 'web.cdx.json');
    writeFileSync(path, '{}');
    const fake = new FakeElectron();
    new Desktop(fake.api, { platform: 'linux', argv: ['/opt/scanner'], folder }).start();
    await fake.app.becomeReady();
    fake.engine.beReady(4711, undefined, told ? { handedOut: join(folder, 'handed-out') } : {});
    fake.ipcMain.emit(channels.ready, fake.fromPage());
    const drag = (fileName: string, event = fake.fromPage()) =>
      fake.ipcMain.invoke(channels.drag, event, { id, fileName });
    const reveal = (fileName: string, event = fake.fromPage()) =>
      fake.ipcMain.invoke(channels.reveal, event, { id, fileName });
    return { fake, folder, path, drag, drags: fake.window.webContents.drags, reveal };
  }

  it('has the system drag an existing file with an icon', async () => {
    const { path, drag, drags } = await running();
    expect(await drag('web.cdx.json')).toBe(true);
    expect(drags.map(({ file, icon }) => ({ file, empty: icon.isEmpty() }))).toEqual([{ file: path, empty: false }]);
  });

  it('has the system show it in its folder, and nothing else', async () => {
    const { fake, path, reveal } = await running();
    expect(await reveal('web.cdx.json')).toBe(true);
    expect(await reveal('gone.json')).toBe(false);
    expect(await reveal('web.cdx.json', fake.fromPage(fake.window, 'http://127.0.0.1:4712/'))).toBe(false);
    expect(fake.revealed).toEqual([path]);
  });

  it('is told that there is no such file, or that it is none of a document', async () => {
    const { folder, path, drag, drags } = await running();
    writeFileSync(join(folder, 'secret'), 'secret');
    symlinkSync(join(folder, 'secret'), join(path, '..', 'link.json'));
    mkdirSync(join(path, '..', 'folder.json'));
    for (const name of ['gone.json', 'link.json', 'folder.json', '../../secret']) expect(await drag(name)).toBe(false);
    rmSync(path);
    expect(await drag('web.cdx.json')).toBe(false);
    expect(drags).toEqual([]);
  });

  it('must be the window’s own, with an engine that hands out', async () => {
    const { fake, drag, drags } = await running();
    for (const stranger of [
      fake.fromPage(fake.window, 'http://127.0.0.1:4712/'),
      { ...fake.fromPage(), senderFrame: { url: 'http://127.0.0.1:4711/', parent: {} } },
      { ...fake.fromPage(), sender: {} },
      { ...fake.fromPage(), senderFrame: null },
    ])
      expect(await drag('web.cdx.json', stranger)).toBe(false);
    expect(drags).toEqual([]);
    const without = await running(false);
    expect([await without.drag('web.cdx.json'), without.drags]).toEqual([false, []]);
  });
});
