import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it, test } from 'vitest';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { type SqliteSnapshot, writeSqlite } from '#engine/testing/sqlite-files.ts';
import { SqlitePages } from './open-pages.ts';
import { type SqliteValue, decodeSqliteText } from './read-record.ts';
import { openTable } from './read-table.ts';

/** Blobs are written `blob:` and their bytes: texts compare faster. */
type Value = null | number | bigint | string;
const write = <T>(fill: (db: Database.Database) => T) => writeSqlite((path) => new Database(path), fill);

/** Rows as SQLite gives them: rowid, then the columns; integers as bigint, so that -0.0 and 1 are not mixed up with 1.0. */
function bySqlite(db: Database.Database, table = 't'): Value[][] {
  const rows = db.prepare(`SELECT rowid, * FROM ${table} ORDER BY rowid`).raw().safeIntegers().all() as (
    Value | Buffer
  )[][];
  return rows.map((row) => row.map((value) => (Buffer.isBuffer(value) ? blobText(value) : value)));
}

function blobText(bytes: Uint8Array): string {
  return `blob:${Buffer.from(bytes).toString('latin1')}`;
}

function read(files: SqliteSnapshot, table = 't') {
  const pages = new SqlitePages(files);
  const { columns, rows } = openTable(pages, table);
  const found: Value[][] = [];
  const diagnostics: Diagnostic[] = [...pages.diagnostics];
  for (const one of rows()) {
    if ('row' in one) found.push([BigInt(one.row.rowid), ...one.row.values.map((value) => plain(value, pages))]);
    else diagnostics.push(one.diagnostic);
  }
  return { columns, rows: found, diagnostics };
}

function plain(value: SqliteValue, pages: SqlitePages): Value {
  switch (value.type) {
    case 'null':
      return null;
    case 'integer':
      return BigInt(value.value);
    case 'real':
      return value.value;
    case 'text':
      return decodeSqliteText(value.value.bytes, pages.header.encoding);
    case 'blob': {
      // The pieces must say where exactly these bytes are.
      const pieces = value.value.pieces.map(({ file, from, to }) => pages.files[file]!.subarray(from, to));
      expect(Buffer.concat(pieces).equals(value.value.bytes)).toBe(true);
      return blobText(value.value.bytes);
    }
    default:
      return value satisfies never;
  }
}

const blob = (length: number, seed: number) => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * seed) % 253));

/** Rows of every length around the points where a payload begins to overflow, with holes. */
function fill(db: Database.Database, pageSize: number, count: number): void {
  db.exec('BEGIN; CREATE TABLE other(x); CREATE TABLE t(id INTEGER PRIMARY KEY, data BLOB, note TEXT)');
  const insert = db.prepare('INSERT INTO t VALUES (?, ?, ?)');
  const edges = [
    0,
    1,
    pageSize / 8,
    pageSize - 60,
    pageSize - 40,
    pageSize - 20,
    pageSize,
    2 * pageSize,
    5 * pageSize + 7,
  ];
  for (let i = 0; i < count; i++) insert.run(i * 3 - 7, blob(edges[i % edges.length]! + (i % 40), i + 1), `note ${i}`);
  db.exec('COMMIT; DELETE FROM t WHERE id % 7 = 3');
}

describe.for([512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536])('pages of %i bytes', (pageSize) => {
  const count = pageSize > 4096 ? 50 : 200;
  test('all rows, overflow chains and a freelist', () => {
    const { files, truth } = write((db) => {
      db.pragma(`page_size = ${pageSize}`);
      fill(db, pageSize, count);
      expect(db.pragma('freelist_count', { simple: true })).toBeGreaterThan(0);
      return bySqlite(db);
    });
    expect(read(files)).toEqual({ columns: ['id', 'data', 'note'], rows: truth, diagnostics: [] });
  });

  test('the same in a log that was not copied back', () => {
    const { files, truth } = write((db) => {
      db.pragma(`page_size = ${pageSize}`);
      db.pragma('journal_mode = WAL');
      db.pragma('wal_autocheckpoint = 0');
      fill(db, pageSize, count);
      return bySqlite(db);
    });
    expect(files.wal!.length).toBeGreaterThan(pageSize);
    expect(read(files)).toEqual({ columns: ['id', 'data', 'note'], rows: truth, diagnostics: [] });
  });
});

