import { createStore } from '../state/store.ts';
import type { Api } from './api.ts';
import { host } from './host.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export const MOTIONS = ['system', 'reduced'] as const;
/** In percent. */
export const ZOOMS = [50, 75, 90, 100, 110, 125, 150, 175, 200, 250, 300] as const;

/** How the window looks. `system` follows the OS while the page is open. */
export type Appearance = Readonly<{
  theme: (typeof THEMES)[number];
  motion: (typeof MOTIONS)[number];
  zoom: (typeof ZOOMS)[number];
}>;

export const usualAppearance: Appearance = { theme: 'system', motion: 'system', zoom: 100 };
export const appearanceStore = createStore<Appearance>(usualAppearance);

/** Name among the console's preferences, and under which this page's origin remembers it for its first paint. */
const KEY = 'appearance';
let keeper: Api | undefined;
const LOCAL = `stellaops.${KEY}`;

/** What was kept, as text; whatever is not understood is as usual. */
export function parseAppearance(stored: string | null | undefined): Appearance {
  try {
    const value: unknown = JSON.parse(stored ?? '');
    if (typeof value !== 'object' || value === null) return usualAppearance;
    const given = value as Readonly<Record<string, unknown>>;
    return {
      theme: THEMES.find((one) => one === given['theme']) ?? usualAppearance.theme,
      motion: MOTIONS.find((one) => one === given['motion']) ?? usualAppearance.motion,
      zoom: ZOOMS.find((one) => one === given['zoom']) ?? usualAppearance.zoom,
    };
  } catch {
    return usualAppearance;
  }
}

/** The next larger or smaller size of the window. */
export function nextZoom(zoom: Appearance['zoom'], larger: boolean): Appearance['zoom'] {
  const at = ZOOMS.indexOf(zoom) + (larger ? 1 : -1);
  return ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, at))] ?? zoom;
}

/** Shows the window as it was kept: at once as this origin remembers it, then as the data folder has it. */
export function keepAppearance(api: Api): void {
  keeper = api;
  const shown = parseAppearance(remembered());
  appearanceStore.set(() => shown);
  apply();
  appearanceStore.subscribe(apply);
  api.settings.get
    .query()
    .then((settings) => {
      // What was chosen while the answer was on its way is newer.
      if (settings[KEY] !== undefined && appearanceStore.get() === shown)
        appearanceStore.set(() => parseAppearance(settings[KEY]));
    })
    // It stays as it is remembered.
    .catch(() => undefined);
}

/** As {@link setAppearance}, from anywhere; what cannot be kept holds for this window alone. */
export function keepChange(change: Partial<Appearance>): void {
  if (keeper) setAppearance(keeper, change).catch(() => undefined);
  else appearanceStore.set((before) => ({ ...before, ...change }));
}

/** Changes the window at once, and keeps it for the next one. Rejects when it cannot be kept. */
export async function setAppearance(api: Api, change: Partial<Appearance>): Promise<void> {
  appearanceStore.set((before) => ({ ...before, ...change }));
  await api.settings.set.mutate({ key: KEY, value: JSON.stringify(appearanceStore.get()) });
}

function apply(): void {
  const { theme, motion, zoom } = appearanceStore.get();
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  if (motion === 'system') delete root.dataset['motion'];
  else root.dataset['motion'] = motion;
  const bridge = host();
  if (bridge?.setAppearance) bridge.setAppearance({ theme, zoom: zoom / 100 });
  else root.style.zoom = zoom === 100 ? '' : `${zoom}%`;
  try {
    localStorage.setItem(LOCAL, JSON.stringify(appearanceStore.get()));
  } catch {
    // A page without storage asks the engine each time.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(LOCAL);
  } catch {
    return null;
  }
}
