// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { apart } from './apart.tsx';

const Hello = ({ name }: Readonly<{ name: string }>) => <p>hello {name}</p>;

it('is fetched when it is first shown', async () => {
  const { Part } = apart(() => Promise.resolve(Hello));
  render(<Part name="you" />);
  expect(screen.queryByText('hello you')).toBeNull();
  expect(await screen.findByText('hello you')).toBeDefined();
});

it('is there with the first frame once it was fetched', async () => {
  const load = vi.fn(() => Promise.resolve(Hello));
  const { Part, ahead } = apart(load);
  ahead();
  await Promise.resolve();
  render(<Part name="you" />);
  expect(screen.getByText('hello you')).toBeDefined();
  expect(load).toHaveBeenCalledTimes(1);
});

it('is fetched again after that failed ahead', async () => {
  const load = vi.fn(() => Promise.resolve(Hello)).mockRejectedValueOnce(new Error('offline'));
  const { Part, ahead } = apart(load);
  ahead();
  await Promise.resolve();
  render(<Part name="you" />);
  expect(await screen.findByText('hello you')).toBeDefined();
});