describe('every kind of value', () => {
  const integers = [
    0n,
    1n,
    -1n,
    127n,
    -128n,
    128n,
    32_767n,
    -32_768n,
    8_388_607n,
    -8_388_608n,
    8_388_608n,
    2_147_483_647n,
  ]
    .concat([-2_147_483_648n, 2_147_483_648n, 2n ** 47n - 1n, -(2n ** 47n), 2n ** 47n, 2n ** 53n, -(2n ** 53n) - 1n])
    .concat([2n ** 63n - 1n, -(2n ** 63n)]);
  const others: (Value | Buffer)[] = [
    null,
    0.5,
    -1e300,
    Number.POSITIVE_INFINITY,
    '',
    'text',
    'ünï\u{1F600}',
    Buffer.alloc(0),
    blob(300, 3),
  ];

  it.for(['UTF-8', 'UTF-16le', 'UTF-16be'])('%s', (encoding) => {
    const { files, truth } = write((db) => {
      db.pragma(`encoding = '${encoding}'`);
      db.exec('CREATE TABLE t(v)');
      const insert = db.prepare('INSERT INTO t VALUES (?)');
      for (const value of [...integers, ...others]) insert.run(value);
      for (const rowid of [2n ** 31n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)])
        db.prepare('INSERT INTO t(rowid, v) VALUES (?, 1)').run(rowid);
      return bySqlite(db);
    });
    expect(read(files)).toEqual({ columns: ['v'], rows: truth, diagnostics: [] });
  });

  test('a column that was added later is absent from older rows', () => {
    const { files } = write((db) =>
      db.exec("CREATE TABLE t(a); INSERT INTO t VALUES (5); ALTER TABLE t ADD b DEFAULT 'x'"),
    );
    expect(read(files)).toEqual({ columns: ['a', 'b'], rows: [[1n, 5n]], diagnostics: [] });
  });

  test('reserved bytes at the end of each page', () => {
    const reserved = 32;
    const { files, truth } = writeSqlite(
      (path) => {
        // Nothing in SQL sets them, so an empty database is patched: the header's count, and where its one page's cells begin.
        new Database(path).exec('PRAGMA user_version = 1').close();
        const empty = readFileSync(path);
        empty[20] = reserved;
        empty.writeUInt16BE(4096 - reserved, 105);
        writeFileSync(path, empty);
        return new Database(path);
      },
      (db) => {
        fill(db, 4096, 100);
        expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
        return bySqlite(db);
      },
    );
    expect(new SqlitePages(files).header.usableSize).toBe(4096 - reserved);
    expect(read(files)).toEqual({ columns: ['id', 'data', 'note'], rows: truth, diagnostics: [] });
  });
});

