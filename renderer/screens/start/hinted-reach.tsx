import type { ReactNode } from 'react';
import type { HintedStart } from '#shared/model/hinted-start.ts';
import { adjust } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';

/** Components whose answer is another one with a person's values. */
export function HintedReach({
  hinted: { before, after, changes, changed },
}: Readonly<{ hinted: HintedStart }>): ReactNode {
  return (
    <section aria-labelledby="hinted-title" className="unknowns">
      <h2 id="hinted-title" className="section-title">
        {text.start.hinted.reach}
      </h2>
      <p>{text.start.hinted.counts(before.reached, after.reached)}</p>
      <p className="text-2">
        {changed === 0 ? text.start.hinted.same : text.start.hinted.changed(changes.length, changed)}
      </p>
      <ul>
        {changes.map(({ key, name, version, from, to }) => (
          <li key={key}>
            <button
              type="button"
              className="unknown-row"
              onClick={() => adjust({ selection: { kind: 'component', key } })}
            >
              <Foreign text={version === null ? name : `${name} ${version}`} mono />
              <span className="text-2">{text.start.hinted.fromTo(from, to)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
