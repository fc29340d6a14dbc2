import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions } from 'electron/main';
import type { ElectronApi } from '../main/electron-api.ts';

/** Stands for Electron in tests: what it is asked is kept, and what a system or user would do is a method. */
export class FakeElectron {
  readonly app = new FakeApp();
  readonly ipcMain = new FakeIpcMain();
  readonly sessions = new Map<string, FakeSession>();
  readonly windows: FakeWindow[] = [];
  readonly engines: FakeEngine[] = [];
  readonly boxes: { message: string; detail: string }[] = [];
  readonly notes: FakeNote[] = [];
  readonly nativeTheme = { themeSource: 'system' };
  menu: MenuItemConstructorOptions[] = [];
  /** Files shown in their folders. */
  readonly revealed: string[] = [];
  /** What the user chooses in the next file dialog. */
  chosen: readonly string[] = [];
  /** Button that the user presses in message boxes. */
  button = 1;

  /** As the real module's type; only what the program uses is there. */
  readonly api: ElectronApi;

  constructor() {
    const { app, notes, windows } = this;
    class BrowserWindow extends FakeWindow {
      constructor(options: BrowserWindowConstructorOptions) {
        super(options);
        windows.push(this);
        app.emit('web-contents-created', {}, this.webContents);
      }
    }
    class Notification extends FakeNote {
      constructor(options: { title: string; body: string }) {
        super(options);
        notes.push(this);
      }
      static isSupported(): boolean {
        return true;
      }
    }
    this.api = {
      app: this.app,
      ipcMain: this.ipcMain,
      nativeTheme: this.nativeTheme,
      BrowserWindow,
      Notification,
      Menu: {
        buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
        setApplicationMenu: (template: MenuItemConstructorOptions[]) => (this.menu = template),
      },
      nativeImage: {
        createFromBitmap: (pixels: Buffer, size: { width: number; height: number }) => ({
          getSize: () => size,
          // As the real one: no pixels are no image.
          isEmpty: () => pixels.length !== size.width * size.height * 4 || pixels.every((byte) => byte === 0),
        }),
      },
      shell: { showItemInFolder: (path: string) => this.revealed.push(path) },
      screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }] },
      session: { fromPartition: (name: string) => this.session(name) },
      utilityProcess: {
        fork: (entry: string) => {
          const engine = new FakeEngine(entry);
          this.engines.push(engine);
          return engine;
        },
      },
      dialog: {
        showOpenDialog: async () => ({ canceled: this.chosen.length === 0, filePaths: this.chosen }),
        showMessageBox: async (box: { message: string; detail: string }) => {
          this.boxes.push(box);
          return { response: this.button };
        },
        showErrorBox: (message: string, detail: string) => void this.boxes.push({ message, detail }),
      },
    } as unknown as ElectronApi;
  }

  session(name: string): FakeSession {
    const found = this.sessions.get(name) ?? new FakeSession();
    this.sessions.set(name, found);
    return found;
  }

  /** The engine that was started last. */
  get engine(): FakeEngine {
    const engine = this.engines.at(-1);
    if (!engine) throw new Error('No engine was started');
    return engine;
  }

  get window(): FakeWindow {
    const window = this.windows.at(-1);
    if (!window) throw new Error('No window was opened');
    return window;
  }

  /** An event that comes from the main frame of a window's page. */
  fromPage(window: FakeWindow = this.window, url: string = window.webContents.url): FakeIpcEvent {
    return { sender: window.webContents, senderFrame: { url, parent: null }, returnValue: undefined };
  }
}

export type FakeIpcEvent = {
  sender: unknown;
  senderFrame: { url: string; parent: unknown } | null;
  returnValue: unknown;
};

class FakeApp extends EventEmitter {
  isPackaged = true;
  firstInstance = true;
  exited = false;
  lockData: unknown;
  readonly schemes: string[] = [];
  setAsDefaultProtocolClient(scheme: string): boolean {
    this.schemes.push(scheme);
    return true;
  }
  readonly switches: string[] = [];
  readonly commandLine = { appendSwitch: (name: string) => void this.switches.push(name) };
  sandboxed = false;
  readonly #ready = Promise.withResolvers<void>();

  requestSingleInstanceLock(data: unknown): boolean {
    this.lockData = data;
    return this.firstInstance;
  }
  enableSandbox(): void {
    this.sandboxed = true;
  }
  setAppUserModelId(): void {}
  readonly recent: string[] = [];
  addRecentDocument(path: string): void {
    this.recent.push(path);
  }
  aboutPanel: unknown;
  setAboutPanelOptions(options: unknown): void {
    this.aboutPanel = options;
  }
  getVersion(): string {
    return '0.1.0';
  }
  getName(): string {
    return 'StellaOps Scanner';
  }
  getAppPath(): string {
    return '/opt/scanner/app.asar';
  }
  userData = '/nowhere/of-this-machine';
  getPath(): string {
    return this.userData;
  }
  whenReady(): Promise<void> {
    return this.#ready.promise;
  }
  /** The system has started the program. */
  async becomeReady(): Promise<void> {
    this.#ready.resolve();
    await new Promise((done) => setImmediate(done));
  }
  quit(): void {
    let prevented = false;
    this.emit('will-quit', { preventDefault: () => (prevented = true) });
    if (!prevented) this.exited = true;
  }
  exit(): void {
    this.exited = true;
  }
}

