import type { ImageId } from '#shared/model/digest.ts';
import { createStore, useStore } from './store.ts';
import { firstView, type Section, type Tab, type View } from './view.ts';

/** Longest history of a tab; the oldest places go first. */
const MAX_HISTORY = 100;

/** Panels beside the main view, and whichever sheet lies over everything. */
export type ConsoleState = Readonly<{
  tabs: readonly [Tab, ...Tab[]];
  active: Tab['id'];
  inspector: boolean;
  dock: boolean;
  sheet: 'palette' | 'help' | 'export' | null;
}>;

const library: Tab = { id: 'library', title: '', view: firstView('library'), back: [], forward: [] };

export const emptyConsole: ConsoleState = {
  tabs: [library],
  active: 'library',
  // A narrow window would hide half of the list under it; there it opens when it is asked for.
  inspector: window.innerWidth > 1180,
  dock: true,
  sheet: null,
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
    return {
      ...state,
      tabs: [first, ...rest.filter((tab) => tab.id !== id)],
      active: state.active === id ? neighbour.id : state.active,
    };
  });
}

/** Changes the active tab's view and leaves the place it was at in its history. */
export function go(change: Partial<View>): void {
  changeTab((tab) => ({
    ...tab,
    view: { ...tab.view, ...change },
    back: [...tab.back, tab.view].slice(-MAX_HISTORY),
    forward: [],
  }));
}

/** Changes the active tab's view in place: typing, sorting and moving through rows are one place. */
export function adjust(change: Partial<View>): void {
  changeTab((tab) => ({ ...tab, view: { ...tab.view, ...change } }));
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
