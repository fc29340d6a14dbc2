import { useEffect, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { linkStore } from '../../data/api.ts';
import { createStore, useStore } from '../../state/store.ts';
import { text } from '../../text/en.ts';
import { AboutPage } from './about-page.tsx';
import { AppearancePage } from './appearance-page.tsx';
import { KeyboardPage } from './keyboard-page.tsx';
import { NetworkPage } from './network-page.tsx';
import { PluginsPage } from './plugins-page.tsx';
import { RetentionPage } from './retention-page.tsx';
import { matchingPages, type PageName } from './setting-search.ts';
import { StoragePage } from './storage-page.tsx';
import { TrustPage } from './trust-page.tsx';
import './settings.css';

/** Which page is shown, for as long as the window lives. */
const pageStore = createStore<PageName>('appearance');

const pages: Readonly<Record<PageName, () => ReactNode>> = {
  appearance: AppearancePage,
  storage: StoragePage,
  retention: RetentionPage,
  plugins: PluginsPage,
  trust: TrustPage,
  network: NetworkPage,
  keyboard: KeyboardPage,
  about: AboutPage,
};

/** Settings: a list of pages that can be searched, and one of them. */
export function SettingsScreen(): ReactNode {
  const page = useStore(pageStore, (value) => value);
  const [query, setQuery] = useState('');
  const shown = matchingPages(query);
  const Page = pages[page];
  useAskAgain();
  /** Up and down move through the pages, as in any list of tabs. */
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = shown[(shown.indexOf(page) + step + shown.length) % shown.length];
    if (next === undefined) return;
    pageStore.set(() => next);
    document.getElementById(`settings-tab-${next}`)?.focus();
  };
  return (
    <div className="settings">
      <div className="settings-side">
        <h1>{text.settings.title}</h1>
        <input
          type="search"
          className="text-input"
          data-filter
          aria-label={text.settings.search}
          placeholder={text.settings.search}
          value={query}
          onChange={({ target }) => {
            setQuery(target.value);
            const [first] = matchingPages(target.value);
            if (first !== undefined && target.value.trim() !== '') pageStore.set(() => first);
          }}
        />
        {shown.length === 0 ? <p className="text-2">{text.settings.noSetting(query)}</p> : null}
        <div role="tablist" aria-orientation="vertical" aria-label={text.settings.pageList} onKeyDown={move}>
          {shown.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`settings-tab-${name}`}
              className="settings-tab"
              aria-selected={name === page}
              aria-controls="settings-page"
              tabIndex={name === page || !shown.includes(page) ? 0 : -1}
              onClick={() => pageStore.set(() => name)}
            >
              {text.settings.pages[name]}
            </button>
          ))}
        </div>
      </div>
      <div
        className="settings-page"
        id="settings-page"
        role="tabpanel"
        tabIndex={0}
        aria-labelledby={shown.includes(page) ? `settings-tab-${page}` : undefined}
        aria-label={shown.includes(page) ? undefined : text.settings.pages[page]}
      >
        <h2>{text.settings.pages[page]}</h2>
        <Page />
      </div>
    </div>
  );
}

/** An engine that was started again may run with other switches, and its ledger begins anew. */
function useAskAgain(): void {
  const cache = useQueryClient();
  useEffect(() => {
    let before = linkStore.get();
    return linkStore.subscribe(() => {
      const now = linkStore.get();
      if (now === 'open' && before !== 'open') void cache.invalidateQueries();
      before = now;
    });
  }, [cache]);
}
