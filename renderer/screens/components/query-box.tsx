import type { ImageId } from '#shared/model/digest.ts';
import type { QueryProblem } from '#shared/text/query.ts';
import { Search } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { activeTab, adjust, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { count } from '../../text/formats.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { useCompletions, type Proposal } from './use-completions.ts';

type BoxProps = Readonly<{
  imageId: ImageId;
  query: string;
  problem: QueryProblem | undefined;
  onEscape: () => boolean;
}>;

/**
 * Where a query is written. Under it, what the word at the caret may become: the arrow keys choose, Enter and Tab take, Escape
 * closes. Without a list, the arrow key leads to the rows.
 */
export function QueryBox({ imageId, query, problem, onEscape }: BoxProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const facets = useConsole((state) => activeTab(state).view.facets);
  const removed = useConsole((state) => activeTab(state).view.removed);
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(-1);
  const proposals = useCompletions(imageId, query, caret, { facets, removed });
  const open = proposals.length > 0;
  const active = open ? Math.min(chosen, proposals.length - 1) : -1;

  // The caret goes behind what was taken once the text is there.
  const [goal, setGoal] = useState<number | null>(null);
  useEffect(() => {
    if (goal === null) return;
    input.current?.setSelectionRange(goal, goal);
    setGoal(null);
  }, [goal]);

  const take = (proposal: Proposal | undefined): void => {
    if (!proposal) return;
    adjust({ query: proposal.query });
    setGoal(proposal.caret);
    // A field's name is followed by its values; a value is the end.
    setCaret(proposal.query.endsWith(':') ? proposal.caret : null);
    setChosen(-1);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { key } = event;
    if (open && (key === 'ArrowDown' || key === 'ArrowUp')) {
      event.preventDefault();
      const step = key === 'ArrowDown' ? 1 : -1;
      setChosen((active + step + proposals.length + (active === -1 && step === -1 ? 1 : 0)) % proposals.length);
    } else if (open && (key === 'Enter' || (key === 'Tab' && active !== -1 && !event.shiftKey)) && active !== -1) {
      event.preventDefault();
      take(proposals[active]);
    } else if (open && key === 'Escape') {
      event.preventDefault();
      setCaret(null);
    } else if (key === 'Escape' && onEscape()) event.preventDefault();
    else if (key === 'ArrowDown') {
      event.preventDefault();
      document.querySelector<HTMLElement>('.grid')?.focus();
    }
  };
  return (
    <div className="query" data-invalid={problem ? true : undefined}>
      <Icon of={Search} size={14} />
      <input
        ref={input}
        type="search"
        data-filter
        aria-label={text.components.query}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? 'query-problem' : undefined}
        aria-autocomplete="list"
        aria-controls={open ? 'query-proposals' : undefined}
        aria-activedescendant={active === -1 ? undefined : `query-proposal-${active}`}
        placeholder={text.components.placeholder}
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={({ target }) => {
          adjust({ query: target.value });
          setCaret(target.selectionStart);
          setChosen(-1);
        }}
        onBlur={() => setCaret(null)}
        onKeyDown={onKeyDown}
      />
      {open ? (
        <ul id="query-proposals" className="query-proposals" role="listbox" aria-label={text.list.suggestions}>
          {proposals.map((proposal, at) => (
            <li
              key={proposal.label}
              id={`query-proposal-${at}`}
              role="option"
              aria-selected={at === active}
              // The focus stays in the box.
              onMouseDown={(event) => {
                event.preventDefault();
                take(proposal);
              }}
            >
              <span className="ellipsis">
                {proposal.label === '' ? text.list.noneStated : <Foreign text={proposal.label} />}
              </span>
              {proposal.count === null ? null : <span className="figures text-2">{count(proposal.count)}</span>}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
