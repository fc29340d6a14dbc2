import type { IpcMainEvent, IpcMainInvokeEvent, OpenDialogOptions, WebContents } from 'electron/main';
import type { HandedOut } from '#shared/model/artifact.ts';
import type { HostAppearance, HostNote, HostProgress, MenuLine } from '#shared/model/desktop.ts';
import { channels } from '../channels.ts';
import { checkHandedOut } from './drag-out.ts';
import type { ElectronApi } from './electron-api.ts';
import { checkPaths } from './launch-paths.ts';
import { checkMenuLines } from './menu.ts';
import { checkNote } from './notes.ts';
import { checkAppearance, checkProgress } from './looks.ts';
import { isOwnPage } from './window-rules.ts';

/** What the bridge is answered from. */
export type BridgeAnswers = Readonly<{
  /** The page that may ask, if there is one. */
  contents: () => WebContents | undefined;
  /** The engine, while it runs. */
  engine: () => Readonly<{ origin: string; token: string }> | undefined;
  choosePaths: (options: OpenDialogOptions) => Promise<readonly string[]>;
  setMenu: (lines: readonly MenuLine[]) => void;
  showNote: (note: HostNote) => void;
  setAppearance: (appearance: HostAppearance) => void;
  setProgress: (progress: HostProgress) => void;
  /** False: there is nothing to drag. */
  startDrag: (document: HandedOut) => boolean;
  /** False: there is nothing to show. */
  reveal: (document: HandedOut) => boolean;
  onReady: () => void;
}>;

const ARCHIVES = ['tar', 'gz', 'tgz', 'zst', 'tzst', 'oci'];

/** The dialog for files or folders; undefined for any other wish. */
function chooseOptions(what: unknown): OpenDialogOptions | undefined {
  if (what === 'folder') return { properties: ['openDirectory', 'multiSelections'] };
  return what === 'files'
    ? {
        properties: ['openFile', 'multiSelections'],
        filters: [
          { name: 'Image archives', extensions: ARCHIVES },
          { name: 'All files', extensions: ['*'] },
        ],
      }
    : undefined;
}

/** Answers the preload script of the console's own page; nobody else. */
export function answerBridge(ipcMain: ElectronApi['ipcMain'], answers: BridgeAnswers): void {
  const isOurs = ({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean =>
    sender === answers.contents() &&
    senderFrame?.parent === null &&
    isOwnPage(senderFrame.url, answers.engine()?.origin);

  ipcMain.on(channels.token, (event) => {
    event.returnValue = isOurs(event) ? (answers.engine()?.token ?? '') : '';
  });
  ipcMain.handle(channels.choosePaths, async (event, what: unknown) => {
    const options = isOurs(event) ? chooseOptions(what) : undefined;
    return options ? checkPaths(await answers.choosePaths(options)) : [];
  });
  ipcMain.handle(channels.drag, (event, value: unknown) => {
    const document = isOurs(event) ? checkHandedOut(value) : undefined;
    return document !== undefined && answers.startDrag(document);
  });
  ipcMain.handle(channels.reveal, (event, value: unknown) => {
    const document = isOurs(event) ? checkHandedOut(value) : undefined;
    return document !== undefined && answers.reveal(document);
  });
  ipcMain.on(channels.menu, (event, lines: unknown) => {
    if (isOurs(event)) answers.setMenu(checkMenuLines(lines));
  });
  ipcMain.on(channels.note, (event, value: unknown) => {
    const note = isOurs(event) ? checkNote(value) : undefined;
    if (note) answers.showNote(note);
  });
  ipcMain.on(channels.appearance, (event, value: unknown) => {
    const appearance = isOurs(event) ? checkAppearance(value) : undefined;
    if (appearance) answers.setAppearance(appearance);
  });
  ipcMain.on(channels.progress, (event, value: unknown) => {
    const progress = isOurs(event) ? checkProgress(value) : undefined;
    if (progress) answers.setProgress(progress);
  });
  ipcMain.on(channels.ready, (event) => {
    if (isOurs(event)) answers.onReady();
  });
}
