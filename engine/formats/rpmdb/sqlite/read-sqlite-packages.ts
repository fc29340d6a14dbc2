import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type ReadResult, readResult } from '#engine/bytes/read-result.ts';
import { type SqliteFiles, SqlitePages } from '../../sqlite/open-pages.ts';
import { type SqliteRow, openTable } from '../../sqlite/read-table.ts';
import type { RpmPackageRow } from '../package-row.ts';

const TABLE = 'Packages';
const COLUMN = 'blob';

/** Rows are read while they are asked for; `diagnostics` are of the write-ahead log. */
export type RpmSqlite = Readonly<{
  rows: Iterable<ReadResult<RpmPackageRow>>;
  diagnostics: readonly Diagnostic[];
}>;

/**
 * Opens an rpm database in SQLite: table `Packages(hnum INTEGER PRIMARY KEY, blob BLOB)`. In the rows' pieces 0 is the database
 * and 1 the log.
 *
 * @throws {ParseError} when it is not a SQLite database with that table
 */
export function readRpmSqlite(files: SqliteFiles): RpmSqlite {
  const pages = new SqlitePages(files);
  const table = openTable(pages, TABLE);
  const column = table.columns.indexOf(COLUMN);
  if (column < 0)
    throw new ParseError({
      code: 'missing',
      what: `SQLite column ${TABLE}.${COLUMN}`,
      found: table.columns.join(', '),
    });
  return { rows: packageRows(table.rows(), column), diagnostics: pages.diagnostics };
}

function* packageRows(rows: Iterable<ReadResult<SqliteRow>>, column: number): Generator<ReadResult<RpmPackageRow>> {
  for (const read of rows) yield 'diagnostic' in read ? read : readResult(() => packageRow(read.row, column));
}

function packageRow({ rowid, values }: SqliteRow, column: number): RpmPackageRow {
  const value = values[column];
  if (value?.type !== 'blob' || typeof rowid === 'bigint')
    throw new ParseError({
      code: 'malformed',
      what: `SQLite row ${rowid} of ${TABLE}`,
      found: value?.type ?? 'no value',
      expected: 'a blob',
    });
  return { number: rowid, header: value.value };
}
