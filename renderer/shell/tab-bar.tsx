import { ChevronLeft, ChevronRight, LibraryBig, Menu as MenuIcon, Search, X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
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
import { tabTitles } from './tab-titles.ts';
import './tab-bar.css';

/** Characters of a name that is not cut: it takes hardly more room than what would be left of it. */
const WHOLE = 8;

/** Top of the window: history, one tab per document, the palette's button. */
export function TabBar({ commands }: Readonly<{ commands: readonly Command[] }>): ReactNode {
  const tabs = useConsole((state) => state.tabs);
  const active = useConsole((state) => state.active);
  const { images } = useLibrary();
  // A tag says more than the file that an image came in, once it is known.
  const named = tabs.map(({ id, title }) => {
    const image = images?.find(({ imageId }) => imageId === id);
    const full = image ? imageTitle(image) : title;
    // Of an image without a tag, its file tells it from others.
    return { full: visibleLine(full), short: image?.tags.length === 0 ? (image.source.name ?? full) : full };
  });
  const shown = tabTitles(named.map(({ short }) => short));
  const list = useRef<HTMLUListElement>(null);
  // More tabs than there is room for scroll.
  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [active]);
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
        <ul ref={list}>
          {tabs.map(({ id }, at) => {
            const [name, { stem, tag }] = [named[at]?.full ?? '', shown[at] ?? { stem: '', tag: '' }];
            const image = id !== 'library';
            const whole = stem.length + tag.length <= WHOLE;
            return (
              <li key={id} className="tab" data-active={id === active || undefined} data-whole={whole || undefined}>
                <button
                  type="button"
                  className="tab-name"
                  aria-current={id === active ? 'page' : undefined}
                  {...(image ? { 'aria-label': name, title: name, translate: 'no' } : {})}
                  onClick={() => activateTab(id)}
                  onAuxClick={(event) => event.button === 1 && closeTab(id)}
                >
                  {image ? (
                    <>
                      <span className="tab-stem ellipsis" data-long={stem.length > 3 || undefined}>
                        <Foreign text={stem} />
                      </span>
                      <span className="tab-tag ellipsis">
                        <Foreign text={tag} />
                      </span>
                    </>
                  ) : (
                    <>
                      <Icon of={LibraryBig} size={15} />
                      <span>{text.commands.library}</span>
                    </>
                  )}
                </button>
                {image ? (
                  <IconButton small icon={X} label={text.shell.closeTab(name)} onClick={() => closeTab(id)} />
                ) : null}
              </li>
            );
          })}
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
