import type * as Common from 'electron/common';
import type * as Electron from 'electron/main';

/**
 * The parts of Electron that this program uses. Only `main/index.ts` imports the real module: outside Electron, importing it
 * would start a download.
 */
export type ElectronApi = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'nativeTheme'
  | 'Notification'
  | 'screen'
  | 'session'
  | 'utilityProcess'
> &
  Pick<typeof Common, 'nativeImage' | 'shell'>;
