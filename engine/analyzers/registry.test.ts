import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { analyzers } from './registry.ts';

const ids = analyzers.map((analyzer) => analyzer.id);

test('the registry and the plug-in folders name each other', () => {
  const folders = globSync('*/*/index.ts', { cwd: import.meta.dirname }).map((file) =>
    file.replace(/[/\\]index\.ts$/, '').replace('\\', '/'),
  );
  expect([...ids].sort()).toEqual(folders.sort());
});

test('no two plug-ins share an id', () => {
  expect(new Set(ids).size).toBe(ids.length);
});
