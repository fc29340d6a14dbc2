import type { ComponentRow as Shown } from '#shared/model/component-list.ts';
import type { OverviewLayer } from '#shared/model/library.ts';
import { memo, useRef, type ReactNode } from 'react';
import { Skeleton } from '../../ui/kit/states.tsx';
import { Cell } from './cell.tsx';
import type { Column } from './columns.ts';

type RowProps = Readonly<{
  index: number;
  /** Among all lines, group heads too. */
  line: number;
  row: Shown | undefined;
  columns: readonly Column[];
  template: string;
  layers: readonly OverviewLayer[];
  selected: boolean;
  /** In pixels. */
  top: number;
  height: number;
  onChoose: (index: number, extend: boolean) => void;
  onOpen: () => void;
}>;

/** A component in the table. Most rows in view stay as they are while others come and go. */
export const ComponentRow = memo(function ComponentRow({
  index,
  line,
  row,
  columns,
  template,
  layers,
  selected,
  top,
  height,
  onChoose,
  onOpen,
}: RowProps): ReactNode {
  // Until a row is read, what stood there before stays in the page unseen: filling it anew costs less than making it.
  const before = useRef(row);
  if (row) before.current = row;
  const held = row ?? before.current;
  return (
    <div
      id={`component-${index}`}
      className="grid-row"
      role="row"
      aria-rowindex={line + 2}
      aria-selected={selected}
      aria-busy={row === undefined}
      style={{ gridTemplateColumns: template, transform: `translateY(${top}px)`, height }}
      onMouseDown={(event) => onChoose(index, event.shiftKey)}
      onDoubleClick={onOpen}
    >
      {columns.map(({ id, width }, at) => (
        <div key={id} className="grid-cell" role="gridcell" aria-colindex={at + 1}>
          {held ? <Cell row={held} column={id} layers={layers} /> : <Skeleton width={width / 2} />}
        </div>
      ))}
    </div>
  );
});
