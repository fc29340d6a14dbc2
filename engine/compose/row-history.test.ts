import { expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import type { ComponentLayers } from '#shared/model/component.ts';
import type { PackageFact } from '#shared/model/fact.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { DatabaseRow, DatabaseState } from './input.ts';
import { followRows } from './row-history.ts';

/** Rows as `name version [word]`; the word is a further field of the row. */
type Table = Readonly<{
  name: string;
  /** S_0 … S_top; 'same' = the layer did not touch the database, `again` = listed again with the same bytes. */
  states: readonly (readonly string[] | 'same' | 'again')[];
  /** By key: introduced, recordWritten, lastModified, removed. */
  expected: Readonly<Record<string, readonly [number, number, number, number | null]>>;
}>;

const tables: Table[] = [
  { name: 'installed in the base', states: [['a 1'], 'same', 'same'], expected: { 'a 1': [0, 0, 0, null] } },
  {
    name: 'an upgrade removes one key and introduces another in the same layer',
    states: [['a 1', 'b 1'], 'same', ['a 2', 'b 1']],
    expected: { 'a 1': [0, 0, 0, 2], 'a 2': [2, 2, 2, null], 'b 1': [0, 2, 0, null] },
  },
  {
    name: 'removed and added again: the last stay counts',
    states: [['a 1', 'b 1'], ['b 1'], ['a 1', 'b 1']],
    expected: { 'a 1': [2, 2, 2, null], 'b 1': [0, 2, 0, null] },
  },
  {
    name: 'removed, added and removed again',
    states: [['a 1'], [], ['a 1'], []],
    expected: { 'a 1': [2, 2, 2, 3] },
  },
  {
    name: 'an upgrade that a later layer takes back',
    states: [['a 1'], ['a 2'], ['a 1']],
    expected: { 'a 1': [2, 2, 2, null], 'a 2': [1, 1, 1, 2] },
  },
  {
    name: 'a database rewritten by an unrelated install',
    states: [['a 1'], ['a 1', 'b 1'], ['a 1', 'b 1', 'c 1']],
    expected: { 'a 1': [0, 2, 0, null], 'b 1': [1, 2, 1, null], 'c 1': [2, 2, 2, null] },
  },
  {
    name: 'a row whose other fields change',
    states: [['a 1 held'], ['a 1 installed'], ['a 1 installed', 'b 1']],
    expected: { 'a 1': [0, 2, 1, null], 'b 1': [2, 2, 2, null] },
  },
  {
    name: 'a row that changes there and back was modified twice',
    states: [['a 1 x'], ['a 1 y'], ['a 1 x']],
    expected: { 'a 1': [0, 2, 2, null] },
  },
  {
    name: 'the same bytes listed again',
    states: [['a 1'], 'same', 'again', 'same'],
    expected: { 'a 1': [0, 2, 0, null] },
  },
  {
    name: 'the whole database goes',
    states: [['a 1', 'b 1'], []],
    expected: { 'a 1': [0, 0, 0, 1], 'b 1': [0, 0, 0, 1] },
  },
  { name: 'no database at first', states: [[], 'same', ['a 1']], expected: { 'a 1': [2, 2, 2, null] } },
  {
    name: 'two rows with one key: the later one counts',
    states: [['a 1 first', 'a 1 second'], ['a 1 second']],
    expected: { 'a 1': [0, 1, 0, null] },
  },
  { name: 'no layer at all', states: [], expected: {} },
];

it.for(tables)('$name', ({ states, expected }) => {
  const found = followRows(statesOf(states), ({ fact }) => `${fact.name} ${fact.version}`);
  const facts = Object.fromEntries(found.map(({ key, layers }) => [key, layers]));
  const wanted = Object.entries(expected).map(
    ([key, [introduced, recordWritten, lastModified, removed]]): [string, ComponentLayers] => [
      key,
      { introduced, recordWritten, lastModified, removed },
    ],
  );
  expect(facts).toEqual(Object.fromEntries(wanted));
  expect(found).toHaveLength(wanted.length);
});

it('keeps the row that proves the last stay', () => {
  const [history] = followRows(statesOf([['a 1 x'], ['a 1 y'], []]), ({ fact }) => fact.name);
  expect(history?.row).toMatchObject({ fact: { state: 'y' }, file: { lastModified: 1 } });
});

it('says of a row in a log which layer wrote the log', () => {
  const file = {
    ...fileIn(0),
    members: new Map([
      ['db', 0],
      ['db-wal', 3],
    ]),
  };
  const inLog = rowOf('a 1', file, { member: 'db-wal' });
  const inBoth = rowOf('b 1', file, { continued: { ...CITED, member: 'db-wal' } });
  const inDatabase = rowOf('c 1', file);
  const below = { files: [file], rows: [inDatabase], absences: new Map() };
  const states = [below, below, below, { ...below, rows: [inLog, inBoth, inDatabase] }];
  expect(followRows(states, ({ fact }) => fact.name).map(({ key, layers }) => [key, layers.recordWritten])).toEqual([
    ['c', 0],
    ['a', 3],
    ['b', 3],
  ]);
});

const CITED = { kind: 'lines', container: [], segments: [{ from: 0, to: 1 }], sha256: sha256('') } as const;

function statesOf(states: Table['states']): DatabaseState[] {
  const made: DatabaseState[] = [];
  for (const [layer, state] of states.entries()) {
    const below = made.at(-1) ?? { files: [], rows: [], absences: new Map() };
    if (state === 'same') made.push(below);
    else if (state === 'again') {
      const file = fileIn(layer);
      made.push({ ...below, files: [file], rows: below.rows.map((row) => ({ ...row, file })) });
    } else {
      const file = fileIn(layer);
      made.push({ files: [file], rows: state.map((text) => rowOf(text, file)), absences: new Map() });
    }
  }
  return made;
}

function fileIn(layer: number): DatabaseState['files'][number] {
  return { path: 'var/lib/dpkg/status' as RootPath, sha256: sha256(`${layer}`), lastModified: layer };
}

function rowOf(text: string, file: DatabaseRow['file'], cited: Partial<PackageFact['cited']> = {}): DatabaseRow {
  const [name = '', version = '', state = 'installed'] = text.split(' ');
  const fact: PackageFact = {
    kind: 'package',
    type: 'deb',
    name,
    version,
    arch: 'all',
    source: null,
    state,
    licence: null,
    details: {},
    files: [],
    cited: { ...CITED, ...cited },
  };
  return { fact, analyzer: 'os/dpkg-status@1', file };
}
