import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrations } from '../migrations/migrate.ts';
import { Sql, type Value } from '../sqlite/sql.ts';
import { findInLibrary } from './find-in-library.ts';

/** Keeps how each query reads `components`. */
class PlannedSql extends Sql {
  readonly steps: string[] = [];

  override all<Row>(text: string, ...values: Value[]): Row[] {
    this.#plan(text, values);
    return super.all<Row>(text, ...values);
  }

  override column(text: string, ...values: Value[]): number[] {
    this.#plan(text, values);
    return super.column(text, ...values);
  }

  #plan(text: string, values: Value[]): void {
    for (const { detail } of super.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values))
      if (/^\w+ components /.test(detail)) this.steps.push(detail);
  }
}

it.for(['openssl', 'openssl 3', 'pkg:deb/debian/openssl'])('%s: no query reads every component', (text) => {
  using db = closing(new Database(':memory:'));
  for (const { sql } of migrations) db.exec(sql);
  db.pragma('foreign_keys = off');
  db.exec(`INSERT INTO components (image_id, chunk, key, type, name, version, origin, state, introduced, last_modified, licences)
    VALUES ('i', 0, 'pkg:deb/debian/openssl@3', 'deb', 'openssl', '3', 'x', 'x', 0, 0, '[]')`);
  const sql = new PlannedSql(db);
  findInLibrary(sql, 'local', { text, limit: 10 });
  const steps = sql.steps.filter((step) => !step.includes('rowid=?'));
  expect(steps.length).toBeGreaterThan(1);
  // The first name of all, and the next one, are found by walking the index; the rest of it is known by more than the tenant.
  for (const step of steps.slice(text.startsWith('pkg:') ? 0 : 1)) expect(step).toMatch(/^SEARCH .*\(tenant=\? AND /);
});

function closing(db: Database.Database): Database.Database & Disposable {
  return Object.assign(db, { [Symbol.dispose]: () => void db.close() });
}
