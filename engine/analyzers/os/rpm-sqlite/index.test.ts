import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it, test } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { madePackage } from '#engine/testing/rpm-header.ts';
import { type RpmQaRow, rpmQaRow, sortedQa } from '#engine/testing/rpm-qa.ts';
import { type SqliteSnapshot, writeSqlite } from '#engine/testing/sqlite-files.ts';
import type { Citation } from '#shared/model/evidence.ts';
import { diagnosticsOf, factsOf } from '#shared/model/outcome.ts';
import { runSetAnalyzer } from '../../host.ts';
import { rpmSqlite } from './index.ts';

const analyze = ({ database, wal }: SqliteSnapshot) =>
  rpmSqlite.analyze({ members: { 'rpmdb.sqlite': database, ...(wal && { 'rpmdb.sqlite-wal': wal }) } });

describe.skipIf(corpus === undefined)('databases of real systems', () => {
  const path = (...parts: string[]) => corpusFile('pkgdb', 'rpm', ...parts);
  const load = (...parts: string[]) => ({ 'rpmdb.sqlite': readFileSync(path(...parts)) });

  it.for(['cbl-mariner-2.0', 'osv-scanner-sqlite'])('%s: as rpm -qa lists it', (folder) => {
    const found = rpmSqlite.analyze({ members: load(folder, 'rpmdb.sqlite') });
    const truth = JSON.parse(readFileSync(path(folder, 'rpm-qa.json'), 'utf8')) as RpmQaRow[];
    expect(found.status).toBe('complete');
    expect(sortedQa(factsOf(found).map(rpmQaRow))).toEqual(sortedQa(truth));
  });

  test('each row cites the bytes of its blob, and nothing else', () => {
    const database = readFileSync(path('cbl-mariner-2.0', 'rpmdb.sqlite'));
    const db = new Database(path('cbl-mariner-2.0', 'rpmdb.sqlite'), { readonly: true });
    const blobs = db.prepare('SELECT blob FROM Packages ORDER BY hnum').pluck().all() as Buffer[];
    db.close();
    const cited = factsOf(analyze({ database: Buffer.from(database) })).map((fact) => fact.cited);
    expect(cited.map(lengthOf)).toEqual(blobs.map((blob) => blob.length));
    // Where the pages of a chain rise, the segments in file order are the value in its own order.
    const inOrder = cited.filter((citation, i) => citation.sha256 === sha256(blobs[i]!));
    expect(inOrder).toHaveLength(52);
  });

  it.for([
    ['claircore-no_packages.sqlite', 'missing'],
    ['scalibr-empty.sqlite', 'truncated'],
    ['scalibr-invalid', 'truncated'],
  ] as const)('%s fails: %s', ([file, code]) => {
    expect(runSetAnalyzer(rpmSqlite, load('malformed', file))).toMatchObject({
      status: 'failed',
      diagnostics: [{ code }],
    });
  });
});

function lengthOf({ segments, continued }: Citation): number {
  return segments.reduce((sum, { from, to }) => sum + to - from, continued === undefined ? 0 : lengthOf(continued));
}

describe('packages in the write-ahead log', () => {
  const big = (name: string) =>
    madePackage({ name, more: [{ tag: 1004, texts: ['x'.repeat(9000)], translated: true }] });
  const { files } = writeSqlite(
    (path) => new Database(path),
    (db) => {
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)');
      const insert = db.prepare('INSERT INTO Packages VALUES (?, ?)');
      insert.run(1, big('old'));
      insert.run(2, madePackage({ name: 'gone' }));
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.pragma('wal_autocheckpoint = 0');
      insert.run(3, big('new'));
      db.exec('DELETE FROM Packages WHERE hnum = 2');
    },
  );

  test('without the log the database is as it was', () => {
    expect(factsOf(analyze({ database: files.database })).map((fact) => fact.name)).toEqual(['old', 'gone']);
  });

  test('with it, what was committed counts', () => {
    expect(analyze(files)).toMatchObject({ status: 'complete', facts: [{ name: 'old' }, { name: 'new' }] });
  });

  test('a row that is wholly in the log cites the log; one in both cites both, its cell first', () => {
    const [old, fresh] = factsOf(analyze(files));
    const named = (cited: Citation | undefined): unknown[] =>
      cited === undefined ? [] : [cited.member ?? 'rpmdb.sqlite', ...named(cited.continued)];
    expect(named(fresh?.cited)).toEqual(['rpmdb.sqlite-wal']);
    expect(named(old?.cited)).toEqual(['rpmdb.sqlite-wal', 'rpmdb.sqlite']);
    expect(lengthOf(old!.cited)).toBe(big('old').length);
    for (let part: Citation | undefined = old?.cited; part !== undefined; part = part.continued) {
      const bytes = part.member === undefined ? files.database : files.wal!;
      expect(sha256(Buffer.concat(part.segments.map(({ from, to }) => bytes.subarray(from, to))))).toBe(part.sha256);
    }
  });

  test('a log that ends in the middle of a transaction is told', () => {
    const found = analyze({ ...files, wal: files.wal!.subarray(0, -100) });
    expect(factsOf(found).map((fact) => fact.name)).toEqual(['old', 'gone', 'new']);
    expect(diagnosticsOf(found).map((one) => one.code)).toEqual(['anomaly']);
  });
});

test('a bad row is told with its number, the others stay', () => {
  const { files } = writeSqlite(
    (path) => new Database(path),
    (db) => {
      db.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB)');
      const insert = db.prepare('INSERT INTO Packages VALUES (?, ?)');
      insert.run(1, madePackage({ name: 'a' }));
      insert.run(2, Buffer.from('no header'));
      insert.run(3, 'a text');
      insert.run(4, madePackage({ name: 'b' }));
    },
  );
  const found = analyze(files);
  expect(factsOf(found).map((fact) => fact.name)).toEqual(['a', 'b']);
  expect(diagnosticsOf(found)).toMatchObject([
    { code: 'limit-exceeded', what: 'rpm header il of package row 2' },
    { code: 'malformed', what: 'SQLite row 3 of Packages', found: 'text' },
  ]);
});
