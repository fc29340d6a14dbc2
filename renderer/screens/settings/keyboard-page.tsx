import { useState, type ReactNode } from 'react';
import { commandList } from '../../commands/command-list.ts';
import { commandGroups } from '../../commands/command.ts';
import { isMac, keyNames } from '../../commands/key-combo.ts';
import { consoleStore } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Keys } from '../../ui/kit/keys.tsx';

const nothing = (): void => undefined;

/** Every command and its keys, from the list that menus and palette are made of. */
export function KeyboardPage(): ReactNode {
  const [query, setQuery] = useState('');
  const commands = commandList(consoleStore.get(), {
    chooseFiles: nothing,
    chooseFolder: nothing,
    copySelection: nothing,
    focusFilter: nothing,
    nextRegion: nothing,
    nextChange: nothing,
  });
  const wanted = query.trim().toLowerCase();
  const shown = commands.filter(({ label, keys = [] }) =>
    [label, ...keys.map((combo) => keyNames(combo, isMac()).join('+'))].some((words) =>
      words.toLowerCase().includes(wanted),
    ),
  );
  return (
    <>
      <p className="text-2">{text.settings.keyboardHint}</p>
      <input
        type="search"
        className="text-input"
        aria-label={text.settings.filterKeys}
        placeholder={text.settings.filterKeys}
        value={query}
        onChange={({ target }) => setQuery(target.value)}
      />
      {shown.length === 0 ? <p>{text.settings.noCommand(query)}</p> : null}
      {commandGroups.map((group) => {
        const rows = shown.filter((command) => command.group === group);
        return rows.length === 0 ? null : (
          <section key={group} className="settings-section" aria-label={text.commandGroups[group]}>
            <h3>{text.commandGroups[group]}</h3>
            <ul className="keys-list">
              {rows.map(({ id, label, keys = [] }) => (
                <li key={id}>
                  <span>{label}</span>
                  <span className="keys-all">
                    {keys.map((combo) => (
                      <Keys key={combo} combo={combo} />
                    ))}
                    <span className="sr-only">
                      {keys.map((combo) => keyNames(combo, isMac()).join(' ')).join(', ')}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
