import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { announce } from '../../state/announcer.ts';
import { adjust } from '../../state/console.ts';
import type { Sort } from '../../state/view.ts';
import { text } from '../../text/en.ts';
import { Icon } from '../../ui/kit/icon.tsx';
import { clampWidth, COLUMN_LIMITS, type Column, moveColumn } from './columns.ts';

/** What a dragged column is called among dragged things, so that files keep being files. */
const DRAGGED = 'application/x-stellaops-column';

type HeadsProps = Readonly<{
  columns: readonly Column[];
  sort: Sort;
  template: string;
  onColumns: (columns: readonly Column[]) => void;
}>;

/** Names of the columns: a press sorts, dragging or Alt, Shift and an arrow key moves, the edge makes one wider. */
export function ColumnHeads({ columns, sort, template, onColumns }: HeadsProps): ReactNode {
  const shown = columns.filter((column) => column.shown);
  const resize = (id: Column['id'], width: number): void =>
    onColumns(columns.map((column) => (column.id === id ? { ...column, width: clampWidth(width) } : column)));
  const move = (id: Column['id'], by: -1 | 1): void => {
    const next = moveColumn(columns, id, by);
    if (next === columns) return;
    onColumns(next);
    const order = next.filter((column) => column.shown);
    announce(text.list.moved(text.columns[id], order.findIndex((one) => one.id === id) + 1, order.length));
  };
  /** Moves place by place until it is where the other one was. */
  const moveTo = (id: Column['id'], target: Column['id']): void => {
    const placeOf = (list: readonly Column[], one: Column['id']): number =>
      list.findIndex((column) => column.id === one);
    const by = placeOf(columns, id) < placeOf(columns, target) ? 1 : -1;
    let next = columns;
    while ((placeOf(next, target) - placeOf(next, id)) * by > 0) {
      const moved = moveColumn(next, id, by);
      if (moved === next) break;
      next = moved;
    }
    onColumns(next);
  };
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
            onDragOver={(event) => {
              if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
            }}
            onDrop={(event) => {
              const dragged = shown.find((column) => column.id === event.dataTransfer.getData(DRAGGED));
              if (!dragged) return;
              event.preventDefault();
              event.stopPropagation();
              if (dragged.id !== id) moveTo(dragged.id, id);
            }}
            aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
          >
            <button
              type="button"
              draggable={id !== 'name'}
              onDragStart={(event) => {
                event.dataTransfer.setData(DRAGGED, id);
                event.dataTransfer.effectAllowed = 'move';
              }}
              onKeyDown={(event) => {
                const by = ({ ArrowLeft: -1, ArrowRight: 1 } as const)[event.key];
                if (!event.altKey || !event.shiftKey || by === undefined) return;
                event.preventDefault();
                move(id, by);
              }}
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
  // Of presses that come before the next drawing, each counts.
  const wanted = useRef(width);
  useEffect(() => {
    wanted.current = width;
  }, [width]);
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
    wanted.current = clampWidth(wanted.current + step);
    onWidth(wanted.current);
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
