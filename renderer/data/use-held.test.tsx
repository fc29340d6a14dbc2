import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { describe, expect, it } from 'vitest';
import { useHeld } from './use-held.ts';

function List({ words }: Readonly<{ words: string }>): ReactNode {
  const { shown, waiting, show, hold } = useHeld(words, words);
  return (
    <>
      <div {...hold}>
        <button type="button">{shown}</button>
        {waiting ? (
          <button type="button" onClick={show}>
            more
          </button>
        ) : null}
      </div>
      <button type="button">elsewhere</button>
    </>
  );
}

describe('a list that changes', () => {
  it('follows while nobody is in it', () => {
    const { rerender } = render(<List words="one" />);
    rerender(<List words="two" />);
    expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['two', 'elsewhere']);
  });

  it('stays under the focus until it is asked to follow, or the focus has left', async () => {
    const user = userEvent.setup();
    const { rerender } = render(<List words="one" />);
    await user.tab();
    rerender(<List words="two" />);
    expect(screen.getByRole('button', { name: 'one' })).toBe(document.activeElement);
    await user.click(screen.getByRole('button', { name: 'more' }));
    expect(screen.getByRole('button', { name: 'two' })).toBeTruthy();
    rerender(<List words="three" />);
    expect(screen.getByRole('button', { name: 'two' })).toBeTruthy();
    // The button that was clicked is gone; a real pointer would be over what is there now.
    await user.hover(screen.getByRole('button', { name: 'two' }));
    await user.click(screen.getByRole('button', { name: 'elsewhere' }));
    expect(screen.getByRole('button', { name: 'three' })).toBeTruthy();
  });

  it('stays under the pointer', async () => {
    const user = userEvent.setup();
    const { rerender } = render(<List words="one" />);
    await user.hover(screen.getByRole('button', { name: 'one' }));
    rerender(<List words="two" />);
    expect(screen.getByRole('button', { name: 'one' })).toBeTruthy();
    await user.hover(screen.getByRole('button', { name: 'elsewhere' }));
    expect(screen.getByRole('button', { name: 'two' })).toBeTruthy();
  });
});
