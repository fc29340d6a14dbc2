import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { channels } from '../channels.ts';
import { FakeElectron, isPrevented } from '../testing/fake-electron.ts';
import { Desktop } from './desktop.ts';

type Start = Readonly<{ platform?: NodeJS.Platform; argv?: readonly string[]; prepare?: (fake: FakeElectron) => void }>;

async function startDesktop({ platform = 'linux', argv = ['/opt/scanner'], prepare }: Start = {}) {
  const fake = new FakeElectron();
  prepare?.(fake);
  new Desktop(fake.api, { platform, argv, folder: '/home/u' }).start();
  await fake.app.becomeReady();
  return fake;
}

/** With an engine and a window on its page. */
async function running(start: Start = {}) {
  const fake = await startDesktop(start);
  fake.engine.beReady(4711);
  fake.ipcMain.emit(channels.ready, fake.fromPage());
  return fake;
}

const opened = (fake: FakeElectron) =>
  fake.window.webContents.sent.filter(({ channel }) => channel === channels.openPaths).map(({ value }) => value);

describe('start', () => {
  it('starts the built engine, tells it to start over its port alone, and opens no window before it is ready', async () => {
    const fake = await startDesktop();
    expect(fake.engines.map(({ entry, heard }) => ({ entry, heard }))).toEqual([
      { entry: '/opt/scanner/app.asar/dist/engine/desktop.js', heard: [{ kind: 'start', port: 0 }] },
    ]);
    expect(fake.windows).toEqual([]);
  });

  it('opens a sandboxed window without Node on the page of the engine, without the token in the address', async () => {
    const { window } = await running();
    expect(window.webContents.url).toBe('http://127.0.0.1:4711/');
    expect(window.options.webPreferences).toEqual({
      preload: '/opt/scanner/app.asar/dist/app/preload.cjs',
      devTools: false,
      partition: 'console',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    });
    expect(window.visible).toBe(false);
    window.emit('ready-to-show');
    expect(window.visible).toBe(true);
  });

  it('asks Chromium for nothing that connects by itself', async () => {
    const { app } = await startDesktop();
    expect(app.sandboxed).toBe(true);
    expect(app.switches).toContain('disable-background-networking');
  });

  it('hands its paths to the instance that runs, and ends', async () => {
    const fake = await startDesktop({
      argv: ['/opt/scanner', 'a.tar', '--no-sandbox'],
      prepare: ({ app }) => (app.firstInstance = false),
    });
    expect(fake.app.lockData).toEqual({ paths: ['/home/u/a.tar'], links: [] });
    expect([fake.engines.length, fake.app.exited]).toEqual([0, true]);
  });

  it('says why when the engine cannot start, and tries again only when asked', async () => {
    const fake = await startDesktop({ prepare: (electron) => (electron.button = 0) });
    fake.engine.emit('message', { kind: 'failed', message: 'Cannot open the data folder: read-only' });
    await vi.waitFor(() => expect(fake.engines.length).toBe(2));
    expect(fake.boxes).toEqual([
      expect.objectContaining({ message: 'The engine cannot run', detail: 'Cannot open the data folder: read-only' }),
    ]);
    expect(fake.app.exited).toBe(false);
  });
});

describe('paths', () => {
  it('of the command line, of a Mac before the start, and of a second start reach the page when it is there', async () => {
    const fake = await startDesktop({
      argv: ['/opt/scanner', 'one.tar'],
    });
    isPrevented(fake.app, 'open-file', {}, '/Users/u/two.tar');
    fake.engine.beReady(4711);
    expect(opened(fake)).toEqual([]);
    fake.ipcMain.emit(channels.ready, fake.fromPage());
    expect(opened(fake)).toEqual([['/home/u/one.tar', '/Users/u/two.tar']]);
    fake.app.emit('second-instance', {}, ['/opt/scanner', '--flag', 'x.tar'], '/tmp', { paths: ['/tmp/three.tar'] });
    expect(opened(fake).at(-1)).toEqual(['/tmp/three.tar']);
    expect(fake.window.focused).toBe(true);
  });

  it('from another start are checked like any input', async () => {
    const fake = await running();
    fake.app.emit('second-instance', {}, [], '/tmp', { paths: ['/a\0b', 7, '', 'x'.repeat(40_000)] });
    fake.app.emit('second-instance', {}, ['/opt/scanner', 'b.tar', 'stellaops://image/x'], '/tmp', null);
    expect(opened(fake)).toEqual([['/tmp/b.tar']]);
  });

  it('are chosen in a dialog of the system', async () => {
    const fake = await running();
    fake.chosen = ['/srv/x.tar'];
    expect(await fake.ipcMain.invoke(channels.choosePaths, fake.fromPage(), 'files')).toEqual(['/srv/x.tar']);
    expect(await fake.ipcMain.invoke(channels.choosePaths, fake.fromPage(), 'everything')).toEqual([]);
  });
});

