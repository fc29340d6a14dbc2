import { Modal } from '@mantine/core';
import { useEffect, useId, useState, type ReactNode } from 'react';

type DialogProps = Pick<
  Parameters<typeof Modal>[0],
  | 'onClose'
  | 'title'
  | 'size'
  | 'centered'
  | 'yOffset'
  | 'padding'
  | 'withCloseButton'
  | 'closeButtonProps'
  | 'classNames'
> &
  Readonly<{ children: ReactNode }>;

/** What the focus goes back to from each open dialog: what had it before, else what that was opened from. */
const origins = new Map<string, readonly HTMLElement[]>();

/**
 * A window inside the window: it holds the focus, closes with Escape, and gives the focus back. Mantine gives it back only from a
 * dialog that stays mounted while it is closed; here one that is closed is gone.
 */
export function Dialog(props: DialogProps): ReactNode {
  const id = useId();
  // As it renders for the first time: afterwards the focus is inside.
  const [from] = useState(focusedNow);
  useEffect(() => {
    origins.set(id, from);
    return () => {
      origins.delete(id);
      // What was chosen in it may have moved the focus.
      if (document.activeElement === document.body) from.find((one) => one.isConnected)?.focus({ preventScroll: true });
    };
  }, [id, from]);
  return (
    <Modal
      opened
      lockScroll={false}
      overlayProps={{ backgroundOpacity: 0.4 }}
      transitionProps={{ duration: 0 }}
      data-dialog={id}
      {...props}
    />
  );
}

function focusedNow(): readonly HTMLElement[] {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || focused === document.body) return [];
  // One dialog opens another, which may take its place.
  const around = focused.closest<HTMLElement>('[data-dialog]')?.dataset['dialog'];
  return [focused, ...(origins.get(around ?? '') ?? [])];
}
