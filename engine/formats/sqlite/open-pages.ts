import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Bytes } from '#shared/model/units.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { HEADER_BYTES, type SqliteHeader, readDatabaseHeader } from './read-database-header.ts';
import { type SqliteWal, readWal } from './read-wal.ts';

/** Which file a page is in, as `Piece.file` counts. */
const DATABASE_FILE = 0;
const WAL_FILE = 1;

/** The files of one database. */
export type SqliteFiles = Readonly<{ database: Uint8Array; wal?: Uint8Array }>;

/** One page and where it lies. */
export type SqlitePage = Readonly<{ number: number; bytes: Uint8Array; file: number; at: Bytes }>;

/** The pages of a database as of its last commit, by number (base 1). Opening it changes nothing: no lock, no checkpoint. */
export class SqlitePages {
  readonly header: SqliteHeader;
  readonly pageCount: number;
  /** What of the log was left out. */
  readonly diagnostics: readonly Diagnostic[];
  /** Indexed by `Piece.file`. */
  readonly files: readonly Uint8Array[];
  readonly #wal: SqliteWal | undefined;

  /** @throws {ParseError} when the header cannot be read, or the log is of another page size */
  constructor({ database, wal: log }: SqliteFiles) {
    const { wal, diagnostics } = log === undefined ? { wal: undefined, diagnostics: [] } : readWal(log);
    this.files = log === undefined ? [database] : [database, log];
    this.diagnostics = diagnostics;
    this.#wal = wal;
    const inLog = wal?.pages.get(1);
    const first = inLog === undefined || log === undefined ? database : log.subarray(inLog, inLog + HEADER_BYTES);
    this.header = readDatabaseHeader(first);
    const { pageSize } = this.header;
    if (wal !== undefined && wal.pageSize !== pageSize)
      throw new ParseError({
        code: 'malformed',
        what: 'SQLite write-ahead log',
        found: `page size ${wal.pageSize}`,
        expected: `${pageSize}, as in the database`,
      });
    this.pageCount = wal?.pageCount ?? this.header.pageCount ?? Math.floor(database.byteLength / pageSize);
  }

  /** @throws {ParseError} when there is no such page, or it is not wholly in its file */
  page(number: number, what: string): SqlitePage {
    const { pageSize } = this.header;
    if (!(number >= 1 && number <= this.pageCount))
      throw new ParseError({ code: 'malformed', what, found: `page ${number} of ${this.pageCount}` });
    const inLog = this.#wal?.pages.get(number);
    const file = inLog === undefined ? DATABASE_FILE : WAL_FILE;
    const at = inLog ?? (number - 1) * pageSize;
    const bytes = this.files[file]?.subarray(at, at + pageSize);
    if (bytes?.byteLength !== pageSize)
      throw new ParseError({
        code: 'truncated',
        what: `${what} (page ${number})`,
        at: { from: at, to: at + pageSize },
        available: bytes?.byteLength ?? 0,
      });
    return { number, bytes, file, at };
  }
}