describe('links', () => {
  const [one, two] = ['1', '2'].map((digit) => `stellaops://image/sha256:${digit.repeat(64)}/overview`);
  const links = (fake: FakeElectron) =>
    fake.window.webContents.sent.filter(({ channel }) => channel === channels.openLinks).map(({ value }) => value);

  it('are registered for by an installed program alone', async () => {
    expect((await startDesktop()).app.schemes).toEqual(['stellaops']);
    expect((await startDesktop({ prepare: ({ app }) => (app.isPackaged = false) })).app.schemes).toEqual([]);
  });

  it('of the command line, of a Mac before the start, and of a second start reach the one page when it is there', async () => {
    const fake = await startDesktop({ argv: ['/opt/scanner', one ?? '', '--no-sandbox'] });
    expect(fake.app.lockData).toEqual({ paths: [], links: [one] });
    expect(isPrevented(fake.app, 'open-url', {}, two)).toBe(true);
    fake.engine.beReady(4711);
    fake.ipcMain.emit(channels.ready, fake.fromPage());
    expect(links(fake)).toEqual([[one, two]]);
    fake.app.emit('second-instance', {}, ['/opt/scanner'], '/tmp', { paths: [], links: [two] });
    fake.app.emit('second-instance', {}, ['/opt/scanner', '--x', one], '/tmp', null);
    expect(links(fake).slice(1)).toEqual([[two], [one]]);
    expect([fake.windows.length, fake.window.focused]).toEqual([1, true]);
    expect(opened(fake)).toEqual([]);
  });

  it('are bounded before the page reads them, and nothing else passes for one', async () => {
    const fake = await running();
    const long = `stellaops://${'x'.repeat(100_000)}`;
    fake.app.emit('second-instance', {}, [], '/tmp', { links: [long, 7, 'https://example.org', '/etc/passwd', null] });
    expect(links(fake)).toEqual([[long.slice(0, 8193)]]);
    fake.app.emit('second-instance', {}, [], '/tmp', { links: Array.from({ length: 100 }, () => one) });
    expect((links(fake)[1] as unknown[]).length).toBe(20);
    fake.app.emit('second-instance', {}, [], '/tmp', { links: 'stellaops://x' });
    expect(links(fake).length).toBe(2);
  });

  it('wait while the page is loaded anew', async () => {
    const fake = await running();
    fake.engine.beReady(4711);
    isPrevented(fake.app, 'open-url', {}, one);
    expect(links(fake)).toEqual([]);
    fake.ipcMain.emit(channels.ready, fake.fromPage());
    expect(links(fake)).toEqual([[one]]);
  });
});

