import { fireEvent, render, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { GoToByte } from './go-to-byte.tsx';

function ask(words: string, size: number): number | undefined {
  const onGo = vi.fn<(at: number) => void>();
  render(<GoToByte size={size} onGo={onGo} />);
  const box = screen.getByRole('textbox', { name: 'Go to byte' });
  fireEvent.change(box, { target: { value: words } });
  fireEvent.submit(box);
  return onGo.mock.calls[0]?.[0];
}

test.each([
  ['0', 0],
  [' 1,900,000,000 ', 1_900_000_000],
  ['0x7140 5f00', 0x71405f00],
  ['0X1f', 31],
])('%s is a place', (words, at) => {
  expect(ask(words, 2 ** 31)).toBe(at);
});

test.each(['', 'abc', '1e3', '-1', '0x', '1.5', '100', '9999999999999999999'])('%j is refused in words', (words) => {
  expect(ask(words, 100)).toBeUndefined();
  const box = screen.getByRole('textbox', { name: 'Go to byte' });
  expect(box.getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByRole('status').textContent).toBe('A number from 0 to 99, in decimal or with 0x in front');
});
