import type { HandedOut } from './artifact.ts';

/** Menus of the console, in their order. */
export const menuGroups = ['file', 'edit', 'view', 'go', 'help'] as const;
export type MenuGroup = (typeof menuGroups)[number];

/** One command as a native menu shows it: no functions, so it can be sent. */
export type MenuLine = Readonly<{
  id: string;
  group: MenuGroup;
  label: string;
  /** In Electron's spelling, such as `CmdOrCtrl+Shift+P`; null for none. */
  accelerator: string | null;
  /** null: not a switch. */
  checked: boolean | null;
  enabled: boolean;
}>;

/** Something worth knowing while another window is in front. `id` comes back when it is clicked. */
export type HostNote = Readonly<{ id: string; title: string; body: string }>;

/** What the page chose of its looks that the host has to follow. */
export type HostAppearance = Readonly<{ theme: 'system' | 'light' | 'dark'; zoom: number }>;

/** What a dock or taskbar shows of the jobs: `share` is 0-1 in the mode `share`, else null. */
export type HostProgress = Readonly<{ mode: 'none' | 'share' | 'open' | 'failed'; share: number | null }>;

/**
 * What a desktop host offers to the page, as `window.stellaopsHost`. A browser has none: files are uploaded to the engine, and
 * menus are the page's own. Everything that comes from it is checked like any other input.
 */
export type DesktopBridge<DroppedFile> = Readonly<{
  /** Secret of the engine's socket; a browser takes it from the address. After a restart of the engine the page is loaded anew. */
  token: string;
  /** Host path of a dropped or chosen file; '' for one that was made by script. */
  pathOf: (file: DroppedFile) => string;
  /** Paths chosen in a dialog of the system; empty when it was closed. */
  choosePaths: (what: 'files' | 'folder') => Promise<readonly string[]>;
  /** Lines of the native menu, whenever they change. */
  setMenu: (lines: readonly MenuLine[]) => void;
  /** Called with a command's id when it is chosen from that menu. Returns how to stop listening. */
  onCommand: (run: (id: string) => void) => () => void;
  /** Called with paths that the system opens with this program. Returns how to stop listening. */
  onOpenPaths: (open: (paths: readonly string[]) => void) => () => void;
  /** Theme of windows and menus of the system, and the size of the page: 1 is as designed. */
  setAppearance?: (appearance: HostAppearance) => void;
  /** Bar in the dock or taskbar, where the system has one. */
  setProgress?: (progress: HostProgress) => void;
  /** Called with `stellaops:` links that the system opens with this program, unchecked but bounded. Returns how to stop listening. */
  onOpenLinks?: (open: (links: readonly string[]) => void) => () => void;
  /**
   * Lets the system drag a document that the engine has handed out, from where the pointer is; called while a drag begins. False:
   * there is no such file (any more).
   */
  startDrag?: (document: HandedOut) => Promise<boolean>;
  /** Shows a document that the engine has handed out in its folder. False: there is no such file (any more). */
  reveal?: (document: HandedOut) => Promise<boolean>;
  /** Shows a note of the system, unless this window is in front. */
  notify?: (note: HostNote) => void;
  /** Called with the id of a note that was clicked. Returns how to stop listening. */
  onNote?: (open: (id: string) => void) => () => void;
}>;

/** Flags of a command line that the engine process is to heed. */
export type EngineFlags = Readonly<{
  data?: string;
  config?: string;
  jobs?: number;
  signingKey?: string;
  passphraseFile?: string;
}>;

/** What a host tells its engine process. */
export type HostMessage =
  | Readonly<{
      kind: 'start';
      /** Port to take if it is free, so that the page keeps its origin after a restart; 0 for any. */
      port: number;
      /** Fail rather than take another port. */
      portOnly?: boolean;
      /** Secret of the engine before, to go on with; default: a new one. */
      token?: string;
      flags?: EngineFlags;
    }>
  | Readonly<{ kind: 'stop' }>;

/** What an engine process tells its host. */
export type EngineMessage =
  /** It asks to be stopped in order and started again: its user changed what is read at the start. */
  | Readonly<{ kind: 'restart' }>
  | Readonly<{
      kind: 'ready';
      /** `http://127.0.0.1:<port>`. */
      origin: string;
      /** Secret of this start, or the one it was given. */
      token: string;
      /** Is there a page to show? */
      hasPage: boolean;
      /** Absolute path of the folder of documents that are handed out, for a host that lets them be dragged. */
      handedOut?: string;
    }>
  | Readonly<{
      /** It cannot start, and would not if it were tried again at once. */
      kind: 'failed';
      /** One line: cause and what to do. */
      message: string;
      /** Of a command that ends for this reason. */
      exitCode?: number;
    }>;
