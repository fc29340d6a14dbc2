import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../../text/en.ts';

type SheetProps = Readonly<{ title: string; onClose: () => void; width?: number; children: ReactNode }>;

/** A question over the window: holds the focus, closes with Escape. */
export function Sheet({ title, onClose, width = 560, children }: SheetProps): ReactNode {
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={width}
      centered
      overlayProps={{ backgroundOpacity: 0.4 }}
      lockScroll={false}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': text.actions.close }}
      classNames={{ content: 'sheet-content', header: 'sheet-header', title: 'sheet-title', body: 'sheet-body' }}
    >
      {children}
    </Modal>
  );
}
