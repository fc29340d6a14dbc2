import type { KeyCombo } from './key-combo.ts';

/** Menus, in their order. */
export const commandGroups = ['file', 'edit', 'view', 'go', 'help'] as const;
export type CommandGroup = (typeof commandGroups)[number];

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
  run: () => void;
}>;

/** Where a command is offered to a host's own menu: no functions, so it can be sent. */
export type MenuLine = Readonly<{
  id: string;
  group: CommandGroup;
  label: string;
  accelerator: string | null;
  checked: boolean | null;
  enabled: boolean;
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
