import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { bdb } from '#engine/testing/bdb.ts';
import { ndb } from '#engine/testing/ndb.ts';
import { madePackage } from '#engine/testing/rpm-header.ts';
import { writeSqlite } from '#engine/testing/sqlite-files.ts';
import type { Citation } from '#shared/model/evidence.ts';
import type { PackageFact } from '#shared/model/fact.ts';
import { type Outcome, factsOf } from '#shared/model/outcome.ts';
import { runFileAnalyzer, runSetAnalyzer } from '../host.ts';
import { rpmBdb } from './rpm-bdb/index.ts';
import { rpmNdb } from './rpm-ndb/index.ts';
import { rpmSqlite } from './rpm-sqlite/index.ts';

/**
 * A claim is honest when changing a cited byte changes or removes it, and changing another byte makes no other claim. Here every
 * byte of small databases is changed, one at a time.
 */
type Files = Readonly<Record<string, Buffer<ArrayBuffer>>>;
type Case = Readonly<{ name: string; files: Files; analyze: (files: Files) => Outcome<unknown> }>;

const added = [
  { tag: 1008, integers: [7] },
  { tag: 268, bytes: new Uint8Array(40) },
];
const more = (fill: string) => [
  { tag: 1004, texts: [fill.repeat(500)], translated: true as const },
  { tag: 9999, text: 'unused' },
];
const one = madePackage({ name: 'one', more: more('x'), added });
const two = madePackage({ name: 'two', more: more('y'), added });
const rows = [
  [1, one],
  [2, two],
] as const;

const sqlite = (inLog: boolean): Files => {
  const { files } = writeSqlite(
    (path) => new Database(path),
    (db) => {
      db.pragma('page_size = 512');
      db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)');
      const insert = db.prepare('INSERT INTO Packages VALUES (?, ?)');
      insert.run(1, one);
      if (inLog) db.pragma('wal_checkpoint(TRUNCATE)');
      insert.run(2, two);
      if (!inLog) db.pragma('wal_checkpoint(TRUNCATE)');
    },
  );
  return { 'rpmdb.sqlite': files.database, ...(inLog && { 'rpmdb.sqlite-wal': files.wal! }) };
};
const file = (files: Files) => Object.values(files)[0]!;

const cases: Case[] = [
  { name: 'bdb', files: { Packages: bdb({ rows }) }, analyze: (files) => runFileAnalyzer(rpmBdb, file(files)) },
  { name: 'ndb', files: { 'Packages.db': ndb(rows) }, analyze: (files) => runFileAnalyzer(rpmNdb, file(files)) },
  { name: 'sqlite', files: sqlite(false), analyze: (files) => runSetAnalyzer(rpmSqlite, files) },
  { name: 'sqlite with a log', files: sqlite(true), analyze: (files) => runSetAnalyzer(rpmSqlite, files) },
];

it.for(cases)('$name', ({ files, analyze }) => {
  const factsIn = (changed: Files) => factsOf(analyze(changed)) as readonly PackageFact[];
  const claims = factsIn(files);
  expect(claims.map((fact) => fact.name)).toEqual(['one', 'two']);
  const first = Object.keys(files)[0]!;
  const citedIn = (citation: Citation, name: string, at: number): boolean =>
    ((citation.member ?? first) === name && citation.segments.some(({ from, to }) => at >= from && at < to)) ||
    (citation.continued !== undefined && citedIn(citation.continued, name, at));
  const said = (fact: PackageFact) => JSON.stringify({ ...fact, cited: null, licence: fact.licence?.text });
  const place = ({ member, segments, continued }: Citation) =>
    JSON.stringify([member, segments, continued?.member, continued?.segments]);
  const known = new Set(claims.map(said));

  const wrong: string[] = [];
  let outlasted = 0;
  for (const [name, bytes] of Object.entries(files)) {
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1 << (at % 8);
      const found = factsIn({ ...files, [name]: changed });
      for (const claim of claims) {
        const still = found.find((fact) => fact.name === claim.name);
        // A change of a cited byte is always to be seen, at the least in the digest of what is cited.
        if (citedIn(claim.cited, name, at)) {
          if (JSON.stringify(still) === JSON.stringify(claim)) wrong.push(`${name} ${at}: ${claim.name} is unchanged`);
          // A row that is read from its older copy, because a changed log does not count, is another proof of the same.
          const samePlace = still !== undefined && place(still.cited) === place(claim.cited);
          if (samePlace && said(still) === said(claim)) outlasted += 1;
        }
      }
      if (claims.some((claim) => citedIn(claim.cited, name, at))) continue;
      for (const fact of found) if (!known.has(said(fact))) wrong.push(`${name} ${at}: another claim, ${said(fact)}`);
    }
  }
  expect(wrong).toEqual([]);
  // What is said outlasts a change only outside the region that the header's digest is of: the digest itself, the signature.
  expect(outlasted).toBeLessThanOrEqual(2 * uncovered);
});

/** Three index entries after the region (digest, signature, time) and their data, with what aligns it. */
const uncovered = 3 * 16 + 65 + 40 + 4 + 3;