describe('the bridge', () => {
  const strangers = {
    'another page in the window': (fake: FakeElectron) => fake.fromPage(fake.window, 'http://127.0.0.1:4712/'),
    'a frame in the page': (fake: FakeElectron) => ({
      ...fake.fromPage(),
      senderFrame: { url: 'http://127.0.0.1:4711/', parent: {} },
    }),
    'another window': (fake: FakeElectron) => ({ ...fake.fromPage(), sender: {} }),
    'a frame that is gone': (fake: FakeElectron) => ({ ...fake.fromPage(), senderFrame: null }),
  };

  it('gives the token to the own page', async () => {
    const fake = await running();
    const event = fake.fromPage();
    fake.ipcMain.emit(channels.token, event);
    expect(event.returnValue).toBe('t'.repeat(43));
  });

  it.for(Object.entries(strangers))('answers nothing to %s', async ([, stranger]) => {
    const fake = await running();
    fake.chosen = ['/srv/secret.tar'];
    const before = JSON.stringify(fake.menu);
    const event = stranger(fake);
    fake.ipcMain.emit(channels.token, event);
    fake.ipcMain.emit(channels.menu, event, [
      { id: 'x', group: 'file', label: 'X', accelerator: null, checked: null, enabled: true },
    ]);
    fake.ipcMain.emit(channels.note, event, { id: '', title: 't', body: '' });
    expect(event.returnValue).toBe('');
    expect(await fake.ipcMain.invoke(channels.choosePaths, event, 'files')).toEqual([]);
    expect([JSON.stringify(fake.menu), fake.notes.length]).toEqual([before, 0]);
  });

  it('builds the menu from the page, and tells the page what was chosen', async () => {
    const fake = await running();
    fake.ipcMain.emit(channels.menu, fake.fromPage(), [
      { id: 'dock', group: 'view', label: 'Dock', accelerator: 'CmdOrCtrl+J', checked: true, enabled: true },
    ]);
    const view = fake.menu.find(({ label }) => label === '&View');
    const [dock] = (view?.submenu ?? []) as { click: () => void }[];
    dock?.click();
    expect(fake.window.webContents.sent.at(-1)).toEqual({ channel: channels.command, value: 'dock' });
  });

  it('shows a note only to somebody who looks elsewhere; a click brings the window and its subject', async () => {
    const fake = await running();
    const note = { id: 'sha256:1', title: 'web:1 is read', body: '412 components' };
    fake.window.visible = true;
    fake.window.focused = true;
    fake.ipcMain.emit(channels.note, fake.fromPage(), note);
    fake.window.focused = false;
    fake.ipcMain.emit(channels.note, fake.fromPage(), note);
    expect(fake.notes.map(({ title, shown }) => ({ title, shown }))).toEqual([{ title: 'web:1 is read', shown: true }]);
    fake.notes[0]?.emit('click');
    expect(fake.window.focused).toBe(true);
    expect(fake.window.webContents.sent.at(-1)).toEqual({ channel: channels.noteClicked, value: 'sha256:1' });
  });
});

describe('what the page chose', () => {
  it('is followed: theme, size, bar; whatever else a page sends is not', async () => {
    const fake = await running();
    const send = (channel: string, value: unknown) => fake.ipcMain.emit(channel, fake.fromPage(), value);
    send(channels.appearance, { theme: 'dark', zoom: 1.5 });
    send(channels.appearance, { theme: 'loud', zoom: 9 });
    expect([fake.nativeTheme.themeSource, fake.window.webContents.zoom]).toEqual(['dark', 1.5]);
    for (const bar of [
      { mode: 'share', share: 0.25 },
      { mode: 'open', share: null },
      { mode: 'failed', share: null },
      { mode: 'share', share: 'much' },
      { mode: 'none', share: null },
    ])
      send(channels.progress, bar);
    expect(fake.window.bars).toEqual([[0.25], [2, { mode: 'indeterminate' }], [1, { mode: 'error' }], [-1]]);
  });

  it.for<[NodeJS.Platform, readonly string[]]>([
    ['darwin', ['/home/u/one.tar', '/Users/u/two.tar', '/srv/x.tar']],
    ['win32', ['/home/u/one.tar', '/Users/u/two.tar', '/srv/x.tar']],
    ['linux', []],
  ])('%s: opened files are recent documents', async ([platform, recent]) => {
    const fake = await running({ platform, argv: ['/opt/scanner', 'one.tar'] });
    isPrevented(fake.app, 'open-file', {}, '/Users/u/two.tar');
    fake.chosen = ['/srv/x.tar'];
    await fake.ipcMain.invoke(channels.choosePaths, fake.fromPage(), 'files');
    expect(fake.app.recent).toEqual(recent);
    expect(fake.app.aboutPanel).toMatchObject({ applicationVersion: '0.1.0' });
  });

  it('restarts the engine when its user asks, which is no crash, and loads the page anew', async () => {
    const fake = await running();
    fake.engine.emit('message', { kind: 'restart' });
    expect(fake.engine.heard.at(-1)).toEqual({ kind: 'stop' });
    fake.window.webContents.url = 'before';
    fake.engine.emit('exit', 0);
    expect([fake.engines.length, fake.engine.heard]).toEqual([2, [{ kind: 'start', port: 4711 }]]);
    fake.engine.beReady(4711, 'u'.repeat(43));
    expect([fake.window.webContents.url, fake.boxes]).toEqual(['http://127.0.0.1:4711/', []]);
  });
});

