import { wordsText } from '#shared/text/words.ts';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign, Path } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { LayerTag } from '../../ui/kit/tags.tsx';
import { hopIcon, ownerName, StatusBadge } from './hop-looks.tsx';
import type { HopRow } from './hop-rows.ts';

/** Lines that are in the page at first, and how many more each time. */
const PAGE = 500;

type ListProps = Readonly<{
  rows: readonly HopRow[];
  /** Id of the chosen step. */
  chosen: string | null;
  onChoose: (id: string) => void;
  onToggle: (key: string) => void;
  /** Goes to the text that states the step. */
  onOpen: () => void;
}>;

/** The steps as a tree: what people with a keyboard or a screen reader use, and the whole of what the graph shows. */
export function HopList({ rows, chosen, onChoose, onToggle, onOpen }: ListProps): ReactNode {
  const [limit, setLimit] = useState(PAGE);
  /** A fold that has the focus; steps that have it are chosen. */
  const [fold, setFold] = useState<string | null>(null);
  const tree = useRef<HTMLDivElement>(null);
  const at = Math.max(
    0,
    rows.findIndex(({ key }) => key === (fold ?? chosen)),
  );
  const shown = rows.slice(0, Math.max(limit, at + 1));

  useEffect(() => {
    tree.current?.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: 'nearest' });
  }, [chosen]);

  const goTo = (place: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, place))];
    if (!row) return;
    if (row.kind === 'hop') {
      setFold(null);
      onChoose(row.key);
    } else setFold(row.key);
    // Drawn anew by then, where the line was beyond the page.
    requestAnimationFrame(() => tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const canOpen = row.kind === 'fold' || row.children > 0;
    switch (event.key) {
      case 'ArrowDown':
        goTo(at + 1);
        break;
      case 'ArrowUp':
        goTo(at - 1);
        break;
      case 'Home':
        goTo(0);
        break;
      case 'End':
        goTo(rows.length - 1);
        break;
      case 'ArrowRight':
        if (canOpen && !row.open) onToggle(row.key);
        else if (canOpen) goTo(at + 1);
        break;
      case 'ArrowLeft':
        if (canOpen && row.open) onToggle(row.key);
        else if (row.level > 1) goTo(rows.slice(0, at).findLastIndex(({ level }) => level === row.level - 1));
        break;
      case 'Enter':
        if (row.kind === 'fold') onToggle(row.key);
        else {
          onChoose(row.key);
          onOpen();
        }
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  return (
    <div className="hop-list">
      <div ref={tree} role="tree" aria-label={text.start.hops} onKeyDown={onKeyDown}>
        {shown.map((row, place) => (
          <div
            key={row.key}
            role="treeitem"
            className="hop-row"
            data-change
            data-row={row.kind}
            aria-level={row.level}
            aria-posinset={row.position}
            aria-setsize={row.siblings}
            aria-selected={row.kind === 'hop' && row.key === chosen}
            {...(row.kind === 'fold' || row.children > 0 ? { 'aria-expanded': row.open } : {})}
            tabIndex={place === at ? 0 : -1}
            style={{ paddingInlineStart: 6 + Math.min(row.level - 1, 12) * 18 }}
            onFocus={() => {
              if (row.kind === 'fold') return;
              setFold(null);
              if (row.key !== chosen) onChoose(row.key);
            }}
            onClick={() => (row.kind === 'fold' ? onToggle(row.key) : onChoose(row.key))}
          >
            <Twist row={row} onToggle={onToggle} />
            {row.kind === 'hop' ? (
              <Step row={row} />
            ) : (
              <span className="text-2">{text.start.notTakenHere(row.count)}</span>
            )}
          </div>
        ))}
      </div>
      {shown.length < rows.length ? (
        <Button kind="link" onClick={() => setLimit(shown.length + PAGE)}>
          {text.start.more(shown.length, rows.length)}
        </Button>
      ) : null}
    </div>
  );
}

/** For the pointer; keys open and close by arrows. */
function Twist({ row, onToggle }: Readonly<{ row: HopRow; onToggle: (key: string) => void }>): ReactNode {
  const canOpen = row.kind === 'fold' || row.children > 0;
  return (
    <span
      className="twist"
      aria-hidden
      onClick={(event) => {
        if (!canOpen) return;
        event.stopPropagation();
        onToggle(row.key);
      }}
    >
      {canOpen ? <Icon of={row.open ? ChevronDown : ChevronRight} size={14} /> : null}
    </span>
  );
}

function Step({ row: { hop } }: Readonly<{ row: Extract<HopRow, { kind: 'hop' }> }>): ReactNode {
  const { kind, status, argv, path, file, line, layer, owner, reason } = hop;
  const name = owner === null ? null : ownerName(owner);
  return (
    <span className="hop-step">
      <span className="hop-what">
        <Icon of={hopIcon(hop)} size={14} />
        <span className="hop-kind">{text.start.kinds[kind]}</span>
        <span className="hop-argv ellipsis">
          <Foreign text={wordsText(argv)} mono />
        </span>
        <StatusBadge status={status} />
      </span>
      <span className="hop-where text-2">
        {reason === undefined ? null : (
          <span className="hop-reason">
            {text.start.unknown}: {text.start.reasons[reason]}
          </span>
        )}
        {path === null ? null : <Path text={`/${path}`} />}
        {layer === null ? null : <LayerTag index={layer} />}
        {path === null ? null : name === null ? text.start.noOwner : <Foreign text={name} />}
        <span className="hop-place">
          {file === null ? (
            text.start.config
          ) : (
            <>
              <Foreign text={file.split('/').at(-1) ?? file} mono />
              {line === null ? null : <span className="mono figures">{text.start.place(line)}</span>}
            </>
          )}
        </span>
      </span>
    </span>
  );
}
