import { join } from 'node:path';
import { EngineKeeper, type EngineState } from '#shared/host/engine-keeper.ts';
import type { HandedOut } from '#shared/model/artifact.ts';
import type { MenuLine } from '#shared/model/desktop.ts';
import { LINK_SCHEME } from '#shared/text/console-link.ts';
import { channels } from '../channels.ts';
import { answerBridge } from './bridge-host.ts';
import { ConsoleWindow, PARTITION } from './console-window.ts';
import { documentIcon, handedOutPath } from './drag-out.ts';
import type { ElectronApi } from './electron-api.ts';
import { forkEngine } from './fork-engine.ts';
import { guardContents, guardSession } from './guard.ts';
import { checkLinks, checkPaths, linksOnCommandLine, pathsOnCommandLine } from './launch-paths.ts';
import { menuTemplate } from './menu.ts';
import { NoteDesk } from '#shared/host/note-desk.ts';
import { OpenQueue } from './open-queue.ts';
import type { Origin } from './window-rules.ts';
import { WindowStateFile } from './window-state-file.ts';

/** What differs between machines. */
export type Surroundings = Readonly<{ platform: NodeJS.Platform; argv: readonly string[]; folder: string }>;

/** Also the name of the application for Windows, which wants it for notifications. */
const APP_ID = 'org.stellaops.scanner';

/** The program: one engine process, one window, and what the system says to it. */
export class Desktop {
  readonly #electron: ElectronApi;
  readonly #around: Surroundings;
  readonly #keeper: EngineKeeper;
  readonly #queue = new OpenQueue();
  readonly #links = new OpenQueue();
  readonly #notes = new NoteDesk();
  #window: ConsoleWindow | undefined;
  #menu: readonly MenuLine[] = [];
  #collected: { close: () => void } | undefined;
  #quitting = false;

