import type { ChangeState } from '#shared/model/layer-tree.ts';
import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';

const letters: Readonly<Record<ChangeState, string>> = { added: 'A', modified: 'M', removed: 'R', same: '=' };

/** What happened to a name: a letter in a shape and a colour of its own, and the word for who sees neither. */
export function StateBadge({ state }: Readonly<{ state: ChangeState }>): ReactNode {
  return (
    <span className="state-badge" data-state={state}>
      <span aria-hidden>{letters[state]}</span>
      <span className="sr-only">{text.tree.states[state]}</span>
    </span>
  );
}
