import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withoutWaiting } from './truth-order.ts';

const root = join(import.meta.dirname, '../..');
const files = globSync('e2e/**/*.truth.ts', { cwd: root }).sort();
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

it('what makes the Debian image and the applications comes first, what needs the image last, the rest as it was', () => {
  const order = withoutWaiting(files, (file) => `/${file}`, textOf);
  const [debian, applications, ...rest] = order;
  expect([debian, applications]).toEqual(['e2e/images/debian-image.truth.ts', 'e2e/usage/applications.truth.ts']);
  // Whatever calls for the image, by whichever way it comes to it.
  const needs = rest.map((file) => /\bdebianImage\(/.test(textOf(file)));
  expect(needs.filter(Boolean).length).toBeGreaterThan(5);
  expect(needs).toEqual(needs.toSorted((a, b) => Number(a) - Number(b)));
  const others = rest.filter((_, at) => needs[at] === false);
  expect(others).toEqual(others.toSorted());
  expect(order.toSorted()).toEqual(files);
});

it('other tests keep their order', () => {
  const others = ['b.test.ts', 'e2e/x.truth.ts', 'a.test.ts'];
  const text = (file: string): string => (file === 'b.test.ts' ? "from './debian-image.ts'" : '');
  expect(withoutWaiting(others, (file) => file, text)).toEqual(others);
});