  constructor(electron: ElectronApi, around: Surroundings) {
    this.#electron = electron;
    this.#around = around;
    this.#keeper = new EngineKeeper({
      fork: () => forkEngine(electron.utilityProcess, this.#built('engine/desktop.js')),
      onState: (state) => this.#follow(state),
      nowMs: () => performance.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    });
  }

  /** Starts the program, or hands its paths to the one that runs already and ends. */
  start(): void {
    const { app } = this.#electron;
    const paths = this.#pathsOf(this.#around.argv, this.#around.folder);
    const links = this.#linksOf(this.#around.argv);
    if (!app.requestSingleInstanceLock({ paths, links })) {
      app.quit();
      return;
    }
    this.#queue.add(paths);
    this.#remember(paths);
    this.#links.add(links);
    app.enableSandbox();
    // Nothing of Chromium's own may connect to anywhere.
    for (const name of ['no-proxy-server', 'disable-background-networking', 'disable-component-update', 'no-pings'])
      app.commandLine.appendSwitch(name);
    if (this.#around.platform === 'win32') app.setAppUserModelId(APP_ID);
    // A checkout is no program that a link could start.
    if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
    this.#listen();
    app
      .whenReady()
      .then(() => this.#ready())
      .catch((error: unknown) => {
        this.#electron.dialog.showErrorBox('StellaOps Scanner cannot start', String(error));
        app.exit(1);
      });
  }

  #listen(): void {
    const { app } = this.#electron;
    app.on('second-instance', (_event, argv, folder, data) => {
      const handed = typeof data === 'object' && data !== null ? data : {};
      // Chromium sorts the arguments of a second start, so its own reading of them is better.
      const paths = 'paths' in handed ? checkPaths(handed.paths) : this.#pathsOf(argv, folder);
      this.#queue.add(paths);
      this.#remember(paths);
      this.#links.add('links' in handed ? checkLinks(handed.links) : this.#linksOf(argv));
      this.#show();
    });
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.#queue.add(checkPaths([path]));
      this.#remember(checkPaths([path]));
      this.#show();
    });
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.#links.add(checkLinks([url]));
      this.#show();
    });
    app.on('activate', () => this.#show());
    app.on('window-all-closed', () => {
      if (this.#around.platform !== 'darwin') app.quit();
    });
    app.on('web-contents-created', (_event, contents) => guardContents(contents, this.#origin));
    app.on('will-quit', (event) => {
      if (this.#quitting) return;
      this.#quitting = true;
      // The engine closes its store first.
      event.preventDefault();
      void this.#keeper.stop().then(() => app.exit());
    });
  }

  #ready(): void {
    const { dialog, ipcMain, session } = this.#electron;
    guardSession(session.fromPartition(PARTITION), this.#origin);
    answerBridge(ipcMain, {
      contents: () => this.#window?.contents,
      engine: () => (this.#keeper.state.at === 'running' ? this.#keeper.state : undefined),
      choosePaths: async (options) => {
        if (!this.#window) return [];
        const { canceled, filePaths } = await dialog.showOpenDialog(this.#window.native, options);
        if (canceled) return [];
        this.#remember(filePaths);
        return filePaths;
      },
      setMenu: (lines) => {
        this.#menu = lines;
        this.#buildMenu();
      },
      setAppearance: ({ theme, zoom }) => {
        this.#electron.nativeTheme.themeSource = theme;
        if (this.#window) this.#window.zoom = zoom;
      },
      setProgress: (progress) => {
        if (this.#window) this.#window.progress = progress;
      },
      showNote: (note) => this.#showNote(note),
      startDrag: (document) => this.#startDrag(document),
      reveal: (document) => this.#reveal(document),
      onReady: () => {
        this.#queue.page = (paths) => this.#window?.send(channels.openPaths, paths);
        this.#links.page = (links) => this.#window?.send(channels.openLinks, links);
      },
    });
    this.#buildMenu();
    const { app } = this.#electron;
    app.setAboutPanelOptions({
      applicationName: app.getName(),
      applicationVersion: app.getVersion(),
      copyright: 'Apache-2.0. Sends nothing to anybody.',
    });
    this.#keeper.start();
  }

  #follow(state: EngineState): void {
    // The page that is shown says itself that the engine is gone.
    if (state.at === 'running') {
      if (state.hasPage) this.#show(true);
      else void this.#ask('The page of the console is missing', 'Run "npm run build", then start again.');
    } else if (state.at === 'stopped' && !this.#quitting) {
      void this.#ask('The engine cannot run', state.reason);
    }
  }

  /** Brings the window to the front, or opens it as soon as there is an engine to show. */
  #show(reload = false): void {
    const { state } = this.#keeper;
    if (this.#quitting) return;
    if (this.#window) {
      if (reload && state.at === 'running') this.#load(this.#window, state.origin);
      else this.#window.bringToFront();
      return;
    }
    if (state.at !== 'running') return;
    const { app } = this.#electron;
    this.#window = new ConsoleWindow({
      electron: this.#electron,
      preload: this.#built('app/preload.cjs'),
      stateFile: new WindowStateFile(join(app.getPath('userData'), 'window.json')),
      onClosed: () => {
        this.#window = undefined;
        this.#queue.page = undefined;
        this.#links.page = undefined;
        this.#menu = [];
        this.#buildMenu();
      },
    });
    this.#load(this.#window, state.origin);
  }

  #load(window: ConsoleWindow, origin: string): void {
    // Until the new page says that it is there.
    this.#queue.page = undefined;
    this.#links.page = undefined;
    window.load(origin);
  }

  /** Only the page's own window drags. */
  #startDrag(document: HandedOut): boolean {
    const file = this.#handedOut(document);
    if (!this.#window || file === undefined) return false;
    this.#window.contents.startDrag({ file, icon: documentIcon(this.#electron.nativeImage) });
    return true;
  }

  #reveal(document: HandedOut): boolean {
    const file = this.#handedOut(document);
    if (file !== undefined) this.#electron.shell.showItemInFolder(file);
    return file !== undefined;
  }

  /** The file is the engine's, in the folder that it told. */
  #handedOut(document: HandedOut): string | undefined {
    const { state } = this.#keeper;
    return state.at === 'running' && state.handedOut !== undefined
      ? handedOutPath(state.handedOut, document)
      : undefined;
  }

  async #ask(message: string, detail: string): Promise<void> {
    const { app, dialog } = this.#electron;
    const { response } = await dialog.showMessageBox({
      type: 'error',
      title: app.getName(),
      message,
      detail,
      buttons: ['Start again', 'Quit'],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    if (response !== 0) app.quit();
    else if (this.#keeper.state.at === 'running') this.#show(true);
    else this.#keeper.start();
  }

  #showNote(wanted: { id: string; title: string; body: string }): void {
    const { Notification } = this.#electron;
    if (!Notification.isSupported()) return;
    const admitted = this.#notes.admit(wanted, this.#window?.isInFront ?? false, performance.now());
    if (!admitted) return;
    const { note, replaces } = admitted;
    if (replaces) this.#collected?.close();
    const shown = new Notification({ title: note.title, body: note.body });
    shown.on('click', () => {
      this.#show();
      this.#window?.send(channels.noteClicked, note.id);
    });
    this.#collected = shown;
    shown.show();
  }

  #buildMenu(): void {
    const { app, Menu } = this.#electron;
    const choose = (id: string): void => this.#window?.send(channels.command, id);
    const mac = this.#around.platform === 'darwin';
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(this.#menu, { mac, name: app.getName(), choose })));
  }

  /** The system's list of recent documents. Linux has none. */
  #remember(paths: readonly string[]): void {
    if (this.#around.platform === 'linux') return;
    for (const path of paths) this.#electron.app.addRecentDocument(path);
  }

  readonly #origin = (): Origin => (this.#keeper.state.at === 'running' ? this.#keeper.state.origin : undefined);

  /** A built file. The folder of the program is an archive when it is installed, and the checkout otherwise. */
  #built(path: string): string {
    return join(this.#electron.app.getAppPath(), 'dist', path);
  }

  #pathsOf(argv: readonly string[], folder: string): string[] {
    return pathsOnCommandLine(argv, this.#own, folder);
  }

  #linksOf(argv: readonly string[]): string[] {
    return linksOnCommandLine(argv, this.#own);
  }

  /** How many arguments name the program itself. */
  get #own(): number {
    return this.#electron.app.isPackaged ? 1 : 2;
  }
}
