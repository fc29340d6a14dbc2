import type { Api } from './api.ts';
import { consoleStore, emptyConsole } from '../state/console.ts';
import { parseTabs, printTabs } from '../state/kept-tabs.ts';
import { noteInWindow } from '../state/window-note.ts';
import { text } from '../text/en.ts';

/** In this window's own memory, which a reload leaves. */
const HERE = 'stellaops.tabs';
/** In the data folder, for the next window: the page's origin, and all that a browser keeps by it, changes with the port. */
const SETTING = 'console.window';
/** The engine takes 64 KiB. */
const MOST_CHARS = 60_000;
/** A drag of a splitter or a run through rows is one change. */
const SAVE_AFTER_MS = 300;

/**
 * Brings back what was open: after a reload in this window, as it was in this window; in a new one, also after a crash, as the last
 * window was. What cannot be read is left where it is not looked at again, and said.
 *
 * @returns when it is decided, so that a link may be opened over it
 */
export async function keepWindow(api: Api): Promise<void> {
  const here = sessionStorage.getItem(HERE);
  if (here === null) await bringBack(api);
  else take(here);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saved = '';
  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const words = boundedText();
    if (words === null || words === saved) return;
    saved = words;
    // That it could not be kept is no reason to disturb anybody; the next change tries again.
    api.settings.set.mutate({ key: SETTING, value: words }).catch(() => (saved = ''));
  };
  consoleStore.subscribe(() => {
    sessionStorage.setItem(HERE, printTabs(consoleStore.get()));
    timer ??= setTimeout(save, SAVE_AFTER_MS);
  });
  window.addEventListener('pagehide', () => timer !== undefined && save());
}

async function bringBack(api: Api): Promise<void> {
  try {
    const { [SETTING]: stored } = await api.settings.get.query();
    // Whoever opened something meanwhile wants that.
    if (stored !== undefined && consoleStore.get().tabs === emptyConsole.tabs) take(stored);
  } catch {
    // The window begins anew; that the engine cannot be asked, it says itself.
  }
}

function take(stored: string): void {
  const kept = parseTabs(stored);
  if (kept) consoleStore.set((state) => ({ ...state, ...kept }));
  else noteInWindow(text.window.notKept);
}

/** All tabs, or the one in front where all are too much. */
function boundedText(): string | null {
  const state = consoleStore.get();
  const whole = printTabs(state);
  if (whole.length <= MOST_CHARS) return whole;
  const [library, ...images] = state.tabs;
  const few = printTabs({ ...state, tabs: [library, ...images.filter(({ id }) => id === state.active)] });
  return few.length <= MOST_CHARS ? few : null;
}
