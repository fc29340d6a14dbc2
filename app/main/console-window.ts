import type { BrowserWindow, WebContents } from 'electron/main';
import type { HostProgress } from '#shared/model/desktop.ts';
import { restartDelay } from '#shared/host/restart-policy.ts';
import type { ElectronApi } from './electron-api.ts';
import { DEFAULT_SIZE, MIN_SIZE, placeOnDisplays } from './window-state.ts';
import type { WindowStateFile } from './window-state-file.ts';

/** The name of the session of the console's window. Without `persist:` in front nothing of it is kept on disk. */
export const PARTITION = 'console';

/** Time after the last move of a window until its place is saved. */
const SETTLED_MS = 500;

export type WindowOptions = Readonly<{
  electron: Pick<ElectronApi, 'BrowserWindow' | 'screen'>;
  /** Built preload script. */
  preload: string;
  stateFile: WindowStateFile;
  onClosed: () => void;
}>;

/** The window of the console: sandboxed, isolated, without Node, on the page of the engine. */
export class ConsoleWindow {
  readonly #window: BrowserWindow;
  readonly #stateFile: WindowStateFile;
  #timer: NodeJS.Timeout | undefined;

  constructor({ electron, preload, stateFile, onClosed }: WindowOptions) {
    this.#stateFile = stateFile;
    const saved = stateFile.read();
    const areas = electron.screen.getAllDisplays().map(({ workArea }) => workArea);
    const window = new electron.BrowserWindow({
      ...(placeOnDisplays(saved.bounds, areas) ?? DEFAULT_SIZE),
      minWidth: MIN_SIZE.width,
      minHeight: MIN_SIZE.height,
      show: false,
      webPreferences: {
        preload,
        // The same page runs in a browser, with the tools of that.
        devTools: false,
        partition: PARTITION,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        // A dictionary would be downloaded.
        spellcheck: false,
      },
    });
    this.#window = window;
    if (saved.maximized) window.maximize();
    if (saved.fullScreen) window.setFullScreen(true);
    window.once('ready-to-show', () => window.show());
    const onChange = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#save(), SETTLED_MS);
    };
    window.on('resize', onChange);
    window.on('move', onChange);
    window.on('maximize', onChange);
    window.on('unmaximize', onChange);
    window.on('close', () => this.#save());
    window.once('closed', () => {
      clearTimeout(this.#timer);
      onClosed();
    });
    reloadAfterCrash(window.webContents);
  }

  get contents(): WebContents {
    return this.#window.webContents;
  }

  /** For dialogs that belong to it. */
  get native(): BrowserWindow {
    return this.#window;
  }

  get isInFront(): boolean {
    return this.#window.isVisible() && this.#window.isFocused();
  }

  /** Loads the page; a page that was there starts anew. An engine that ended meanwhile will be loaded when it is back. */
  load(origin: string): void {
    this.#window.loadURL(`${origin}/`).catch(() => undefined);
  }

  /** Size of the page, 1 as designed. */
  set zoom(factor: number) {
    if (!this.#window.isDestroyed()) this.#window.webContents.setZoomFactor(factor);
  }

  /** Bar in the dock or taskbar; systems without one show nothing. */
  set progress({ mode, share }: HostProgress) {
    if (this.#window.isDestroyed()) return;
    if (mode === 'none') this.#window.setProgressBar(-1);
    else if (mode === 'share') this.#window.setProgressBar(share ?? 0);
    // More than 1 is a bar without a known end.
    else this.#window.setProgressBar(mode === 'open' ? 2 : 1, { mode: mode === 'open' ? 'indeterminate' : 'error' });
  }

  send(channel: string, value: unknown): void {
    if (!this.#window.isDestroyed()) this.#window.webContents.send(channel, value);
  }

  bringToFront(): void {
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  #save(): void {
    clearTimeout(this.#timer);
    if (this.#window.isDestroyed() || this.#window.isMinimized()) return;
    this.#stateFile.write({
      // The place it goes back to when it is no longer maximized or full screen.
      bounds: this.#window.getNormalBounds(),
      maximized: this.#window.isMaximized(),
      fullScreen: this.#window.isFullScreen(),
    });
  }
}

/** A page whose process ended is blank; it starts anew, as long as that helps. */
function reloadAfterCrash(contents: WebContents): void {
  const crashesAtMs: number[] = [];
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    crashesAtMs.push(Date.now());
    const delay = restartDelay(crashesAtMs);
    if (delay === undefined) return;
    setTimeout(() => {
      if (!contents.isDestroyed()) contents.reload();
    }, delay);
  });
}
