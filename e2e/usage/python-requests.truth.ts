import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPythonRequests } from '#engine/formats/python-source/read-requests.ts';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';

const missing = missingTools(['python3']);
skipNotice('Python requests against CPython’s parser', missing);

const LIST = join(import.meta.dirname, 'support/python/list-imports.py');
const STATEMENTS: ReadonlySet<string> = new Set(['import', 'from', 'from name', 'from *']);

type Row = readonly [specifier: string, kind: string, line: number, lazy: boolean];

const printed = (rows: readonly Row[]): string[] => rows.map((row) => row.join(' ')).sort();

describe.skipIf(missing.length > 0)('import statements', () => {
  it('of the library of the machine’s Python are those that its own parser finds', { timeout: 120_000 }, () => {
    const library = run('python3', ['-c', 'import os; print(os.path.dirname(os.__file__))']).toString().trim();
    const paths = readdirSync(library, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
      .map((entry) => join(entry.parentPath, entry.name))
      // The tests of the library are as many files again, and installed packages are not the same everywhere.
      .filter((path) => !/\/(test|tests|idle_test|site-packages|dist-packages)\//.test(path))
      .sort();
    const lines = run('python3', [LIST], { input: `${paths.join('\n')}\n` })
      .toString()
      .trim()
      .split('\n');
    let statements = 0;
    const different: string[] = [];
    for (const [index, path] of paths.entries()) {
      const wanted = JSON.parse(lines[index] ?? 'null') as Row[] | null;
      if (wanted === null) continue;
      const read = readPythonRequests(readFileSync(path));
      const got = (read.ok ? read.requests : [])
        .filter(({ how }) => STATEMENTS.has(how))
        .map(({ specifier, how, line, lazy }): Row => [specifier ?? '', how, line, lazy]);
      statements += wanted.length;
      const [ours, theirs] = [printed(got), printed(wanted)];
      if (ours.join('\n') !== theirs.join('\n'))
        different.push(
          `${path}: ours ${ours.filter((row) => !theirs.includes(row)).join(', ')} | theirs ${theirs.filter((row) => !ours.includes(row)).join(', ')}`,
        );
    }
    console.log(`${paths.length} sources with ${statements} requests, as CPython’s parser reads them`);
    expect(different).toEqual([]);
    expect(paths.length).toBeGreaterThan(500);
  });
});
