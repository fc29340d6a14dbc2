import type { ComponentRow, ComponentSort, RowFormat } from '#shared/model/component-list.ts';

/** Where a stretch of rows stands in its document. */
export type Stretch = Readonly<{ first: boolean; last: boolean }>;

type Cell = string | number | readonly string[] | null;

/**
 * Rows as text: stretches in order make the document. UTF-8, no byte order mark.
 *
 * `csv`: RFC 4180. `tsv`: tabs and line ends inside a value become a blank. In both, a value that a spreadsheet would run as a
 * formula has an apostrophe in front, and several licences are parted by `; `. `json` and `ndjson` have values as they are.
 */
export function writeRows(
  rows: readonly ComponentRow[],
  columns: readonly ComponentSort[],
  format: RowFormat,
  stretch: Stretch,
): string {
  const table = rows.map((row) => columns.map((column) => cellOf(row, column)));
  switch (format) {
    case 'csv':
      return lines([...(stretch.first ? [columns] : []), ...table], (cells) => cells.map(csvCell).join(','), '\r\n');
    case 'tsv':
      return lines([...(stretch.first ? [columns] : []), ...table], (cells) => cells.map(tsvCell).join('\t'), '\n');
    case 'markdown': {
      const head = stretch.first ? `${markdownRow(columns)}\n|${' --- |'.repeat(columns.length)}\n` : '';
      return head + lines(table, markdownRow, '\n');
    }
    case 'ndjson':
      return lines(table, (cells) => JSON.stringify(objectOf(cells, columns)), '\n');
    case 'json': {
      const parts = table.map((cells) => `  ${JSON.stringify(objectOf(cells, columns))}`).join(',\n');
      const before = stretch.first ? '[\n' : parts === '' ? '' : ',\n';
      return `${before}${parts}${stretch.last ? '\n]\n' : ''}`;
    }
    default:
      return format satisfies never;
  }
}

/** What a row has in a column; null where nothing is stated. */
function cellOf(row: ComponentRow, column: ComponentSort): Cell {
  switch (column) {
    case 'introduced':
    case 'recordWritten':
    case 'lastModified':
      return row.layers[column];
    case 'licence':
      return row.licences.map(({ spdx, text }) => spdx ?? text);
    case 'usage':
      return row.usage ?? null;
    default:
      return row[column];
  }
}

function lines(rows: readonly (readonly Cell[])[], print: (cells: readonly Cell[]) => string, end: string): string {
  return rows.map((cells) => print(cells) + end).join('');
}

function objectOf(cells: readonly Cell[], columns: readonly ComponentSort[]): Readonly<Record<string, Cell>> {
  return Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? null]));
}

function plain(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? cell.join('; ') : String(cell);
}

/** A spreadsheet would run what begins like a formula, also in the wide forms of Asian input (CSV injection). */
function inert(value: string): string {
  return /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(value) ? `'${value}` : value;
}

function csvCell(cell: Cell): string {
  const value = inert(plain(cell));
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function tsvCell(cell: Cell): string {
  return inert(plain(cell).replaceAll(/[\t\r\n]+/g, ' '));
}

function markdownRow(cells: readonly Cell[]): string {
  const flat = (cell: Cell): string =>
    plain(cell)
      .replaceAll(/[\r\n]+/g, ' ')
      .replaceAll(/[\\|`*_<>[\]]/g, String.raw`\$&`);
  return `| ${cells.map(flat).join(' | ')} |`;
}
