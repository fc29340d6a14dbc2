import { useState, type ReactNode } from 'react';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPCClient } from '../../data/api.ts';
import {
  appearanceStore,
  MOTIONS,
  setAppearance,
  THEMES,
  usualAppearance,
  ZOOMS,
  type Appearance,
} from '../../data/appearance.ts';
import { askForNotes, notePermission } from '../../data/browser-notes.ts';
import { host } from '../../data/host.ts';
import { useStore } from '../../state/store.ts';
import { Button } from '../../ui/kit/button.tsx';
import { text } from '../../text/en.ts';
import { NoteLine } from '../../ui/kit/states.tsx';
import { SettingRow } from './setting-row.tsx';

/** How the window looks. Changes show at once. */
export function AppearancePage(): ReactNode {
  const api = useTRPCClient();
  const { theme, motion, zoom } = useStore(appearanceStore, (value) => value);
  const [failed, setFailed] = useState<string | null>(null);
  const set = (change: Partial<Appearance>): void => {
    const before = appearanceStore.get();
    setAppearance(api, change).then(
      () => setFailed(null),
      (error: unknown) => {
        appearanceStore.set(() => before);
        setFailed(failureWords(error));
      },
    );
  };
  return (
    <>
      {failed === null ? null : <NoteLine kind="error">{text.settings.saveFailed(failed)}</NoteLine>}
      <SettingRow name={text.settings.theme} hint={text.settings.themeHint}>
        {(ids) => (
          <select
            {...ids}
            className="select"
            value={theme}
            onChange={({ target }) => set({ theme: find(THEMES, target.value, usualAppearance.theme) })}
          >
            {THEMES.map((one) => (
              <option key={one} value={one}>
                {text.settings.themes[one]}
              </option>
            ))}
          </select>
        )}
      </SettingRow>
      <SettingRow name={text.settings.zoom} hint={text.settings.zoomHint}>
        {(ids) => (
          <select
            {...ids}
            className="select"
            value={zoom}
            onChange={({ target }) => set({ zoom: find(ZOOMS, Number(target.value), usualAppearance.zoom) })}
          >
            {ZOOMS.map((one) => (
              <option key={one} value={one}>
                {text.settings.percent(one)}
              </option>
            ))}
          </select>
        )}
      </SettingRow>
      <SettingRow name={text.settings.motion} hint={text.settings.motionHint}>
        {(ids) => (
          <select
            {...ids}
            className="select"
            value={motion}
            onChange={({ target }) => set({ motion: find(MOTIONS, target.value, usualAppearance.motion) })}
          >
            {MOTIONS.map((one) => (
              <option key={one} value={one}>
                {text.settings.motions[one]}
              </option>
            ))}
          </select>
        )}
      </SettingRow>
      <NotesRow />
    </>
  );
}

/** Notes about jobs that ended while another window is in front. */
function NotesRow(): ReactNode {
  const [permission, setPermission] = useState(notePermission);
  const own = host()?.notify !== undefined;
  return (
    <SettingRow name={text.settings.notes} hint={text.settings.notesHint}>
      {(ids) =>
        !own && permission === 'default' ? (
          <Button {...ids} onClick={() => void askForNotes().then(setPermission)}>
            {text.settings.allowNotes}
          </Button>
        ) : (
          <span>{text.settings.notesState[own ? 'granted' : permission]}</span>
        )
      }
    </SettingRow>
  );
}

function find<T>(known: readonly T[], value: unknown, otherwise: T): T {
  return known.find((one) => one === value) ?? otherwise;
}
