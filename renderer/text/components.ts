import type { ComponentGroup, RowFormat } from '#shared/model/component-list.ts';
import { count, counted } from './formats.ts';

const rowFormats: Readonly<Record<RowFormat, string>> = {
  csv: 'CSV',
  tsv: 'TSV',
  json: 'JSON',
  ndjson: 'JSON, one row a line',
  markdown: 'Markdown table',
};
const groups: Readonly<Record<ComponentGroup, string>> = {
  type: 'Type',
  introduced: 'Layer',
  licence: 'Licence',
  origin: 'Known from',
  usage: 'Usage',
};
const densities = { close: 'Close rows', usual: 'Usual rows', wide: 'Wide rows' } as const;
const shippedViews = {
  default: 'Default',
  runs: 'What runs',
  unlabelled: 'Unlabelled binaries',
  added: 'Added after the base',
  unlicensed: 'No licence stated',
} as const;

/** The words of the components screen's menus and sheets, a part of the catalogue. */
export const componentsText = {
  rowFormats,
  groups,
  densities,
  shippedViews,
  columns: 'Columns',
  columnsTitle: 'Arrange columns',
  arrange: 'Arrange columns…',
  earlier: (name: string): string => `Move ${name} earlier`,
  later: (name: string): string => `Move ${name} later`,
  moved: (name: string, place: number, all: number): string => `${name} is column ${count(place)} of ${count(all)}`,
  reset: 'Reset columns',
  density: 'Row height',
  group: 'Group',
  noGroup: 'No groups',
  noneStated: 'none stated',
  groupHead: (name: string, rows: number): string => `${name}, ${counted(rows, 'row', 'rows')}`,
  views: 'Views',
  saved: 'Saved',
  shipped: 'As delivered',
  saveView: 'Save this view…',
  saveTitle: 'Save view',
  viewName: 'Name',
  viewHolds: 'Filter, chosen facets, sort, group and columns are saved under this name.',
  replaces: 'A view of this name is there; it will be replaced.',
  save: 'Save',
  manage: 'Remove a view…',
  manageTitle: 'Saved views',
  remove: (name: string): string => `Remove view ${name}`,
  viewSaved: (name: string): string => `View ${name} saved`,
  noRoom: 'There is no room for another view; remove one first.',
  viewRemoved: (name: string): string => `View ${name} removed`,
  viewShown: (name: string): string => `View ${name}`,
  suggestions: 'Suggestions',
  matching: (value: number): string => counted(value, 'component', 'components'),
  exportRows: 'Export rows…',
  exportTitle: 'Export rows',
  format: 'Format',
  extent: (shown: number, all: number): string =>
    shown === all
      ? `All ${counted(all, 'component', 'components')}, in the order of the list.`
      : `${count(shown)} of ${counted(all, 'component', 'components')}: the filtered ones, in the order of the list.`,
  exportColumns: (names: string): string => `Columns: ${names}.`,
  formulas: 'A value that a spreadsheet would run as a formula gets an apostrophe in front.',
  file: 'File',
  export: 'Export',
  exporting: (done: number, all: number): string => `${count(done)} of ${counted(all, 'row', 'rows')}`,
  exported: (file: string, rows: number): string => `${file}: ${counted(rows, 'row', 'rows')}`,
  exportFailed: (message: string): string => `The rows cannot be exported. ${message}`,
} as const;
