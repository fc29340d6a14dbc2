import type { ReactNode } from 'react';
import { adjust } from '../../state/console.ts';
import { withUsage, type Facets } from '../../state/view.ts';
import { text } from '../../text/en.ts';

/** All changes, or those that the start of either image reaches: the same choice as in the list of components. */
export function UsageSwitch({
  on,
  traced,
  untraced,
  facets,
}: Readonly<{ on: boolean; traced: boolean; untraced: string; facets: Facets }>): ReactNode {
  return (
    <>
      <div className="segments" role="group" aria-label={text.diff.usageViews}>
        <button type="button" aria-pressed={!on} onClick={() => adjust({ facets: withUsage(facets, null) })}>
          {text.usage.inventory}
        </button>
        <button
          type="button"
          aria-pressed={on}
          disabled={!traced}
          onClick={() => adjust({ facets: withUsage(facets, 'reached') })}
        >
          {text.usage.usage}
        </button>
      </div>
      {traced ? null : <span className="text-2">{untraced}</span>}
    </>
  );
}
