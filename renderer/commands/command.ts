import { menuGroups, type MenuGroup, type MenuLine } from '#shared/model/desktop.ts';
import type { KeyCombo } from './key-combo.ts';

export const commandGroups = menuGroups;
export type CommandGroup = MenuGroup;

/** What a command may need that is not there. */
export type CommandNeed = 'image' | 'selection' | 'history' | 'closed' | 'here' | 'changes' | 'other';

/** Everything that can be done has one of these: menu, palette, shortcut and help are made from the list. */
export type Command = Readonly<{
  id: string;
  group: CommandGroup;
  label: string;
  /** The first is shown, all work. */
  keys?: readonly KeyCombo[];
  /** A switch, and whether it is on. */
  checked?: boolean;
  enabled: boolean;
  /** What it waits for while it is not enabled. */
  off?: CommandNeed;
  run: () => void;
}>;

/** The list as a native menu takes it. `accelerator` is in Electron's spelling. */
export function menuLines(commands: readonly Command[]): MenuLine[] {
  return commands.map(({ id, group, label, keys, checked, enabled }) => ({
    id,
    group,
    label,
    accelerator: keys?.[0] === undefined ? null : accelerator(keys[0]),
    checked: checked ?? null,
    enabled,
  }));
}

function accelerator(combo: KeyCombo): string {
  return combo
    .split('+')
    .map((part) =>
      part === 'mod' ? 'CmdOrCtrl' : part.replace(/^arrow/, '').replace(/^./, (first) => first.toUpperCase()),
    )
    .join('+');
}
