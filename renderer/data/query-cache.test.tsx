// @vitest-environment jsdom
import { QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { createQueryCache } from './query-cache.ts';

/** Answers that come when the test lets them. */
function answers() {
  const waiting: ((value: string) => void)[] = [];
  return {
    asked: () => new Promise<string>((resolve) => void waiting.push(resolve)),
    count: () => waiting.length,
    give: (at: number, value: string) => waiting[at]?.(value),
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

it.for([
  ['the first that is looked at', true],
  ['one that nobody looks at yet', false],
] as const)('an answer on its way when something new is told is asked for again: %s', async ([, isActive]) => {
  const cache = createQueryCache();
  const { asked, count, give } = answers();
  const options = { queryKey: ['list'], queryFn: asked };
  if (isActive) new QueryObserver(cache, options).subscribe(() => undefined);
  else void cache.prefetchQuery(options);
  const told = cache.invalidateQueries({ queryKey: ['list'] });
  give(0, 'before');
  await settled();
  if (isActive) {
    expect(count()).toBe(2);
    give(1, 'after');
    await told;
    expect(cache.getQueryData(['list'])).toBe('after');
  } else {
    await told;
    // It is asked for when somebody looks.
    expect(cache.getQueryState(['list'])?.isInvalidated).toBe(true);
  }
  expect(cache.isFetching()).toBe(0);
});

it('an answer that was there before is asked for once, and others are left alone', async () => {
  const cache = createQueryCache();
  const { asked, count, give } = answers();
  new QueryObserver(cache, { queryKey: ['list'], queryFn: asked, initialData: 'old', staleTime: 0 }).subscribe(
    () => undefined,
  );
  new QueryObserver(cache, { queryKey: ['other'], queryFn: () => 'x', initialData: 'x' }).subscribe(() => undefined);
  expect(count()).toBe(1);
  const told = cache.invalidateQueries({ queryKey: ['list'] });
  give(0, 'before');
  give(1, 'after');
  await told;
  expect(count()).toBe(2);
  expect(cache.getQueryData(['list'])).toBe('after');
});
