import { ChevronLeft, ChevronRight, Container, LibraryBig, Menu as MenuIcon, Search, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { commandGroups, type Command } from '../commands/command.ts';
import { imageTitle, useLibrary } from '../data/use-library.ts';
import { activateTab, closeTab, useConsole } from '../state/console.ts';
import { text } from '../text/en.ts';
import { visibleLine } from '../text/visible-text.ts';
import { Keys } from '../ui/kit/keys.tsx';
import { IconButton } from '../ui/kit/button.tsx';
import { Foreign } from '../ui/kit/foreign.tsx';
import { Icon } from '../ui/kit/icon.tsx';
import { MenuButton } from '../ui/kit/menu.tsx';
import './tab-bar.css';

/** Top of the window: history, one tab per document, the palette's button. */
export function TabBar({ commands }: Readonly<{ commands: readonly Command[] }>): ReactNode {
  const tabs = useConsole((state) => state.tabs);
  const active = useConsole((state) => state.active);
  const { images } = useLibrary();
  // A tag says more than the file that an image came in, once it is known.
  const titleOf = (id: string, title: string): string => {
    const image = images?.find(({ imageId }) => imageId === id);
    return image ? imageTitle(image) : title;
  };
  const command = (id: string): Command | undefined => commands.find((other) => other.id === id);
  const [back, forward, palette] = [command('back'), command('forward'), command('palette')];
  return (
    <section className="tab-bar" aria-label={text.product} data-region="tabs">
      <MenuButton
        label={text.shell.menu}
        groups={commandGroups.map((group) => ({
          title: text.commandGroups[group],
          entries: commands
            .filter((other) => other.group === group)
            .map(({ id, label, keys, checked, enabled, run }) => ({
              id,
              label,
              run,
              disabled: !enabled,
              ...(checked === undefined ? {} : { checked }),
              ...(keys?.[0] ? { keys: <Keys combo={keys[0]} /> } : {}),
            })),
        }))}
      >
        <button type="button" className="icon-button" aria-label={text.shell.menu}>
          <Icon of={MenuIcon} />
        </button>
      </MenuButton>
      <IconButton icon={ChevronLeft} label={text.commands.back} disabled={!back?.enabled} onClick={back?.run} />
      <IconButton
        icon={ChevronRight}
        label={text.commands.forward}
        disabled={!forward?.enabled}
        onClick={forward?.run}
      />
      <nav className="tabs" aria-label={text.shell.tabs}>
        <ul>
          {tabs.map(({ id, title }) => (
            <li key={id} className="tab" data-active={id === active || undefined}>
              <button
                type="button"
                className="tab-name"
                aria-current={id === active ? 'page' : undefined}
                onClick={() => activateTab(id)}
                onAuxClick={(event) => event.button === 1 && closeTab(id)}
              >
                <Icon of={id === 'library' ? LibraryBig : Container} size={15} />
                <span className="ellipsis">
                  {id === 'library' ? text.commands.library : <Foreign text={titleOf(id, title)} />}
                </span>
              </button>
              {id === 'library' ? null : (
                <IconButton
                  small
                  icon={X}
                  label={text.shell.closeTab(visibleLine(titleOf(id, title)))}
                  onClick={() => closeTab(id)}
                />
              )}
            </li>
          ))}
        </ul>
      </nav>
      <button type="button" className="palette-button" onClick={palette?.run}>
        <Icon of={Search} size={14} />
        <span className="ellipsis">{text.palette.placeholder}</span>
        <Keys combo="mod+k" />
      </button>
    </section>
  );
}
