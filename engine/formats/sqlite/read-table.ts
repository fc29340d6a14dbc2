import { ParseError } from '#engine/bytes/parse-error.ts';
import { type ReadResult, readResult } from '#engine/bytes/read-result.ts';
import type { SqlitePages } from './open-pages.ts';
import { parseCreateTable } from './parse-create-table.ts';
import { type SqliteValue, decodeSqliteText, readRecord } from './read-record.ts';
import type { SqliteInteger } from './read-varint.ts';
import { type TableCell, walkTableTree } from './walk-table-tree.ts';

/** A row of a rowid table. */
export type SqliteRow = Readonly<{
  rowid: SqliteInteger;
  /** By position of the column; shorter than the columns when a column was added after the row was written. */
  values: readonly SqliteValue[];
}>;

export type SqliteTable = Readonly<{
  columns: readonly string[];
  /** In rowid order, read while they are asked for; can be asked for again. A bad row gives a diagnostic, the others stay. */
  rows: () => Generator<ReadResult<SqliteRow>>;
}>;

const SCHEMA_ROOT = 1;
/** Columns of sqlite_schema: type, name, tbl_name, rootpage, sql. */
const [TYPE, NAME, ROOT, SQL] = [0, 1, 3, 4];

/**
 * Opens a table by name (ASCII case does not matter).
 *
 * @throws {ParseError} `missing` when there is no such table, `unsupported` for one without rowids, a virtual one, or one with
 *   generated columns; any other when the schema cannot be read
 */
export function openTable(pages: SqlitePages, name: string): SqliteTable {
  const { root, sql } = findTable(pages, name);
  const { columns, rowidColumn } = parseCreateTable(sql);
  return { columns, rows: () => readRows(pages, root, rowidColumn) };
}

function* readRows(
  pages: SqlitePages,
  root: number,
  rowidColumn: number | undefined,
): Generator<ReadResult<SqliteRow>> {
  for (const cell of walkTableTree(pages, root)) {
    yield 'diagnostic' in cell ? cell : readResult(() => decodeRow(cell.row, rowidColumn));
  }
}

function decodeRow({ rowid, payload }: TableCell, rowidColumn: number | undefined): SqliteRow {
  const values = readRecord(payload);
  if (rowidColumn === undefined || values[rowidColumn]?.type !== 'null') return { rowid, values };
  return { rowid, values: values.with(rowidColumn, { type: 'integer', value: rowid }) };
}

type SchemaRow = Readonly<{ type: string; name: string; root: SqliteInteger; sql: string }>;

function* schemaRows(pages: SqlitePages): Generator<ReadResult<SchemaRow>> {
  const textOf = (value: SqliteValue | undefined) =>
    value?.type === 'text' ? decodeSqliteText(value.value.bytes, pages.header.encoding) : '';
  for (const read of readRows(pages, SCHEMA_ROOT, undefined)) {
    if ('diagnostic' in read) {
      yield read;
      continue;
    }
    const { values } = read.row;
    const root = values[ROOT];
    yield {
      row: {
        type: textOf(values[TYPE]),
        name: textOf(values[NAME]),
        root: root?.type === 'integer' ? root.value : 0,
        sql: textOf(values[SQL]),
      },
    };
  }
}

function findTable(pages: SqlitePages, name: string): { root: number; sql: string } {
  const bad: ParseError[] = [];
  for (const read of schemaRows(pages)) {
    if ('diagnostic' in read) {
      bad.push(new ParseError(read.diagnostic));
      continue;
    }
    const { type, name: found, root, sql } = read.row;
    if (type !== 'table' || found.toLowerCase() !== name.toLowerCase()) continue;
    // Views and virtual tables have no tree.
    if (typeof root === 'bigint' || root < 1)
      throw new ParseError({ code: 'unsupported', what: `SQLite table ${name}`, found: `root page ${root}` });
    return { root, sql };
  }
  // A schema that could not be read to its end may have had the table.
  throw bad[0] ?? new ParseError({ code: 'missing', what: `SQLite table ${name}` });
}
