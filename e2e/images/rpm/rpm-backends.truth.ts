import { copyFileSync, cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { rpmBdb } from '#engine/analyzers/os/rpm-bdb/index.ts';
import { rpmNdb } from '#engine/analyzers/os/rpm-ndb/index.ts';
import { rpmSqlite } from '#engine/analyzers/os/rpm-sqlite/index.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import type { PackageFact } from '#shared/model/fact.ts';
import { type Outcome, diagnosticsOf, factsOf } from '#shared/model/outcome.ts';
import { writeBerkeleyDb } from './berkeley-db.ts';
import { buildPackages, erase, install } from './build-packages.ts';
import { listByRpm, listFacts } from './rpm-list.ts';
import { type BackEnd, TempFolder, run, writableBackEnds } from './rpm-tool.ts';

const temp = new TempFolder();
let rpms: ReadonlyMap<string, string> = new Map();
let writable: readonly BackEnd[] = [];
let count = 0;

beforeAll(() => {
  const version = run('rpm', ['--version']).trim();
  run('rpmbuild', ['--version']);
  writable = writableBackEnds(temp);
  console.log(`${version} writes these back ends: ${writable.join(', ') || 'none'}`);
  rpms = buildPackages(temp);
});
afterAll(() => temp[Symbol.dispose]());

const paths = (...names: string[]) => names.map((name) => rpms.get(name) ?? expect.fail(`no package ${name}`));
const newFolder = (name: string) => temp.folder(`${name}-${++count}`);

function analyze(db: string, backEnd: BackEnd): Outcome<PackageFact> {
  switch (backEnd) {
    case 'sqlite': {
      const log = join(db, 'rpmdb.sqlite-wal');
      return rpmSqlite.analyze({
        members: {
          'rpmdb.sqlite': readFileSync(join(db, 'rpmdb.sqlite')),
          ...(existsSync(log) && { 'rpmdb.sqlite-wal': readFileSync(log) }),
        },
      });
    }
    case 'ndb':
      return rpmNdb.analyze({ bytes: readFileSync(join(db, 'Packages.db')) });
    case 'bdb':
      return rpmBdb.analyze({ bytes: readFileSync(join(db, 'Packages')) });
    default:
      return backEnd satisfies never;
  }
}

test('rpm writes at least its SQLite back end here', () => {
  expect(writable).toContain('sqlite');
});

describe.for(['sqlite', 'ndb', 'bdb'] as const)('a database that rpm wrote: %s', (backEnd) => {
  it('as rpm -qa lists it, after installing and after deleting', ({ skip }) => {
    if (!writable.includes(backEnd)) return skip(`this rpm does not write ${backEnd}`);
    const db = newFolder(backEnd);
    install(db, backEnd, [...rpms.values()]);
    const all = analyze(db, backEnd);
    expect(all.status).toBe('complete');
    expect(factsOf(all)).toHaveLength(rpms.size);
    expect(listFacts(factsOf(all))).toEqual(listByRpm(db, backEnd));

    erase(db, backEnd, ['many', 'plain']);
    install(db, backEnd, paths('plain'));
    const rest = analyze(db, backEnd);
    expect(rest.status).toBe('complete');
    expect(factsOf(rest)).toHaveLength(rpms.size - 1);
    expect(listFacts(factsOf(rest))).toEqual(listByRpm(db, backEnd));
    return undefined;
  });
});

describe('an rpm database whose log was not copied back', () => {
  /**
   * Lets rpm work while another connection reads an older state, which keeps SQLite from emptying the log; then copies the
   * files. Each command takes ten seconds: so long rpm waits for the log to become free.
   */
  function whileRead(work: (db: string) => void): string {
    const held = newFolder('held');
    install(held, 'sqlite', paths('some', 'epoch', 'ghosts'));
    const reader = new Database(join(held, 'rpmdb.sqlite'), { readonly: true });
    try {
      reader.exec('BEGIN; SELECT count(*) FROM Packages');
      work(held);
      const copy = newFolder('copy');
      for (const file of ['rpmdb.sqlite', 'rpmdb.sqlite-wal']) copyFileSync(join(held, file), join(copy, file));
      return copy;
    } finally {
      reader.close();
    }
  }

  it.for([
    { name: 'an added package', add: ['many'], remove: [] },
    { name: 'a removed package', add: [], remove: ['some'] },
    { name: 'several transactions', add: ['plain', 'many', 'empty'], remove: ['many', 'epoch'] },
  ])('$name', ({ add, remove }) => {
    let truth: ReturnType<typeof listByRpm> = [];
    const copy = whileRead((db) => {
      if (add.length > 0) install(db, 'sqlite', paths(...add));
      if (remove.length > 0) erase(db, 'sqlite', remove);
      truth = listByRpm(db, 'sqlite');
    });
    const found = analyze(copy, 'sqlite');
    expect(found.status).toBe('complete');
    expect(listFacts(factsOf(found))).toEqual(truth);
    const alone = rpmSqlite.analyze({ members: { 'rpmdb.sqlite': readFileSync(join(copy, 'rpmdb.sqlite')) } });
    expect(listFacts(factsOf(alone))).not.toEqual(truth);
    expect(factsOf(found).some((fact) => fact.cited.member === 'rpmdb.sqlite-wal')).toBe(true);
  });
});

describe('rows that rpm itself refuses', () => {
  it('a header that does not fit its digest is listed by neither', () => {
    const db = newFolder('changed');
    install(db, 'sqlite', paths('plain', 'some', 'epoch'));
    const writer = new Database(join(db, 'rpmdb.sqlite'));
    const rows = writer.prepare('SELECT hnum, blob FROM Packages').all() as { hnum: number; blob: Buffer }[];
    const some = rows.find(({ blob }) => blob.includes('/opt/some/')) ?? expect.fail('no package some');
    some.blob[some.blob.indexOf('/opt/some/') + 5]! ^= 1;
    writer.prepare('UPDATE Packages SET blob = ? WHERE hnum = ?').run(some.blob, some.hnum);
    writer.close();
    const found = analyze(db, 'sqlite');
    expect(listFacts(factsOf(found))).toEqual(listByRpm(db, 'sqlite'));
    expect(
      factsOf(found)
        .map((fact) => fact.name)
        .toSorted(),
    ).toEqual(['epoch', 'plain']);
    expect(diagnosticsOf(found).map((one) => one.code)).toEqual(['digest-mismatch']);
  });
});

describe('rpm’s headers in files that Berkeley DB wrote', () => {
  it.for([
    ['le', 512],
    ['be', 512],
    ['le', 4096],
    ['be', 4096],
    ['be', 65_536],
  ] as const)('%s, pages of %i bytes', ([order, pageSize]) => {
    const source = newFolder('source');
    install(source, 'sqlite', [...rpms.values()]);
    const reader = new Database(join(source, 'rpmdb.sqlite'), { readonly: true });
    const rows = reader.prepare('SELECT hnum, blob FROM Packages').raw().all() as [number, Buffer][];
    reader.close();
    const db = newFolder('bdb');
    writeBerkeleyDb(join(db, 'Packages'), order, pageSize, rows);
    const found = analyze(db, 'bdb');
    expect(found.status).toBe('complete');
    expect(listFacts(factsOf(found))).toEqual(listByRpm(source, 'sqlite'));
    // rpm's own reader of such files agrees that it is one.
    expect(listByRpm(db, 'bdb_ro')).toEqual(listByRpm(source, 'sqlite'));
  });
});

describe.skipIf(corpus === undefined)('databases of real systems, files and digests included', () => {
  it.for([
    ['cbl-mariner-2.0', 'sqlite', 'sqlite'],
    ['osv-scanner-sqlite', 'sqlite', 'sqlite'],
    ['ubi8-8.6', 'bdb', 'bdb_ro'],
    ['scalibr-epoch', 'bdb', 'bdb_ro'],
    ['syft-dive-bdb', 'bdb', 'bdb_ro'],
  ] as const)('%s', ([folder, backEnd, rpmBackEnd]) => {
    const db = newFolder('corpus');
    cpSync(corpusFile('pkgdb', 'rpm', folder), db, { recursive: true });
    run('chmod', ['-R', 'u+w', db]);
    const found = analyze(db, backEnd);
    expect(found.status).toBe('complete');
    expect(listFacts(factsOf(found))).toEqual(listByRpm(db, rpmBackEnd));
  });
});
