import type { ComponentRow } from '#shared/model/component-list.ts';
import { text } from '../../text/en.ts';
import { cellText } from './cell-text.ts';
import type { Column } from './columns.ts';

export type RowFormat = 'tsv' | 'json' | 'markdown' | 'purls';

/** Rows as text, with the columns that are shown. Values keep their characters; what would break the form is escaped. */
export function printRows(rows: readonly ComponentRow[], columns: readonly Column[], format: RowFormat): string {
  if (format === 'purls') return rows.map(({ purl, key }) => purl ?? key).join('\n');
  if (format === 'json') return JSON.stringify(rows, null, 2);
  const shown = columns.filter((column) => column.shown).map(({ id }) => id);
  const table = [
    [...shown.map((id) => text.columns[id]), text.columns.key],
    ...rows.map((row) => [...shown.map((id) => cellText(row, id)), row.key]),
  ];
  if (format === 'tsv') return table.map((cells) => cells.map(tsvCell).join('\t')).join('\n');
  const [head = [], ...body] = table.map((cells) => `| ${cells.map(markdownCell).join(' | ')} |`);
  return [head, `|${' --- |'.repeat(shown.length + 1)}`, ...body].join('\n');
}

/** A tab or line end inside a cell would make two; a formula would be run by a spreadsheet (CSV injection). */
function tsvCell(value: string): string {
  const flat = value.replaceAll(/[\t\r\n]+/g, ' ');
  return /^[=+\-@]/.test(flat) ? `'${flat}` : flat;
}

function markdownCell(value: string): string {
  return value.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\|`*_<>[\]]/g, String.raw`\$&`);
}
