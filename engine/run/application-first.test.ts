import { expect, it } from 'vitest';
import { componentOf } from '#engine/testing/scan-commit.ts';
import type { OpenPoint } from '#shared/model/usage.ts';
import { applicationFirst } from './application-first.ts';

it('puts what no package owns in front, and keeps the order else', () => {
  const at = (file: string | null): OpenPoint => ({
    scope: 'python',
    reason: 'DynamicImport',
    detail: '',
    file,
    line: 1,
    column: 1,
    hop: null,
  });
  const gone = componentOf('gone', { files: ['srv/b.py'] });
  const ordered = applicationFirst([
    componentOf('python3', { files: ['usr/lib/python3/a.py', 'lib/b.py'] }),
    { ...gone, layers: { ...gone.layers, removed: 1 } },
  ]);
  const open = ['usr/lib/python3/a.py', 'srv/b.py', 'usr/lib/b.py', 'srv/node_modules/x/i.js', 'srv/a.py', null].map(
    at,
  );
  expect(ordered({ state: 'unknown', strength: 'open', steps: [], open }).open.map(({ file }) => file)).toEqual([
    'srv/b.py',
    'srv/a.py',
    null,
    'usr/lib/python3/a.py',
    'usr/lib/b.py',
    'srv/node_modules/x/i.js',
  ]);
});
