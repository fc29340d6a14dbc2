import type { IpcRenderer } from 'electron';
import type { DesktopBridge } from '#shared/model/desktop.ts';
import { channels } from '../channels.ts';

type Ipc = Pick<IpcRenderer, 'invoke' | 'on' | 'send' | 'sendSync'>;

/**
 * The whole of what a page can ask of Electron: these functions, with plain values. Neither `ipcRenderer` nor an event reaches
 * the page.
 *
 * @param pathOf host path of a file, '' for one that a script made
 */
export function createBridge(ipc: Ipc, pathOf: (file: File) => string): DesktopBridge<File> {
  const token: unknown = ipc.sendSync(channels.token);
  const commands = new Listeners<string>();
  const openPaths = new Listeners<readonly string[]>();
  const openLinks = new Listeners<readonly string[]>();
  const notes = new Listeners<string>();
  ipc.on(channels.command, (_event, id: string) => commands.tell(id));
  ipc.on(channels.openPaths, (_event, paths: readonly string[]) => openPaths.tell(paths));
  ipc.on(channels.openLinks, (_event, links: readonly string[]) => openLinks.tell(links));
  ipc.on(channels.noteClicked, (_event, id: string) => notes.tell(id));
  ipc.send(channels.ready);
  return {
    token: typeof token === 'string' ? token : '',
    pathOf,
    choosePaths: async (what) => (await ipc.invoke(channels.choosePaths, what)) as readonly string[],
    setMenu: (lines) => ipc.send(channels.menu, lines),
    onCommand: (run) => commands.add(run),
    onOpenPaths: (open) => openPaths.add(open),
    setAppearance: (appearance) => ipc.send(channels.appearance, appearance),
    setProgress: (progress) => ipc.send(channels.progress, progress),
    onOpenLinks: (open) => openLinks.add(open),
    startDrag: async (document) => (await ipc.invoke(channels.drag, document)) === true,
    reveal: async (document) => (await ipc.invoke(channels.reveal, document)) === true,
    notify: (note) => ipc.send(channels.note, note),
    onNote: (open) => notes.add(open),
  };
}

/** Keeps what came while nobody listened: a page starts to listen some time after its preload script. */
class Listeners<Value> {
  readonly #listeners = new Set<(value: Value) => void>();
  #waiting: Value[] = [];

  tell(value: Value): void {
    if (this.#listeners.size === 0) this.#waiting.push(value);
    for (const listener of this.#listeners) listener(value);
  }

  add(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const value of waiting) listener(value);
    return () => this.#listeners.delete(listener);
  }
}
