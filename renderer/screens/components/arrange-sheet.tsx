import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { announce } from '../../state/announcer.ts';
import { text } from '../../text/en.ts';
import { Button, IconButton } from '../../ui/kit/button.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';
import { moveColumn, type Column } from './columns.ts';

type ArrangeProps = Readonly<{
  columns: readonly Column[];
  onColumns: (columns: readonly Column[] | null) => void;
  onClose: () => void;
}>;

/** Which columns are shown, and in which order, without a pointer. */
export function ArrangeSheet({ columns, onColumns, onClose }: ArrangeProps): ReactNode {
  const shown = columns.filter((column) => column.shown);
  const move = (id: Column['id'], by: -1 | 1): void => {
    const next = moveColumn(columns, id, by);
    if (next === columns) return;
    onColumns(next);
    const order = next.filter((column) => column.shown);
    announce(text.list.moved(text.columns[id], order.findIndex((one) => one.id === id) + 1, order.length));
  };
  return (
    <Sheet title={text.list.columnsTitle} onClose={onClose} width={440}>
      <ul className="view-list">
        {[...shown, ...columns.filter((column) => !column.shown)].map(({ id, shown: visible }) => (
          <li key={id}>
            <label className="facet-value">
              <input
                type="checkbox"
                checked={visible}
                disabled={id === 'name'}
                onChange={() =>
                  onColumns(columns.map((column) => (column.id === id ? { ...column, shown: !visible } : column)))
                }
              />
              <span>{text.columns[id]}</span>
            </label>
            {visible && id !== 'name' ? (
              <span>
                <IconButton
                  icon={ArrowUp}
                  small
                  label={text.list.earlier(text.columns[id])}
                  onClick={() => move(id, -1)}
                />
                <IconButton
                  icon={ArrowDown}
                  small
                  label={text.list.later(text.columns[id])}
                  onClick={() => move(id, 1)}
                />
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      <div className="rows-sheet-foot">
        <Button onClick={() => onColumns(null)}>{text.list.reset}</Button>
      </div>
    </Sheet>
  );
}
