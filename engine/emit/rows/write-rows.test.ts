import { describe, expect, it } from 'vitest';
import { componentOf } from '#engine/testing/scan-commit.ts';
import { type ComponentSort, ROW_FORMATS, type RowFormat } from '#shared/model/component-list.ts';
import { writeRows } from './write-rows.ts';

const columns: readonly ComponentSort[] = ['name', 'version', 'introduced', 'licence', 'usage'];
const rows = [
  {
    ...componentOf('a'),
    name: 'say "a", b',
    version: '1|2',
    licences: [
      { text: 'MIT', spdx: 'MIT' },
      { text: 'own\nwords', spdx: null },
    ],
    usage: 'reached' as const,
  },
  { ...componentOf('b'), name: '=1+1', version: null, licences: [], usage: undefined },
  { ...componentOf('c'), name: '@scope/tab\there', version: '2', licences: [] },
].map(({ usage, ...row }) => (usage === undefined ? row : { ...row, usage }));

/** Written by hand from RFC 4180, the JSON standard, and CommonMark's tables. */
const wanted: Readonly<Record<RowFormat, string>> = {
  csv: [
    'name,version,introduced,licence,usage',
    '"say ""a"", b",1|2,0,"MIT; own\nwords",reached',
    "'=1+1,,0,,",
    "'@scope/tab\there,2,0,,",
    '',
  ].join('\r\n'),
  tsv: [
    'name\tversion\tintroduced\tlicence\tusage',
    'say "a", b\t1|2\t0\tMIT; own words\treached',
    "'=1+1\t\t0\t\t",
    "'@scope/tab here\t2\t0\t\t",
    '',
  ].join('\n'),
  json: [
    '[',
    String.raw`  {"name":"say \"a\", b","version":"1|2","introduced":0,"licence":["MIT","own\nwords"],"usage":"reached"},`,
    '  {"name":"=1+1","version":null,"introduced":0,"licence":[],"usage":null},',
    String.raw`  {"name":"@scope/tab\there","version":"2","introduced":0,"licence":[],"usage":null}`,
    ']',
    '',
  ].join('\n'),
  ndjson: [
    String.raw`{"name":"say \"a\", b","version":"1|2","introduced":0,"licence":["MIT","own\nwords"],"usage":"reached"}`,
    '{"name":"=1+1","version":null,"introduced":0,"licence":[],"usage":null}',
    String.raw`{"name":"@scope/tab\there","version":"2","introduced":0,"licence":[],"usage":null}`,
    '',
  ].join('\n'),
  markdown: [
    '| name | version | introduced | licence | usage |',
    '| --- | --- | --- | --- | --- |',
    String.raw`| say "a", b | 1\|2 | 0 | MIT; own words | reached |`,
    '| =1+1 |  | 0 |  |  |',
    '| @scope/tab\there | 2 | 0 |  |  |',
    '',
  ].join('\n'),
};

describe('rows as a document', () => {
  it.for(ROW_FORMATS)('%s', (format) => {
    expect(writeRows(rows, columns, format, { first: true, last: true })).toBe(wanted[format]);
  });

  it.for(ROW_FORMATS)('%s in stretches is the same', (format) => {
    const stretches = rows.map((row, at) => writeRows([row], columns, format, { first: at === 0, last: at === 2 }));
    expect(stretches.join('')).toBe(wanted[format]);
  });

  it.for(['=', '+', '-', '@', '\t=', '\r=', '\n=', '\uff1d', '\uff0b', '\uff0d', '\uff20'])(
    '%j begins no formula',
    (sign) => {
      const row = { ...componentOf('a'), name: `${sign}1+1` };
      const [csv = '', tsv = ''] = (['csv', 'tsv'] as const).map((format) =>
        writeRows([row], ['name'], format, { first: false, last: true }),
      );
      expect(csv).toMatch(/^"?'/);
      // Tabs and line ends are blanks there, before which nothing is a formula.
      expect(tsv).toMatch(/^(?:'| =)/);
    },
  );

  it('is an empty list of JSON where there are no rows', () => {
    expect(JSON.parse(writeRows([], columns, 'json', { first: true, last: true }))).toEqual([]);
  });
});
