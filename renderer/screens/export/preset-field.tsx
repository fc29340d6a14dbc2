import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { announce } from '../../state/announcer.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { NoteLine } from '../../ui/kit/states.tsx';
import {
  type KeptPresets,
  type Preset,
  presetLimits,
  samePreset,
  SHIPPED,
  shippedPresets,
  withPreset,
} from './presets.ts';

type FieldProps = Readonly<{
  kept: KeptPresets;
  chosen: Preset;
  choose: (preset: Preset) => void;
  keep: (presets: KeptPresets) => void;
}>;

/** Chooses a preset, keeps what is chosen as one, or removes one. Enter makes the document at once. */
export function PresetField({ kept, chosen, choose, keep }: FieldProps): ReactNode {
  const [naming, setNaming] = useState<string | null>(null);
  const [full, setFull] = useState(false);
  const words = text.exports;
  const select = useRef<HTMLSelectElement>(null);
  // The sheet itself does so a moment later, and who knows the keys is faster.
  useEffect(() => select.current?.focus(), []);
  const shipped = SHIPPED.find((one) => samePreset(shippedPresets[one], chosen));
  const own = shipped ? undefined : kept.own.find((one) => samePreset(one, chosen));
  const wanted = naming?.trim() ?? '';
  const save = (): void => {
    if (wanted === '') return;
    const next = withPreset(kept, { ...chosen, name: wanted });
    setFull(next === undefined);
    if (!next) return;
    keep(next);
    setNaming(null);
    announce(words.kept(wanted));
  };
  return (
    <div className="preset">
      <label className="export-field">
        {words.preset}
        <select
          ref={select}
          data-autofocus
          value={shipped ? `shipped ${shipped}` : own ? `own ${own.name}` : ''}
          onKeyDown={submitOnEnter}
          onChange={({ target: { value } }) => {
            const ofProgram = SHIPPED.find((one) => value === `shipped ${one}`);
            const preset = ofProgram ? shippedPresets[ofProgram] : kept.own.find(({ name }) => value === `own ${name}`);
            if (preset) choose(preset);
          }}
        >
          {shipped || own ? null : <option value="">{words.otherPreset}</option>}
          {SHIPPED.map((one) => (
            <option key={one} value={`shipped ${one}`}>
              {words.shipped[one]}
            </option>
          ))}
          {kept.own.length === 0 ? null : (
            <optgroup label={words.own}>
              {kept.own.map(({ name }) => (
                <option key={name} value={`own ${name}`} translate="no">
                  {name}
                </option>
              ))}
            </optgroup>
          )}
        </select>
      </label>
      {naming === null ? (
        <>
          {own ? (
            <Button
              onClick={() => {
                keep({ ...kept, own: kept.own.filter(({ name }) => name !== own.name) });
                announce(words.removed(own.name));
              }}
            >
              {words.removePreset}
            </Button>
          ) : (
            <Button disabled={shipped !== undefined} onClick={() => setNaming('')}>
              {words.savePreset}
            </Button>
          )}
        </>
      ) : (
        <>
          <input
            // It comes at the press of a button, in whose place it is.
            ref={(input) => input?.focus()}
            className="text-input"
            aria-label={words.presetName}
            placeholder={words.presetName}
            value={naming}
            maxLength={presetLimits.name}
            autoComplete="off"
            onChange={({ target }) => setNaming(target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== 'Escape') return;
              event.preventDefault();
              event.stopPropagation();
              if (event.key === 'Enter') save();
              else setNaming(null);
            }}
          />
          <Button disabled={wanted === ''} onClick={save}>
            {words.keep}
          </Button>
        </>
      )}
      {full ? <NoteLine kind="caution">{words.tooMany}</NoteLine> : null}
    </div>
  );
}

/** Some systems would open the list instead. */
function submitOnEnter(event: KeyboardEvent<HTMLSelectElement>): void {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
