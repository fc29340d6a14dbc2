import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acceptanceFaults, POINTS } from './acceptance.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string | null =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : null;

/** A map in which each point is open, but for those that are given. */
function mapWith(lines: Readonly<Record<number, string>>): string {
  const points = Array.from({ length: POINTS }, (_, at) => `### ${at + 1}. x\n\n${lines[at + 1] ?? '- open: all'}\n`);
  return `# Acceptance\n\n${points.join('\n')}`;
}

test('every accepted point names tests that are there, manual steps, or what is open', () => {
  expect(acceptanceFaults(read('e2e/ACCEPTANCE.md') ?? '', read)).toEqual([]);
});

test('what is wrong with such a map is found', () => {
  const files: Readonly<Record<string, string>> = {
    'a.test.ts': "it('does it', () => {});\ntest(`is ${name}`, () => {});\nconst words = 'does';\n",
  };
  const faults = (lines: Readonly<Record<number, string>>): string[] =>
    acceptanceFaults(mapWith(lines), (path) => files[path] ?? null);
  expect(
    faults({
      1: '- `a.test.ts`: does it',
      2: '- `a.test.ts`: is ${name}',
      3: '- manual, Electron only: look',
      4: '- manual, people only: ask',
    }),
  ).toEqual([]);
  expect(faults({ 4: '', 5: '- done', 6: '- `b.test.ts`: does it', 7: '- `a.test.ts`: does', 8: '- open:' })).toEqual([
    'point 4 has nothing',
    'point 5: - done',
    'point 6: there is no b.test.ts',
    'point 7: a.test.ts has no test "does"',
    'point 8: - open:',
  ]);
  expect(acceptanceFaults('### 2. x\n\n- open: all\n', () => null)).toEqual(['points are 2']);
});
