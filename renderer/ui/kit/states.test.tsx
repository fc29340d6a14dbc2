import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Progress } from './states.tsx';

test.each([null, 10])('a bar is called what is seen of a hostile name (end: %s)', (total) => {
  render(<Progress label={'a\u202ecod.tar'} done={1} total={total} />);
  expect(screen.getByRole('progressbar').getAttribute('aria-label')).toBe('aU+202Ecod.tar');
});
