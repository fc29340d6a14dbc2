import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { parseCreateTable } from './parse-create-table.ts';

/** What SQLite itself says: the columns, and which of them is the rowid. */
function bySqlite(sql: string): { stored: string; columns: string[]; rowidColumn: number | undefined } {
  const db = new Database(':memory:');
  try {
    db.exec(sql);
    const { name, sql: stored } = db
      .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_sequence'")
      .get() as {
      name: string;
      sql: string;
    };
    const columns = (db.prepare('SELECT name FROM pragma_table_info(?)').all(name) as { name: string }[]).map(
      (row) => row.name,
    );
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    // Only the other name of the rowid follows it.
    db.exec(`INSERT INTO ${quoted(name)} (rowid) VALUES (4711)`);
    const row = db
      .prepare(`SELECT * FROM ${quoted(name)}`)
      .raw()
      .get() as unknown[];
    const rowid = row.indexOf(4711);
    return { stored, columns, rowidColumn: rowid < 0 ? undefined : rowid };
  } finally {
    db.close();
  }
}

describe('parseCreateTable', () => {
  it.for([
    "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT,blob BLOB)",
    'CREATE TABLE t(a, b, c)',
    'create table if not exists t(a integer primary key, b)',
    'CREATE TABLE t(a INT PRIMARY KEY, b)',
    'CREATE TABLE t(a INTEGER PRIMARY KEY DESC, b)',
    'CREATE TABLE t(a INTEGER PRIMARY KEY ASC, b)',
    'CREATE TABLE t(a TEXT, b INTEGER, PRIMARY KEY (b))',
    'CREATE TABLE t(a TEXT, b INTEGER, PRIMARY KEY (b DESC))',
    'CREATE TABLE t(a INTEGER, b INTEGER, PRIMARY KEY (a, b))',
    'CREATE TABLE t(a TEXT, b INTEGER, CONSTRAINT pk PRIMARY KEY ("B"))',
    'CREATE TABLE t(a, b INTEGER CONSTRAINT pk NOT NULL PRIMARY KEY)',
    'CREATE TABLE t(a "INTEGER" PRIMARY KEY, b)',
    'CREATE TABLE t(a INTEGER(4) PRIMARY KEY, b)',
    'CREATE TABLE t(a UNSIGNED INTEGER PRIMARY KEY, b)',
    "CREATE TABLE t(\"a b\" TEXT, [c,d] DECIMAL(10, 2), `e``f` DEFAULT (1+(2)), 'g''h' CHECK (1 > 0))",
    "CREATE TABLE t(a -- a comment, with ( and ,\n, b /* another, ) */ TEXT DEFAULT 'x,)y')",
    'CREATE TABLE t(a, b, UNIQUE (a, b), CHECK (a <> b))',
    'CREATE TABLE t("primary", "check" TEXT)',
    'CREATE TABLE t(añb, 日本 INTEGER PRIMARY KEY)',
    'CREATE TABLE "we(ird" (a, b)',
    'CREATE TABLE t(a, b) STRICT'.replace('(a, b)', '(a ANY, b TEXT)'),
    'CREATE TABLE t AS SELECT 1 AS one, 2 AS "two words"',
  ])('agrees with SQLite: %s', (sql) => {
    const { stored, columns, rowidColumn } = bySqlite(sql);
    expect(parseCreateTable(stored)).toEqual({ columns, rowidColumn });
  });

  it.for([
    ['CREATE TABLE t(a PRIMARY KEY, b) WITHOUT ROWID', 'a table without rowids'],
    ['CREATE TABLE t(a PRIMARY KEY, b) STRICT, without rowid', 'a table without rowids'],
    ['CREATE TABLE t(a, b GENERATED ALWAYS AS (a + 1) STORED)', 'a generated column'],
    ['CREATE TABLE t(a, b AS (a + 1))', 'a generated column'],
    ['CREATE VIRTUAL TABLE t USING fts5(a, b)', 'a virtual table'],
    ['CREATE VIEW v AS SELECT 1', 'no list of columns'],
    ['CREATE TABLE t(a, b', 'no end of the list of columns'],
    ['', 'no list of columns'],
  ] as const)('refuses %s', ([sql, found]) => {
    expect(() => parseCreateTable(sql)).toThrow(
      expect.objectContaining({ diagnostic: expect.objectContaining({ found }) }),
    );
  });

  test.for(['"', "'", '`', '[', '/*', '--', '(', ',', '""', "''''", '[[]', 'a ', '\n'])('a million of %j', (piece) => {
    const sql = `CREATE TABLE t(a, ${piece.repeat(999_000 / piece.length)}`;
    readsOrRefuses(Buffer.from(sql), () => parseCreateTable(sql), piece);
  });

  test('any text', () => {
    const word = fc.constantFrom(
      'CREATE TABLE t',
      '(',
      ')',
      ',',
      'a',
      'INTEGER',
      'PRIMARY',
      'KEY',
      'AS',
      "'",
      '"',
      '[',
      ']',
      '--',
      '\n',
      '/*',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        readsOrRefuses(new Uint8Array(), () => parseCreateTable(words.join(' ')), words.join(' '));
      }),
      { numRuns: 2000 },
    );
  });
});