describe('the write-ahead log', () => {
  /** A database with committed rows, then transactions in the log that change, delete and add some. */
  const make = () =>
    write((db) => {
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE t(id INTEGER PRIMARY KEY, data BLOB)');
      const insert = db.prepare('INSERT OR REPLACE INTO t VALUES (?, ?)');
      for (let i = 1; i <= 40; i++) insert.run(i, blob(3000 + i * 100, i));
      db.pragma('wal_checkpoint(TRUNCATE)');
      const states = [bySqlite(db)];
      db.pragma('wal_autocheckpoint = 0');
      insert.run(5, blob(10, 77));
      states.push(bySqlite(db));
      db.exec('DELETE FROM t WHERE id BETWEEN 10 AND 20');
      states.push(bySqlite(db));
      insert.run(100, blob(50_000, 99));
      states.push(bySqlite(db));
      return states;
    });
  const { files, truth } = make();
  const wal = files.wal!;
  const frame = 24 + 4096;
  /** Offsets behind each commit frame. */
  const commits = Array.from({ length: (wal.length - 32) / frame }, (_, i) => 32 + i * frame)
    .filter((at) => wal.readUInt32BE(at + 4) !== 0)
    .map((at) => at + frame);

  test('has three transactions, and a row with parts in both files', () => {
    expect(commits).toHaveLength(3);
    const rows = [...openTable(new SqlitePages(files), 't').rows()];
    const kinds = rows.map((one) =>
      'row' in one && one.row.values[1]?.type === 'blob'
        ? new Set(one.row.values[1].value.pieces.map((piece) => piece.file)).size
        : 0,
    );
    expect(new Set(kinds)).toEqual(new Set([1, 2]));
  });

  test('each log up to a commit gives the rows as of that commit', () => {
    const states = [32, ...commits].map((end) => read({ ...files, wal: wal.subarray(0, end) }).rows);
    expect(states).toEqual(truth);
  });

  test('a cut transaction does not count, and that is told', () => {
    const cut = read({ ...files, wal: wal.subarray(0, commits[1]! + frame + 100) });
    expect(cut.rows).toEqual(truth[2]);
    expect(cut.diagnostics.map((one) => one.code)).toEqual(['anomaly', 'anomaly']);
  });

  test('frames of an older log behind the end do not count, and are nothing to tell', () => {
    const stale = Buffer.from(wal);
    for (let at = commits[1]!; at < stale.length; at += frame) stale.writeUInt32BE(12_345, at + 8);
    expect(read({ ...files, wal: stale })).toMatchObject({ rows: truth[2], diagnostics: [] });
  });

  test('a changed byte ends the log before its transaction', () => {
    const changed = Buffer.from(wal);
    changed[commits[0]! + 24 + 1000]! ^= 1;
    expect(read({ ...files, wal: changed })).toMatchObject({ rows: truth[1], diagnostics: [{ code: 'anomaly' }] });
  });

  it.for([
    { name: 'empty', log: () => Buffer.alloc(0), told: 0 },
    { name: 'a header alone', log: () => wal.subarray(0, 32), told: 1 },
    { name: 'zeros', log: () => Buffer.alloc(wal.length), told: 1 },
    { name: 'another version', log: () => patched(4, 7), told: 1 },
    { name: 'an odd page size', log: () => patched(8, 1000), told: 1 },
    { name: 'a header with a wrong checksum', log: () => patched(12, 99), told: 1 },
  ])('$name: the database alone counts', ({ log, told }) => {
    const found = read({ ...files, wal: log() });
    expect(found.rows).toEqual(truth[0]);
    expect(found.diagnostics).toHaveLength(told);
  });

  function patched(at: number, value: number): Buffer<ArrayBuffer> {
    const changed = Buffer.from(wal);
    changed.writeUInt32BE(value, at);
    return changed;
  }

  test('a transaction that was rolled back leaves no trace', () => {
    const made = write((db) => {
      db.pragma('journal_mode = WAL');
      db.pragma('wal_autocheckpoint = 0');
      // A small cache, so that the log gets pages of the transaction before it ends.
      db.pragma('cache_size = 5');
      db.exec('CREATE TABLE t(id INTEGER PRIMARY KEY, data BLOB); BEGIN');
      const insert = db.prepare('INSERT INTO t VALUES (?, ?)');
      for (let i = 1; i <= 50; i++) insert.run(i, blob(5000, i));
      db.exec('COMMIT; BEGIN');
      for (let i = 51; i <= 150; i++) insert.run(i, blob(5000, i));
      db.exec('ROLLBACK');
      return bySqlite(db);
    });
    expect(made.truth).toHaveLength(50);
    expect(read(made.files).rows).toEqual(made.truth);
  });

  test('a log that was begun again after a checkpoint: its older frames do not count', () => {
    const made = write((db) => {
      db.pragma('journal_mode = WAL');
      db.pragma('wal_autocheckpoint = 0');
      db.exec('CREATE TABLE t(id INTEGER PRIMARY KEY, data BLOB)');
      const insert = db.prepare('INSERT OR REPLACE INTO t VALUES (?, ?)');
      for (let i = 1; i <= 20; i++) insert.run(i, blob(9000, i));
      db.pragma('wal_checkpoint(RESTART)');
      insert.run(3, blob(5, 5));
      return bySqlite(db);
    });
    expect(read(made.files)).toMatchObject({ rows: made.truth, diagnostics: [] });
  });

  test('a database that shrank: pages beyond the last commit are gone', () => {
    const made = write((db) => {
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE t(id INTEGER PRIMARY KEY, data BLOB)');
      for (let i = 1; i <= 50; i++) db.prepare('INSERT INTO t VALUES (?, ?)').run(i, blob(9000, i));
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.pragma('wal_autocheckpoint = 0');
      db.exec('DELETE FROM t WHERE id > 3; VACUUM');
      return bySqlite(db);
    });
    expect(read(made.files)).toMatchObject({ rows: made.truth, diagnostics: [] });
    expect(new SqlitePages(made.files).pageCount).toBeLessThan(made.files.database.length / 4096);
  });

  test('of another page size than the database is refused', () => {
    const other = write((db) => {
      db.pragma('page_size = 1024');
      db.exec('CREATE TABLE t(a)');
    });
    // Without page 1 in the log, so that the header is the database's.
    const made = write((db) => {
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE t(a)');
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.pragma('wal_autocheckpoint = 0');
      db.exec('INSERT INTO t VALUES (1)');
    });
    expect(() => new SqlitePages({ database: other.files.database, wal: made.files.wal! })).toThrow(/page size 4096/);
  });

  const readAny = (bytes: Uint8Array) => read({ database: files.database, wal: Buffer.from(bytes) });
  test('every prefix', () => readsEveryPrefix(wal, readAny, 811));
  test('any byte of the header and the first frame’s', () =>
    readsFlippedBytes(wal, readAny, { runs: 100, within: [0, 56] }));
});

