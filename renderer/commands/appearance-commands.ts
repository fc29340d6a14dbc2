import { appearanceStore, keepChange, nextZoom, THEMES, usualAppearance } from '../data/appearance.ts';
import { host } from '../data/host.ts';
import { text } from '../text/en.ts';
import type { Command } from './command.ts';

/** Theme, then size of the page. In a browser its keys are the browser's own, which makes its page larger too. */
export function appearanceCommands(): Command[] {
  const own = host() !== undefined;
  const { theme, zoom } = appearanceStore.get();
  const line = (id: string, label: string, keys: readonly string[], next: typeof zoom): Command => ({
    id,
    group: 'view',
    label,
    ...(own ? { keys } : {}),
    enabled: next !== zoom,
    off: 'here',
    run: () => keepChange({ zoom: next }),
  });
  return [
    ...THEMES.map((one): Command => ({
      id: `theme-${one}`,
      group: 'view',
      label: text.commands.theme(one),
      checked: theme === one,
      enabled: true,
      run: () => keepChange({ theme: one }),
    })),
    line('zoom-in', text.commands.zoomIn, ['mod+=', 'mod++'], nextZoom(zoom, true)),
    line('zoom-out', text.commands.zoomOut, ['mod+-'], nextZoom(zoom, false)),
    line('zoom-reset', text.commands.zoomReset, ['mod+0'], usualAppearance.zoom),
  ];
}
