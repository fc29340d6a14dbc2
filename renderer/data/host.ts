import type { MenuLine } from '../commands/command.ts';

/**
 * What a desktop host offers to the page, as `window.stellaopsHost`. A browser has none: files are uploaded to the engine, and
 * menus are the page's own. Everything that comes from it is checked like any other input.
 */
export type HostBridge = Readonly<{
  /** Secret of the engine's socket; a browser takes it from the address. */
  token: string;
  /** Host path of a dropped or chosen file; '' for one that was made by script. */
  pathOf: (file: File) => string;
  /** Paths chosen in a dialog of the system; empty when it was closed. */
  choosePaths: (what: 'files' | 'folder') => Promise<readonly string[]>;
  /** Lines of the native menu, whenever they change. */
  setMenu: (lines: readonly MenuLine[]) => void;
  /** Called with a command's id when it is chosen from that menu. Returns how to stop listening. */
  onCommand: (run: (id: string) => void) => () => void;
  /** Called with paths that the system opens with this program. Returns how to stop listening. */
  onOpenPaths: (open: (paths: readonly string[]) => void) => () => void;
}>;

declare global {
  // Declared once, for the page: interfaces of the DOM can only be extended by one.
  // oxlint-disable-next-line typescript/consistent-type-definitions
  interface Window {
    stellaopsHost?: HostBridge;
  }
}

/** The host of this window, if it has one. */
export function host(): HostBridge | undefined {
  return window.stellaopsHost;
}
