import type { ComponentRow, ComponentSort } from '#shared/model/component-list.ts';
import { text } from '../../text/en.ts';

/** What a cell says, as plain text. Empty where nothing is stated. */
export function cellText(row: ComponentRow, column: ComponentSort): string {
  switch (column) {
    case 'key':
    case 'name':
    case 'type':
    case 'state':
      return row[column];
    case 'version':
    case 'arch':
      return row[column] ?? '';
    case 'origin':
      return text.origins[row.origin];
    case 'usage':
      return row.usage === undefined ? '' : text.usages[row.usage];
    case 'licence':
      return row.licences.map(({ spdx, text: stated }) => spdx ?? stated).join(', ');
    case 'introduced':
    case 'lastModified':
      return text.layers.short(row.layers[column]);
    case 'recordWritten':
      return row.layers.recordWritten === null ? '' : text.layers.short(row.layers.recordWritten);
    default:
      return column satisfies never;
  }
}
