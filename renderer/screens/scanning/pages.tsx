import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';

type PagesProps = Readonly<{
  offset: number;
  rows: number;
  total: number;
  size: number;
  onOffset: (offset: number) => void;
}>;

/** Which part of a list is shown, and the way to the others; nothing where it fits a page. */
export function Pages({ offset, rows, total, size, onOffset }: PagesProps): ReactNode {
  if (total <= size) return null;
  return (
    <p className="scanning-list-head figures">
      {text.scanning.page(offset + 1, offset + rows, total)}
      <Button kind="link" disabled={offset === 0} onClick={() => onOffset(offset - size)}>
        {text.scanning.earlier}
      </Button>
      <Button kind="link" disabled={offset + size >= total} onClick={() => onOffset(offset + size)}>
        {text.scanning.later}
      </Button>
    </p>
  );
}