class FakeIpcMain extends EventEmitter {
  readonly #handlers = new Map<string, (event: FakeIpcEvent, value: unknown) => unknown>();
  handle(channel: string, handler: (event: FakeIpcEvent, value: unknown) => unknown): void {
    this.#handlers.set(channel, handler);
  }
  /** A page's question. */
  async invoke(channel: string, event: FakeIpcEvent, value: unknown): Promise<unknown> {
    return await this.#handlers.get(channel)?.(event, value);
  }
}

type PermissionCheck = (contents: unknown, permission: string, origin: string) => boolean;
type PermissionRequest = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: { requestingUrl: string },
) => void;
type RequestFilter = (details: { url: string }, answer: (verdict: { cancel: boolean }) => void) => void;

class FakeSession extends EventEmitter {
  check: PermissionCheck = () => true;
  ask: PermissionRequest = (_contents, _permission, answer) => answer(true);
  filter: RequestFilter = (_details, answer) => answer({ cancel: false });
  proxy: unknown;
  spellChecker = true;
  readonly webRequest = { onBeforeRequest: (filter: RequestFilter) => void (this.filter = filter) };
  setPermissionCheckHandler(check: PermissionCheck): void {
    this.check = check;
  }
  setPermissionRequestHandler(ask: PermissionRequest): void {
    this.ask = ask;
  }
  setDevicePermissionHandler(): void {}
  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellChecker = enabled;
  }
  async setProxy(proxy: unknown): Promise<void> {
    this.proxy = proxy;
  }
}

class FakeContents extends EventEmitter {
  url = '';
  reloads = 0;
  readonly sent: { channel: string; value: unknown }[] = [];
  openWindow: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openWindow = handler;
  }
  send(channel: string, value: unknown): void {
    this.sent.push({ channel, value });
  }
  isDestroyed(): boolean {
    return false;
  }
  reload(): void {
    this.reloads++;
  }
  readonly drags: { file: string; icon: { isEmpty: () => boolean } }[] = [];
  startDrag(item: { file: string; icon: { isEmpty: () => boolean } }): void {
    this.drags.push(item);
  }
  zoom = 1;
  setZoomFactor(factor: number): void {
    this.zoom = factor;
  }
}

/** Emits a navigation-like event. @returns was it prevented? */
export function isPrevented(emitter: EventEmitter, name: string, details: object, ...more: unknown[]): boolean {
  let prevented = false;
  emitter.emit(name, { ...details, preventDefault: () => (prevented = true) }, ...more);
  return prevented;
}

export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly options: BrowserWindowConstructorOptions;
  visible = false;
  focused = false;
  minimized = false;
  maximized = false;
  closed = false;
  bounds = { x: 10, y: 20, width: 1000, height: 700 };

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
  }
  readonly bars: unknown[] = [];
  setProgressBar(...bar: unknown[]): void {
    this.bars.push(bar);
  }
  async loadURL(url: string): Promise<void> {
    this.webContents.url = url;
  }
  show(): void {
    this.visible = true;
  }
  focus(): void {
    this.focused = true;
  }
  restore(): void {
    this.minimized = false;
  }
  maximize(): void {
    this.maximized = true;
  }
  setFullScreen(): void {}
  isVisible(): boolean {
    return this.visible;
  }
  isFocused(): boolean {
    return this.focused;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isFullScreen(): boolean {
    return false;
  }
  isDestroyed(): boolean {
    return this.closed;
  }
  getNormalBounds(): typeof this.bounds {
    return this.bounds;
  }
  /** The user closes it. */
  close(): void {
    this.emit('close');
    this.closed = true;
    this.emit('closed');
  }
}

class FakeNote extends EventEmitter {
  readonly title: string;
  readonly body: string;
  shown = false;
  constructor({ title, body }: { title: string; body: string }) {
    super();
    this.title = title;
    this.body = body;
  }
  show(): void {
    this.shown = true;
  }
  close(): void {
    this.shown = false;
  }
}

/** An engine process. */
export class FakeEngine extends EventEmitter {
  readonly entry: string;
  readonly heard: unknown[] = [];
  constructor(entry: string) {
    super();
    this.entry = entry;
  }
  postMessage(message: unknown): void {
    this.heard.push(message);
  }
  kill(): void {
    this.emit('exit', 143);
  }
  /** It is up, with a page. */
  beReady(port: number, token = 't'.repeat(43), more: object = {}): void {
    this.emit('message', { kind: 'ready', origin: `http://127.0.0.1:${port}`, token, hasPage: true, ...more });
  }
}
