import type { ReactNode } from 'react';
import type { KnownChoice } from '../../data/intake-state.ts';
import { platformText } from '../../data/use-library.ts';
import { text } from '../../text/en.ts';
import { shortDigest } from '../../text/formats.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';

type ChoiceListProps = Readonly<{
  label: string;
  choices: readonly KnownChoice[];
  /** Positions in `choices`. */
  chosen: readonly number[];
  onChange: (chosen: readonly number[]) => void;
}>;

/** The images of one archive, to be ticked. One that is only listed in it cannot be. */
export function ChoiceList({ label, choices, chosen, onChange }: ChoiceListProps): ReactNode {
  const toggle = (at: number): void =>
    onChange(chosen.includes(at) ? chosen.filter((other) => other !== at) : [...chosen, at].sort((a, b) => a - b));
  return (
    <ul className="choice-list" aria-label={label}>
      {choices.map((choice, at) => (
        <li key={choice.positions.join(',')}>
          <label className="choice">
            <input
              type="checkbox"
              checked={chosen.includes(at)}
              disabled={!choice.present}
              onChange={() => toggle(at)}
            />
            <span className="choice-name ellipsis">
              <Foreign text={choice.tags.length > 0 ? choice.tags.join(', ') : text.library.untagged(null)} />
            </span>
            <span className="text-2">
              <Foreign text={platformText(choice.platform)} />
            </span>
            <span className="mono text-3">{choice.imageId === null ? '' : shortDigest(choice.imageId)}</span>
            <span className="text-2">
              {choice.present ? (choice.known ? text.incoming.alreadyKnown : '') : text.incoming.absent}
            </span>
          </label>
        </li>
      ))}
    </ul>
  );
}
