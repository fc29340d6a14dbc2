import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { Dialog } from './dialog.tsx';

type SheetProps = Readonly<{ title: string; onClose: () => void; width?: number; children: ReactNode }>;

/** A question over the window. */
export function Sheet({ title, onClose, width = 560, children }: SheetProps): ReactNode {
  return (
    <Dialog
      onClose={onClose}
      title={title}
      size={width}
      centered
      closeButtonProps={{ 'aria-label': text.actions.close }}
      classNames={{ content: 'sheet-content', header: 'sheet-header', title: 'sheet-title', body: 'sheet-body' }}
    >
      {children}
    </Dialog>
  );
}