describe('the window', () => {
  it('stays where it is', async () => {
    const { window } = await running();
    const contents = window.webContents;
    const navigate = (url: string, isMainFrame = true) =>
      isPrevented(contents, 'will-frame-navigate', { url, isMainFrame });
    expect(navigate('http://127.0.0.1:4711/')).toBe(false);
    expect(navigate('http://127.0.0.1:4711/', false)).toBe(true);
    for (const url of [
      'https://example.org/',
      'file:///etc/passwd',
      'http://127.0.0.1:4712/',
      'http://localhost:4711/',
    ])
      expect([url, navigate(url), isPrevented(contents, 'will-redirect', { url })]).toEqual([url, true, true]);
    expect(contents.openWindow({ url: 'http://127.0.0.1:4711/' })).toEqual({ action: 'deny' });
    expect(isPrevented(contents, 'will-attach-webview', {})).toBe(true);
  });

  it('has no permission but to put text on the clipboard', async () => {
    const session = (await running()).session('console');
    const own = 'http://127.0.0.1:4711';
    const ask = (permission: string, requestingUrl: string) => {
      const answer = vi.fn<(granted: boolean) => void>();
      session.ask(null, permission, answer, { requestingUrl });
      return [session.check(null, permission, requestingUrl), answer.mock.calls[0]?.[0]];
    };
    expect(ask('clipboard-sanitized-write', own)).toEqual([true, true]);
    expect(ask('clipboard-sanitized-write', 'https://example.org')).toEqual([false, false]);
    for (const permission of ['clipboard-read', 'geolocation', 'notifications', 'openExternal', 'local-network-access'])
      expect(ask(permission, own)).toEqual([false, false]);
  });

  it('asks the engine alone, and saves files only from it', async () => {
    const session = (await running()).session('console');
    const cancelled = (url: string) => {
      const answer = vi.fn<(verdict: { cancel: boolean }) => void>();
      session.filter({ url }, answer);
      return answer.mock.calls[0]?.[0].cancel;
    };
    const refused = (url: string) => {
      const item = { getURL: () => url, getFilename: () => '../a.json', setSaveDialogOptions: vi.fn<() => void>() };
      return isPrevented(session, 'will-download', {}, item) || item.setSaveDialogOptions.mock.calls;
    };
    for (const url of ['http://127.0.0.1:4711/trpc', 'ws://127.0.0.1:4711/trpc', 'blob:http://127.0.0.1:4711/5'])
      expect([url, cancelled(url)]).toEqual([url, false]);
    for (const url of ['https://example.org/', 'http://127.0.0.1:80/', 'ws://127.0.0.1:1/', 'file:///etc/passwd'])
      expect([url, cancelled(url), refused(url)]).toEqual([url, true, true]);
    expect(refused('blob:http://127.0.0.1:4711/5')).toEqual([[{ defaultPath: '__a.json' }]]);
    expect([session.spellChecker, session.proxy]).toEqual([false, { mode: 'direct' }]);
  });

  it('is opened again on a Mac after it was closed, and ends the program elsewhere', async () => {
    const mac = await running({ platform: 'darwin' });
    mac.window.close();
    mac.app.emit('window-all-closed');
    mac.app.emit('activate');
    expect([mac.windows.length, mac.app.exited]).toEqual([2, false]);
    const linux = await running();
    linux.window.close();
    linux.app.emit('window-all-closed');
    expect(linux.engine.heard.at(-1)).toEqual({ kind: 'stop' });
    expect(linux.app.exited).toBe(false);
    linux.engine.emit('exit', 0);
    await vi.waitFor(() => expect(linux.app.exited).toBe(true));
    expect(linux.engines.length).toBe(1);
  });
});

describe('an engine that crashes', () => {
  it('is started again on its port; the page gets the new secret, and the old one is nobody’s', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const fake = new FakeElectron();
    new Desktop(fake.api, { platform: 'linux', argv: ['x'], folder: '/' }).start();
    const ready = fake.app.becomeReady();
    await vi.advanceTimersByTimeAsync(0);
    await ready;
    fake.engine.beReady(4711);
    fake.window.webContents.url = 'gone';
    fake.engine.emit('exit', 11);
    const event = fake.fromPage(fake.window, 'http://127.0.0.1:4711/');
    fake.ipcMain.emit(channels.token, event);
    expect(event.returnValue).toBe('');
    await vi.advanceTimersByTimeAsync(300);
    expect(fake.engine.heard).toEqual([{ kind: 'start', port: 4711 }]);
    fake.engine.beReady(4711, 'u'.repeat(43));
    expect(fake.window.webContents.url).toBe('http://127.0.0.1:4711/');
    fake.ipcMain.emit(channels.token, event);
    expect(event.returnValue).toBe('u'.repeat(43));
    expect([fake.windows.length, fake.boxes]).toEqual([1, []]);
  });
});
