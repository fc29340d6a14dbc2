import type { MenuItemConstructorOptions } from 'electron/main';
import { menuGroups, type MenuGroup, type MenuLine } from '#shared/model/desktop.ts';

type Item = MenuItemConstructorOptions;

const MAX_LINES = 200;
const MAX_TEXT = 200;
const LABELS: Readonly<Record<MenuGroup, string>> = {
  file: '&File',
  edit: '&Edit',
  view: '&View',
  go: '&Go',
  help: '&Help',
};
const ACCELERATOR =
  /^(?:(?:CmdOrCtrl|Ctrl|Cmd|Alt|Shift)\+){0,3}(?:[A-Z0-9]|F(?:[1-9]|1\d|2[0-4])|Left|Right|Up|Down|Enter|Escape|Space|Tab|Home|End|PageUp|PageDown|Delete|Backspace|[[\]/\\,.;'`=-])$/;

/** The lines that a page sent, without those that are none: a menu is made of nothing else. */
export function checkMenuLines(value: unknown): MenuLine[] {
  if (!Array.isArray(value)) return [];
  const ids = new Set<string>();
  return value.slice(0, MAX_LINES).filter((line: unknown): line is MenuLine => {
    if (!isMenuLine(line) || ids.has(line.id)) return false;
    ids.add(line.id);
    return true;
  });
}

function isMenuLine(value: unknown): value is MenuLine {
  if (typeof value !== 'object' || value === null) return false;
  const { id, group, label, accelerator, checked, enabled } = value as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    /^[a-z0-9-]{1,64}$/.test(id) &&
    menuGroups.some((known) => known === group) &&
    typeof label === 'string' &&
    label !== '' &&
    label.length <= MAX_TEXT &&
    (accelerator === null || (typeof accelerator === 'string' && ACCELERATOR.test(accelerator))) &&
    (checked === null || typeof checked === 'boolean') &&
    typeof enabled === 'boolean'
  );
}

/**
 * The native menu: the page's commands by group, with what each system expects around them. A Mac has an application menu, quits
 * from there, and closes windows without quitting.
 *
 * @param choose takes the id of a chosen command
 */
export function menuTemplate(
  lines: readonly MenuLine[],
  { mac, name, choose }: Readonly<{ mac: boolean; name: string; choose: (id: string) => void }>,
): Item[] {
  const commands = (group: MenuGroup): Item[] => lines.filter((line) => line.group === group).map(commandItem);
  const commandItem = ({ id, label, accelerator, checked, enabled }: MenuLine): Item => ({
    id,
    // An ampersand would underline the next letter.
    label: label.replaceAll('&', '&&'),
    enabled,
    ...(checked === null ? {} : { type: 'checkbox', checked }),
    // The page runs it when the keys are pressed; the menu shows them. Otherwise a switch would go there and back.
    ...(accelerator === null ? {} : { accelerator, registerAccelerator: false }),
    click: () => choose(id),
  });
  const own: Readonly<Record<MenuGroup, Item[]>> = {
    file: [
      ...(mac ? [recent] : []),
      { role: 'close', accelerator: 'CmdOrCtrl+Shift+W' },
      ...(mac ? [] : [{ role: 'quit' } as const]),
    ],
    edit: [
      { role: 'undo' },
      { role: 'redo' },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
    view: [{ role: 'togglefullscreen' }],
    go: [],
    help: mac ? [] : [{ role: 'about' }],
  };
  const menus = menuGroups.map((group): Item => {
    const [before, after] = group === 'edit' ? [own[group], commands(group)] : [commands(group), own[group]];
    const submenu = [...before, ...(before.length > 0 && after.length > 0 ? [separator] : []), ...after];
    return { label: LABELS[group], submenu, ...(group === 'help' && mac ? { role: 'help' } : {}) };
  });
  const filled = menus.filter(({ submenu }) => Array.isArray(submenu) && submenu.length > 0);
  if (!mac) return filled;
  const help = filled.at(-1)?.role === 'help' ? filled.splice(-1) : [];
  return [applicationMenu(name), ...filled, { role: 'windowMenu' }, ...help];
}

/** Filled by the system. */
const recent: Item = { role: 'recentDocuments', submenu: [{ role: 'clearRecentDocuments' }] };
const separator: Item = { type: 'separator' };

function applicationMenu(name: string): Item {
  return {
    label: name,
    submenu: [
      { role: 'about' },
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}
