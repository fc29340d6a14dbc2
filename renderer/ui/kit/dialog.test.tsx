// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState, type ReactNode } from 'react';
import { expect, it } from 'vitest';
import { Dialog } from './dialog.tsx';

/** A button opens a first dialog; there "next" puts another in its place. */
function Window(): ReactNode {
  const [open, setOpen] = useState<'first' | 'next' | null>(null);
  return (
    <MantineProvider>
      <button onClick={() => setOpen('first')}>open</button>
      {open === 'first' ? (
        <Dialog key="first" title="First" onClose={() => setOpen(null)}>
          <input aria-label="box" autoFocus data-autofocus />
          <button onClick={() => setOpen('next')}>next</button>
        </Dialog>
      ) : null}
      {open === 'next' ? (
        <Dialog key="next" title="Next" onClose={() => setOpen(null)}>
          <input aria-label="other box" />
        </Dialog>
      ) : null}
    </MantineProvider>
  );
}

const button = (name: string) => screen.getByRole('button', { name });

it('takes the focus as it opens and gives it back as it closes', async () => {
  const user = userEvent.setup();
  render(<Window />);
  await user.click(button('open'));
  await user.keyboard('typed');
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'box' }).value).toBe('typed');
  await user.keyboard('{Escape}');
  expect(document.activeElement).toBe(button('open'));
});

it('gives it back to what opened the dialog whose place it took', async () => {
  const user = userEvent.setup();
  render(<Window />);
  await user.click(button('open'));
  await user.click(button('next'));
  await user.type(screen.getByRole('textbox', { name: 'other box' }), '{Escape}');
  expect(document.activeElement).toBe(button('open'));
});
