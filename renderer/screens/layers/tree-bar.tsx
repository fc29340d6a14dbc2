import { CHANGE_STATES, LATER, type StateCounts, TREE_MODES, TREE_TYPES } from '#shared/model/layer-tree.ts';
import { Search } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { count } from '../../text/formats.ts';
import { Icon } from '../../ui/kit/icon.tsx';
import { StateBadge } from './state-badge.tsx';
import { toggled, type TreeLook } from '../../state/tree-look.ts';

type BarProps = Readonly<{
  look: TreeLook;
  counts: StateCounts | undefined;
  onLook: (change: Partial<TreeLook>) => void;
  /** From the box down into the tree. */
  onLeave: () => void;
}>;

/** Which tree, and what of it. Nothing chosen in a group is everything. */
export function TreeBar({ look, counts, onLook, onLeave }: BarProps): ReactNode {
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      onLeave();
    } else if (event.key === 'Escape' && look.query !== '') {
      event.preventDefault();
      onLook({ query: '' });
    }
  };
  return (
    <div className="tree-bars">
      <div className="tree-bar">
        <div className="segments" role="group" aria-label={text.tree.mode}>
          {TREE_MODES.map((mode) => (
            <button
              key={mode}
              type="button"
              aria-pressed={look.mode === mode}
              onClick={() => onLook(mode === 'final' ? { mode } : { mode, layer: look.layer ?? 0 })}
            >
              {text.tree.modes[mode]}
            </button>
          ))}
        </div>
        <div className="tree-toggles" role="group" aria-label={text.tree.stateFilter}>
          {CHANGE_STATES.map((state) => (
            <button
              key={state}
              type="button"
              className="tree-toggle"
              aria-pressed={look.states.includes(state)}
              onClick={() => onLook({ states: toggled(CHANGE_STATES, look.states, state) })}
            >
              <span aria-hidden>
                <StateBadge state={state} />
              </span>
              {text.tree.states[state]}
              {counts ? <span className="text-3 figures">{count(counts[state])}</span> : null}
            </button>
          ))}
        </div>
      </div>
      <div className="tree-bar">
        <label className="tree-find">
          <Icon of={Search} size={15} />
          <input
            type="search"
            data-filter
            aria-label={text.tree.find}
            placeholder={text.tree.findHint}
            value={look.query}
            spellCheck={false}
            onChange={({ target }) => onLook({ query: target.value })}
            onKeyDown={onKeyDown}
          />
        </label>
        <div className="tree-toggles" role="group" aria-label={text.tree.typeFilter}>
          {TREE_TYPES.map((type) => (
            <button
              key={type}
              type="button"
              className="tree-toggle"
              aria-pressed={look.types.includes(type)}
              onClick={() => onLook({ types: toggled(TREE_TYPES, look.types, type) })}
            >
              {text.tree.types[type]}
            </button>
          ))}
        </div>
        {LATER.map((later) => (
          <label key={later} className="tree-later">
            <input
              type="checkbox"
              checked={look.later.includes(later)}
              // Nothing comes after the finished image.
              disabled={look.mode === 'final' && later === 'overwritten'}
              onChange={() => onLook({ later: toggled(LATER, look.later, later) })}
            />
            {text.tree.laterFilter[later]}
          </label>
        ))}
      </div>
    </div>
  );
}
