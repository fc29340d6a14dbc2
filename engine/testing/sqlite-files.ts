import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A database as its files lie on disk while a connection has it open. */
export type SqliteSnapshot = Readonly<{ database: Buffer<ArrayBuffer>; wal?: Buffer<ArrayBuffer> }>;

/**
 * Writes a database with SQLite itself and takes its files while the connection is still open: closing it would copy the log
 * into the database and delete it.
 *
 * @param open connects to a file; handed in, because only tests and the store may know SQLite's library
 * @param write fills the database; what it returns is what SQLite says is in it
 */
export function writeSqlite<Db extends { close: () => unknown }, T>(
  open: (path: string) => Db,
  write: (db: Db) => T,
): { files: SqliteSnapshot; truth: T } {
  const folder = mkdtempSync(join(tmpdir(), 'sqlite-files-'));
  try {
    const path = join(folder, 'made.sqlite');
    const db = open(path);
    try {
      const truth = write(db);
      const copy = join(folder, 'copy.sqlite');
      copyFileSync(path, copy);
      const hasLog = existsSync(`${path}-wal`);
      if (hasLog) copyFileSync(`${path}-wal`, `${copy}-wal`);
      const read = (file: string) => Buffer.from(new Uint8Array(readFileSync(file)));
      return { files: { database: read(copy), ...(hasLog && { wal: read(`${copy}-wal`) }) }, truth };
    } finally {
      db.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
