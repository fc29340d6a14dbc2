import type { ImageId } from '#shared/model/digest.ts';
import { createStore, useStore } from './store.ts';
import { changedView, firstView, type Section, type Tab, type View } from './view.ts';

/** Longest history of a tab; the oldest places go first. */
const MAX_HISTORY = 100;
/** Closed tabs that can be opened again. */
const MAX_CLOSED = 20;

/** Widths and heights that splitters were moved to, in CSS pixels. */
export type PanelSizes = Readonly<{ inspector: number; dock: number }>;

/** Panels beside the main view, and whichever sheet lies over everything. */
export type ConsoleState = Readonly<{
  tabs: readonly [Tab, ...Tab[]];
  active: Tab['id'];
  inspector: boolean;
  dock: boolean;
  sizes: PanelSizes;
  sheet: 'palette' | 'find' | 'help' | 'export' | null;
  /** Tabs that were closed, with their histories; the last one last. */
  closed: readonly Tab[];
}>;

const library: Tab = { id: 'library', title: '', view: firstView('library'), back: [], forward: [] };

export const emptyConsole: ConsoleState = {
  tabs: [library],
  active: 'library',
  // A narrow window would hide half of the list under it; there it opens when it is asked for.
  inspector: window.innerWidth > 1180,
  dock: true,
  sizes: { inspector: 340, dock: 280 },
  sheet: null,
  closed: [],
};

/** State of the whole window. One per page; tests reset it with {@link emptyConsole}. */
export const consoleStore = createStore<ConsoleState>(emptyConsole);

export function useConsole<Part>(select: (state: ConsoleState) => Part): Part {
  return useStore(consoleStore, select);
}

export function activeTab(state: ConsoleState): Tab {
  return state.tabs.find(({ id }) => id === state.active) ?? state.tabs[0];
}

/** Shows an image, in its tab if it has one. `title` is what the tab says. */
export function openImage(id: ImageId, title: string, change: Partial<View> = {}): void {
  consoleStore.set((state) => {
    if (state.tabs.some((tab) => tab.id === id)) return state;
    const tab: Tab = { id, title, view: firstView('overview'), back: [], forward: [] };
    return { ...state, tabs: [...state.tabs, tab] };
  });
  consoleStore.set((state) => ({ ...state, active: id }));
  if (Object.keys(change).length > 0) go(change);
}

export function activateTab(id: Tab['id']): void {
  consoleStore.set((state) => (state.tabs.some((tab) => tab.id === id) ? { ...state, active: id } : state));
}

/** Closes an image's tab; its left neighbour is shown. The library stays. */
export function closeTab(id: Tab['id']): void {
  consoleStore.set((state) => {
    const at = state.tabs.findIndex((tab) => tab.id === id);
    if (at <= 0) return state;
    const [first, ...rest] = state.tabs;
    const neighbour = state.tabs[at - 1] ?? first;
    const closed = rest.filter((tab) => tab.id === id);
    return {
      ...state,
      closed: [...state.closed.filter((tab) => tab.id !== id), ...closed].slice(-MAX_CLOSED),
      tabs: [first, ...rest.filter((tab) => tab.id !== id)],
      active: state.active === id ? neighbour.id : state.active,
    };
  });
}

/** Shows the tab that was closed last, where it was and with its history. */
export function reopenTab(): void {
  consoleStore.set((state) => {
    const tab = state.closed.at(-1);
    if (!tab) return state;
    const open = state.tabs.some(({ id }) => id === tab.id);
    return {
      ...state,
      closed: state.closed.slice(0, -1),
      tabs: open ? state.tabs : [...state.tabs, tab],
      active: tab.id,
    };
  });
}

/** Changes the active tab's view and leaves the place it was at in its history. */
export function go(change: Partial<View>): void {
  changeTab((tab) => ({
    ...tab,
    view: changedView(tab.view, change),
    back: [...tab.back, tab.view].slice(-MAX_HISTORY),
    forward: [],
  }));
}

/** Changes the active tab's view in place: typing, sorting and moving through rows are one place. */
export function adjust(change: Partial<View>): void {
  changeTab((tab) => ({ ...tab, view: changedView(tab.view, change) }));
}

/** Shows the library tab's list, jobs or settings. */
export function openLibrary(section: Extract<Section, 'library' | 'jobs' | 'settings'>): void {
  activateTab('library');
  if (activeTab(consoleStore.get()).view.section !== section) go({ section });
}

export function goBack(): void {
  changeTab((tab) => {
    const view = tab.back.at(-1);
    return view ? { ...tab, view, back: tab.back.slice(0, -1), forward: [tab.view, ...tab.forward] } : tab;
  });
}

export function goForward(): void {
  changeTab((tab) => {
    const [view, ...forward] = tab.forward;
    return view ? { ...tab, view, back: [...tab.back, tab.view], forward } : tab;
  });
}

/** Opens or closes a panel or sheet; without a value, the other way round. */
export function togglePanel(panel: 'inspector' | 'dock', open?: boolean): void {
  consoleStore.set((state) => ({ ...state, [panel]: open ?? !state[panel] }));
}

/**
 * Shows a file in the dock, at a line where one is given; Back leads to what was looked at.
 *
 * @param path printed; of a member of an archive, the archive is shown: its lines are not lines of that file
 */
export function showFile(path: string, line: number | null = null): void {
  const [outer = path, ...inner] = path.split('!/');
  go({ selection: { kind: 'file', path: outer, ...(line === null || inner.length > 0 ? {} : { line }) } });
  togglePanel('dock', true);
}

/** Remembers where a splitter was moved to; a panel that is not laid out has no size. */
export function resizePanel(panel: keyof PanelSizes, pixels: number): void {
  const size = Math.round(pixels);
  if (size < 100) return;
  consoleStore.set((state) =>
    state.sizes[panel] === size ? state : { ...state, sizes: { ...state.sizes, [panel]: size } },
  );
}

export function showSheet(sheet: ConsoleState['sheet']): void {
  consoleStore.set((state) => ({ ...state, sheet }));
}

function changeTab(change: (tab: Tab) => Tab): void {
  consoleStore.set((state) => {
    const [first, ...rest] = state.tabs;
    const apply = (tab: Tab): Tab => (tab.id === state.active ? change(tab) : tab);
    return { ...state, tabs: [apply(first), ...rest.map(apply)] };
  });
}
