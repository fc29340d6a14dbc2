import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { phase } from '../../phases.ts';
import { StoreError } from '../../store-error.ts';
import { catalogVersion, migrate } from '../migrations/migrate.ts';
import { addPatterns } from './pattern-function.ts';
import { Sql } from './sql.ts';

/** How long a transaction waits for other processes. The longest that one holds the lock is a scan's commit: about a second. */
const PATIENCE_MS = 60_000;
/** SQLite's own waiting blocks the thread, so it is short, and the rest is waited for asynchronously. */
const BLOCKING_WAIT_MS = 50;

/** Of the reading connection. */
const CACHE_KIB = 64 * 1024;

/** The connection that may write. One per process; every write is one transaction. */
export class WriteConnection {
  readonly #db: Database.Database;
  readonly #sql: Sql;

  private constructor(db: Database.Database) {
    this.#db = db;
    this.#sql = new Sql(db);
  }

  /** Opens the catalog and brings its schema up to date. @throws StoreError `newer-catalog`, `not-a-catalog`, `busy` */
  static async open(path: string): Promise<WriteConnection> {
    return await named(path, async () => {
      const db = new Database(path, { timeout: BLOCKING_WAIT_MS });
      try {
        // A spilled sort must not leave image content outside the data folder.
        db.pragma('temp_store = MEMORY');
        db.pragma('foreign_keys = ON');
        // In WAL mode NORMAL may lose the last commits in a power failure; gc unlinks files on the word of a commit.
        db.pragma('synchronous = FULL');
        if ((await patiently(() => readVersion(db))) !== catalogVersion) await patiently(() => prepare(db));
        return new WriteConnection(db);
      } catch (error) {
        db.close();
        throw error;
      }
    });
  }

  /** Runs `work` in one transaction that holds the write lock from its start. What it throws undoes all of it. */
  async write<T>(work: (sql: Sql) => T): Promise<T> {
    const result = await patiently(() => this.#transact(work, 'COMMIT'));
    phase('transaction:done');
    return result;
  }

  /** Runs `work`, keeps its result and undoes its writing: what would happen. */
  async rehearse<T>(work: (sql: Sql) => T): Promise<T> {
    return await patiently(() => this.#transact(work, 'ROLLBACK'));
  }

  /** A query outside of a transaction. */
  read<T>(query: (sql: Sql) => T): T {
    return query(this.#sql);
  }

  /** Gives freed pages back to the file system, as far as nobody is reading. */
  shrink(): void {
    try {
      this.#db.pragma('incremental_vacuum');
      this.#db.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // Others are writing. The free pages are used again, or given back next time.
      if (!hasCode(error, 'SQLITE_BUSY')) throw error;
    }
  }

  close(): void {
    this.#db.close();
  }

  #transact<T>(work: (sql: Sql) => T, end: 'COMMIT' | 'ROLLBACK'): T {
    this.#sql.run('BEGIN IMMEDIATE');
    try {
      phase('transaction:begin');
      const result = work(this.#sql);
      phase('transaction:commit');
      this.#sql.run(end);
      return result;
    } catch (error) {
      // A failed COMMIT or a full disk may have rolled back already.
      if (this.#db.inTransaction) this.#sql.run('ROLLBACK');
      throw error;
    }
  }
}

/** A connection that SQLite itself keeps from writing. Usable in any thread, synchronously. */
export class ReadConnection {
  readonly #db: Database.Database;
  readonly sql: Sql;

  private constructor(db: Database.Database) {
    this.#db = db;
    this.sql = new Sql(db);
  }

  /** @throws StoreError `newer-catalog`, or `not-a-catalog` also for one that was not brought up to date by a writer */
  static open(path: string): ReadConnection {
    let db: Database.Database | undefined;
    try {
      db = new Database(path, { readonly: true, timeout: 5000 });
      db.pragma('temp_store = MEMORY');
      // Lists are searched row by row: 50,000 components take some 20 MiB, ten times SQLite's own cache.
      db.pragma(`cache_size = -${CACHE_KIB}`);
      db.pragma('mmap_size = 268435456');
      addPatterns(db);
      const version = readVersion(db);
      if (version !== catalogVersion) throw wrongVersion(path, version);
      return new ReadConnection(db);
    } catch (error) {
      db?.close();
      throw asStoreError(path, error);
    }
  }

  /** What SQLite finds wrong with the file; empty when it is sound. */
  findDamage(): string[] {
    const pages = this.sql.all<{ integrity_check: string }>('PRAGMA integrity_check');
    const keys = this.sql.all<{ table: string; parent: string }>('PRAGMA foreign_key_check');
    return [
      ...pages.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
      ...keys.map(({ table, parent }) => `a row of ${table} refers to a row of ${parent} that is not there`),
    ];
  }

  /** Copies a consistent state to a new file while others write. */
  async copyTo(path: string): Promise<void> {
    await this.#db.backup(path);
  }

  close(): void {
    this.#db.close();
  }
}

function readVersion(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

function prepare(db: Database.Database): void {
  // Takes effect on an empty file only: an older catalog keeps its mode.
  db.pragma('auto_vacuum = INCREMENTAL');
  db.pragma('journal_mode = WAL');
  const version = readVersion(db);
  if (version > catalogVersion) throw wrongVersion(db.name, version);
  migrate(db);
}

function wrongVersion(path: string, version: number): StoreError {
  return version > catalogVersion
    ? new StoreError(
        'newer-catalog',
        `Cannot open ${path}: its version is ${version}, expected at most ${catalogVersion}`,
      )
    : new StoreError('not-a-catalog', `Cannot read ${path}: its version is ${version}, expected ${catalogVersion}`);
}

/** Repeats while another process holds the lock, without blocking this one's event loop. */
async function patiently<T>(work: () => T): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!hasCode(error, 'SQLITE_BUSY')) throw error;
      if (Date.now() > end)
        throw new StoreError('busy', `Cannot write the catalog: it is locked since ${PATIENCE_MS / 1000} s`, {
          cause: error,
        });
    }
    await delay(5);
  }
}

async function named<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asStoreError(path, error);
  }
}

function asStoreError(path: string, error: unknown): unknown {
  const codes = ['SQLITE_NOTADB', 'SQLITE_CORRUPT', 'SQLITE_CANTOPEN'];
  return codes.some((code) => hasCode(error, code))
    ? new StoreError('not-a-catalog', `Cannot open ${path}: it is not an intact catalog`, { cause: error })
    : error;
}

/** Extended codes (`SQLITE_BUSY_SNAPSHOT`) count as their base. */
function hasCode(error: unknown, code: string): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith(code);
}
