import { expect, it } from 'vitest';
import { tabTitles } from './tab-titles.ts';

it.each([
  [
    ['docker.io/acme/web:1', 'docker.io/acme/web:2'],
    ['web|:1', 'web|:2'],
  ],
  // The same name in two folders, and in two registries.
  [
    ['a/web:1', 'b/web:1', 'b/db:1'],
    ['a/web|:1', 'b/web|:1', 'db|:1'],
  ],
  [
    ['x.org/a/web:1', 'y.org/a/web:1', 'web:1'],
    ['x.org/a/web|:1', 'y.org/a/web|:1', 'web|:1'],
  ],
  // A port is no tag, and a digest is one.
  [
    ['localhost:5000/web', 'localhost:5000/db@sha256:1f'],
    ['web|', 'db|@sha256:1f'],
  ],
  [
    ['web.tar', ':odd', '', 'web.tar'],
    ['web.tar|', ':odd|', '|', 'web.tar|'],
  ],
])('%j', (names, shown) => {
  expect(tabTitles(names).map(({ stem, tag }) => `${stem}|${tag}`)).toEqual(shown);
});