describe('a damaged file', () => {
  const { files, truth } = write((db) => {
    db.pragma('page_size = 512');
    fill(db, 512, 200);
    return bySqlite(db);
  });
  const readAny = (bytes: Uint8Array) => read({ database: Buffer.from(bytes) });

  test('every prefix', () => readsEveryPrefix(files.database, readAny, 1021));
  test('every prefix of the first page', () => readsEveryPrefix(files.database.subarray(0, 600), readAny));
  test('any byte of the first page', () => readsFlippedBytes(files.database, readAny, { runs: 200, within: [0, 511] }));
  test('any byte', () => readsFlippedBytes(files.database, readAny, { runs: 200 }));

  /** A row with more than two overflow pages: its place among the rows, and where the data of its first one begins. */
  function chainedRow(): { chained: number; overflow: number } {
    const rows = [...openTable(new SqlitePages(files), 't').rows()];
    for (const [chained, one] of rows.entries()) {
      const data = 'row' in one ? one.row.values[1] : undefined;
      const pieces = data?.type === 'blob' ? data.value.pieces : [];
      if (pieces.length > 3) return { chained, overflow: pieces[1]!.from };
    }
    return expect.fail('no row with a chain');
  }

  test('one bad row leaves the others', () => {
    const { chained, overflow } = chainedRow();
    const changed = Buffer.from(files.database);
    // The number of the next overflow page.
    changed.writeUInt32BE(0x7f_ff_ff_ff, overflow - 4);
    const found = read({ database: changed });
    expect(found.rows).toEqual(truth.filter((_, i) => i !== chained));
    expect(found.diagnostics).toMatchObject([{ code: 'malformed', what: 'SQLite overflow page' }]);
  });

  test('a chain that meets itself ends', () => {
    const { chained, overflow } = chainedRow();
    const changed = Buffer.from(files.database);
    changed.writeUInt32BE(Math.floor(overflow / 512) + 1, overflow - 4);
    expect(read({ database: changed })).toMatchObject({
      rows: truth.filter((_, i) => i !== chained),
      diagnostics: [{ code: 'malformed', found: 'a page that is used twice' }],
    });
  });

  test('a tree that meets itself ends', () => {
    const changed = Buffer.from(files.database);
    const root = rootOf(changed, 't');
    // The rightmost child of the root is the root.
    changed.writeUInt32BE(root, (root - 1) * 512 + 8);
    const found = read({ database: changed });
    expect(found.diagnostics).toMatchObject([{ code: 'malformed', found: 'a page that is used twice' }]);
    expect(found.rows.length).toBeGreaterThan(0);
  });

  test('cells that overlap and pointers to one cell cannot multiply it', () => {
    const made = write((db) => {
      db.pragma('page_size = 65536');
      db.exec('CREATE TABLE t(data)');
      db.prepare('INSERT INTO t VALUES (?)').run(blob(60_000, 3));
    });
    const changed = Buffer.from(made.files.database);
    const at = 65_536 * (rootOf(changed, 't') - 1);
    changed.writeUInt16BE(2000, at + 3);
    for (let i = 1; i < 2000; i++) changed.writeUInt16BE(changed.readUInt16BE(at + 8), at + 8 + 2 * i);
    const found = read({ database: changed });
    expect(found.rows).toHaveLength(1);
    expect(found.diagnostics).toHaveLength(1999);
  });
});

