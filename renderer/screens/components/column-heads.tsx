import { ArrowDown, ArrowUp } from 'lucide-react';
import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { announce } from '../../state/announcer.ts';
import { adjust } from '../../state/console.ts';
import type { Sort } from '../../state/view.ts';
import { text } from '../../text/en.ts';
import { Icon } from '../../ui/kit/icon.tsx';
import { clampWidth, COLUMN_LIMITS, type Column } from './columns.ts';

type HeadsProps = Readonly<{
  columns: readonly Column[];
  sort: Sort;
  template: string;
  onColumns: (columns: readonly Column[]) => void;
}>;

/** Names of the columns: a press sorts, the edge makes one wider. */
export function ColumnHeads({ columns, sort, template, onColumns }: HeadsProps): ReactNode {
  const shown = columns.filter((column) => column.shown);
  const resize = (id: Column['id'], width: number): void =>
    onColumns(columns.map((column) => (column.id === id ? { ...column, width: clampWidth(width) } : column)));
  return (
    <div className="grid-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
      {shown.map(({ id, width }, at) => {
        const sorted = sort.by === id;
        return (
          <div
            key={id}
            role="columnheader"
            className="grid-heading"
            aria-colindex={at + 1}
            aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
          >
            <button
              type="button"
              onClick={() => {
                const descending = sorted && !sort.descending;
                adjust({ sort: { by: id, descending } });
                announce(text.components.sorted(text.columns[id], descending));
              }}
            >
              <span className="ellipsis">{text.columns[id]}</span>
              {sorted ? <Icon of={sort.descending ? ArrowDown : ArrowUp} size={12} /> : null}
            </button>
            <Edge name={text.columns[id]} width={width} onWidth={(next) => resize(id, next)} />
          </div>
        );
      })}
    </div>
  );
}

type EdgeProps = Readonly<{ name: string; width: number; onWidth: (width: number) => void }>;

/** The edge of a column: dragged, or moved with the arrow keys. */
function Edge({ name, width, onWidth }: EdgeProps): ReactNode {
  const start = useRef<Readonly<{ x: number; width: number }> | null>(null);
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width: event.currentTarget.parentElement?.offsetWidth ?? width };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    if (start.current) onWidth(start.current.width + event.clientX - start.current.x);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onWidth(width + step);
  };
  return (
    <span
      className="grid-edge"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={text.components.resize(name)}
      aria-valuenow={width}
      aria-valuemin={COLUMN_LIMITS.least}
      aria-valuemax={COLUMN_LIMITS.most}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (start.current = null)}
      onKeyDown={onKeyDown}
    />
  );
}
