import { expect, it } from 'vitest';
import type { OpenPoint } from '#shared/model/usage.ts';
import { openLines } from './open-lines.ts';

const POINT: OpenPoint = {
  scope: 'python',
  reason: 'DynamicImport',
  detail: '',
  file: 'srv/app.py',
  line: 3,
  column: 1,
  hop: null,
};

it('says each place once, in the words of the console', () => {
  const trace: OpenPoint = { ...POINT, scope: 'any', reason: 'MissingFile', detail: '/x', file: null, hop: 'h' };
  expect(openLines([POINT, { ...POINT, column: 9, hop: 'other' }, { ...POINT, line: 4 }, trace])).toEqual([
    'not known: a module whose name is made at run time; may load python  (srv/app.py:3)',
    'not known: a module whose name is made at run time; may load python  (srv/app.py:4)',
    'not known: a file that is named is not in the image: /x; may load anything',
  ]);
});
