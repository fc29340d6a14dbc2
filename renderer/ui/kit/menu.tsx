import { Menu } from '@mantine/core';
import type { LucideIcon } from 'lucide-react';
import { Fragment, type ReactElement, type ReactNode } from 'react';
import { Icon } from './icon.tsx';

/** A line of a menu. `checked` makes it one that is on or off. */
export type MenuEntry = Readonly<{
  id: string;
  label: string;
  icon?: LucideIcon;
  keys?: ReactNode;
  checked?: boolean;
  disabled?: boolean;
  run: () => void;
}>;

export type MenuGroup = Readonly<{ title?: string; entries: readonly MenuEntry[] }>;

type MenuButtonProps = Readonly<{
  label: string;
  groups: readonly MenuGroup[];
  /** The button that opens it; takes a ref. */
  children: ReactElement;
  /** Stays open, for lists of check marks. */
  keepOpen?: boolean;
}>;

/** A menu that opens under its button. */
export function MenuButton({ label, groups, children, keepOpen = false }: MenuButtonProps): ReactNode {
  return (
    <Menu
      position="bottom-start"
      offset={4}
      closeOnItemClick={!keepOpen}
      transitionProps={{ duration: 0 }}
      classNames={{ dropdown: 'menu', item: 'menu-item', label: 'menu-label', itemSection: 'menu-section' }}
    >
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown aria-label={label}>
        {groups.map((group) => (
          <Fragment key={group.title ?? group.entries[0]?.id}>
            {group.title ? <Menu.Label>{group.title}</Menu.Label> : null}
            {group.entries.map((entry) => (
              <Menu.Item
                key={entry.id}
                {...(entry.checked === undefined ? {} : { role: 'menuitemcheckbox', 'aria-checked': entry.checked })}
                disabled={entry.disabled ?? false}
                leftSection={
                  entry.checked === undefined ? (
                    entry.icon ? (
                      <Icon of={entry.icon} size={15} />
                    ) : undefined
                  ) : (
                    <span aria-hidden className="menu-check">
                      {entry.checked ? '✓' : ''}
                    </span>
                  )
                }
                rightSection={entry.keys}
                onClick={entry.run}
              >
                {entry.label}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
