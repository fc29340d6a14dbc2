import type { RowFormat } from '#shared/model/component-list.ts';

const endings: Readonly<Record<RowFormat, string>> = {
  csv: 'csv',
  tsv: 'tsv',
  json: 'json',
  ndjson: 'ndjson',
  markdown: 'md',
};

/** Name of a file with rows: which image, how many of how many. Nothing of the image's name leads into another folder. */
export function rowsFileName(image: string, shown: number, all: number, format: RowFormat): string {
  return `${plainName(image)}-components-${shown}-of-${all}.${endings[format]}`;
}

/** Name of a file with the rows of a scan that has not ended. */
export function partialFileName(image: string): string {
  return `${plainName(image)}-components-partial.json`;
}

function plainName(image: string): string {
  const name = image
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[.-]+|-+$/g, '')
    .slice(0, 80);
  return name === '' ? 'image' : name;
}
