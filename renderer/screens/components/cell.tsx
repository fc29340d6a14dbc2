import type { ComponentRow, ComponentSort } from '#shared/model/component-list.ts';
import type { OverviewLayer } from '#shared/model/library.ts';
import type { ReactNode } from 'react';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { LayerTag, TypeChip } from '../../ui/kit/tags.tsx';
import { UsageMark } from '../../ui/kit/usage-mark.tsx';
import { shortCommand } from '#shared/text/short-command.ts';
import { cellText } from './cell-text.ts';

type CellProps = Readonly<{ row: ComponentRow; column: ComponentSort; layers: readonly OverviewLayer[] }>;

/** One value of a row. */
export function Cell({ row, column, layers }: CellProps): ReactNode {
  if (column === 'type') return <TypeChip type={row.type} />;
  if (column === 'usage') return row.usage === undefined ? <None /> : <UsageMark word={row.usage} />;
  if (column === 'introduced' || column === 'lastModified' || column === 'recordWritten') {
    const index = row.layers[column];
    if (index === null) return <None />;
    const command = column === 'introduced' ? layers[index]?.createdBy : null;
    return (
      <>
        <LayerTag index={index} />
        {command == null ? null : (
          <span className="ellipsis text-3">
            <Foreign text={shortCommand(command).slice(0, 120)} />
          </span>
        )}
      </>
    );
  }
  const words = cellText(row, column);
  if (words === '') return <None />;
  if (column === 'name')
    return (
      <span className="ellipsis cell-name">
        <Foreign text={words} />
      </span>
    );
  return (
    <span className={column === 'version' ? 'ellipsis figures' : 'ellipsis text-2'}>
      <Foreign text={words} />
    </span>
  );
}

function None(): ReactNode {
  return <span className="text-3">—</span>;
}