/** Root page of a table, from the schema by another route: SQLite's own. */
function rootOf(database: Buffer, table: string): number {
  const db = new Database(database);
  try {
    return db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table) as number;
  } finally {
    db.close();
  }
}

describe('openTable', () => {
  const { files } = write((db) => {
    db.exec(
      'CREATE TABLE t(a); CREATE TABLE w(a PRIMARY KEY) WITHOUT ROWID; CREATE VIEW v AS SELECT 1; CREATE INDEX i ON t(a)',
    );
    db.exec('CREATE VIRTUAL TABLE f USING fts5(a)');
  });
  const open = (name: string) => openTable(new SqlitePages(files), name);

  test('finds a name in any case', () => {
    expect(open('T').columns).toEqual(['a']);
    expect([...open('t').rows()]).toEqual([]);
  });

  it.for([
    { name: 'none', code: 'missing' },
    { name: 'v', code: 'missing' },
    { name: 'i', code: 'missing' },
    { name: 'w', code: 'unsupported' },
    { name: 'f', code: 'unsupported' },
  ])('$name is $code', ({ name, code }) => {
    expect(() => open(name)).toThrow(expect.objectContaining({ diagnostic: expect.objectContaining({ code }) }));
  });

  test('a definition that hides WITHOUT ROWID is found by its pages', () => {
    const changed = Buffer.from(files.database);
    const at = changed.indexOf('WITHOUT ROWID');
    changed.write('             ', at, 'latin1');
    expect(() => [...openTable(new SqlitePages({ database: changed }), 'w').rows()]).toThrow(/without rowids/);
  });

  it.for([
    { name: 'nothing', at: 0, to: 0, bytes: [] },
    { name: 'another magic', at: 0, bytes: [0] },
    { name: 'page size 0', at: 16, bytes: [0, 0] },
    { name: 'page size 1000', at: 16, bytes: [3, 232] },
    { name: 'page size 256', at: 16, bytes: [1, 0] },
    { name: 'a usable size below the least', at: 16, bytes: [2, 0, 1, 1, 33] },
    { name: 'other payload fractions', at: 21, bytes: [65] },
    { name: 'schema format 5', at: 44, bytes: [0, 0, 0, 5] },
    { name: 'text encoding 4', at: 56, bytes: [0, 0, 0, 4] },
  ])('refuses a header with $name', ({ at, to, bytes }) => {
    const changed = Buffer.from(files.database).subarray(0, to);
    changed.set(bytes, to === 0 ? 0 : at);
    expect(() => new SqlitePages({ database: changed })).toThrow(expect.objectContaining({ name: 'ParseError' }));
  });
});
