/** Messages between a window's preload script and the main process. Whoever is not the window's own page is not answered. */
export const channels = {
  /** Window → main, answered at once: the engine's secret, or '' for a stranger. */
  token: 'stellaops:token',
  /** Window → main, answered: paths chosen in a dialog. */
  choosePaths: 'stellaops:choose-paths',
  /** Window → main: lines of the menu. */
  menu: 'stellaops:menu',
  /** Window → main: a note for the system to show. */
  note: 'stellaops:note',
  /** Window → main: theme and size of the page. */
  appearance: 'stellaops:appearance',
  /** Window → main: how far the jobs are. */
  progress: 'stellaops:progress',
  /** Window → main, answered: a document that the engine has handed out is to be dragged by the system. */
  drag: 'stellaops:drag',
  /** Window → main, answered: a document that the engine has handed out is to be shown in its folder. */
  reveal: 'stellaops:reveal',
  /** Window → main: the page is there and takes what waits for it. */
  ready: 'stellaops:ready',
  /** Main → window: a command was chosen from the menu. */
  command: 'stellaops:command',
  /** Main → window: paths to open. */
  openPaths: 'stellaops:open-paths',
  /** Main → window: links to open. */
  openLinks: 'stellaops:open-links',
  /** Main → window: a note was clicked. */
  noteClicked: 'stellaops:note-clicked',
} as const;
