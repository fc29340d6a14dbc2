import { useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Command } from '../commands/command.ts';
import { useImageId } from '../data/use-image.ts';
import { showSheet } from '../state/console.ts';
import { text } from '../text/en.ts';
import { Dialog } from '../ui/kit/dialog.tsx';
import { Foreign } from '../ui/kit/foreign.tsx';
import { Icon } from '../ui/kit/icon.tsx';
import { Keys } from '../ui/kit/keys.tsx';
import { PaletteCard } from './palette-card.tsx';
import { useResults, type Result } from './palette-results.ts';
import './palette.css';

/** One box for everything: commands, images, components, libraries, files and layers of the image in front. */
export function Palette({ commands }: Readonly<{ commands: readonly Command[] }>): ReactNode {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const results = useResults(query.trim(), commands);
  const imageId = useImageId();
  const close = (): void => showSheet(null);
  const chosen = Math.min(at, results.length - 1);
  const subject = results[chosen]?.subject;
  const run = (result: Result | undefined): void => {
    // What cannot be done now is listed, with the reason.
    if (!result || result.off !== undefined) return;
    close();
    result.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && results.length > 0) {
      event.preventDefault();
      const next = (chosen + step + results.length) % results.length;
      setAt(next);
      document.querySelector(`#palette-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(results[chosen]);
    }
  };
  return (
    <Dialog
      onClose={close}
      withCloseButton={false}
      size={640}
      yOffset="12vh"
      padding={0}
      title={text.palette.title}
      classNames={{ content: 'sheet-content palette', header: 'sr-only' }}
    >
      <input
        className="palette-input"
        role="combobox"
        // Keys that follow at once are already meant for it.
        autoFocus
        data-autofocus
        aria-label={text.palette.input}
        aria-expanded={results.length > 0}
        aria-controls="palette-list"
        aria-activedescendant={results.length > 0 ? `palette-${chosen}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder={text.palette.placeholder}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {results.length === 0 ? <p className="palette-none text-2">{text.palette.none(query)}</p> : null}
      <div id="palette-list" className="palette-list" role="listbox" aria-label={text.palette.title}>
        {results.map((result, place) => (
          <div key={result.id} role="presentation">
            {result.group === results[place - 1]?.group ? null : (
              <p className="menu-label" role="presentation">
                {result.group}
              </p>
            )}
            <div
              id={`palette-${place}`}
              className="palette-row"
              role="option"
              aria-selected={place === chosen}
              aria-disabled={result.off !== undefined}
              onMouseMove={() => setAt(place)}
              onClick={() => run(result)}
            >
              <Icon of={result.icon} size={15} />
              <span className="palette-label ellipsis">
                <Foreign text={result.label} />
              </span>
              {result.detail === undefined ? null : (
                <span className="ellipsis text-3">
                  <Foreign text={result.detail} />
                </span>
              )}
              {result.off === undefined ? null : <span className="palette-off text-2">{result.off}</span>}
              {result.keys === undefined ? null : <Keys combo={result.keys} />}
            </div>
          </div>
        ))}
      </div>
      {imageId !== null && subject ? <PaletteCard imageId={imageId} of={subject} /> : null}
      <p className="sr-only" role="status">
        {text.palette.results(results.length)}
      </p>
    </Dialog>
  );
}
