import type { ComponentRow } from '#shared/model/component-list.ts';
import { expect, it } from 'vitest';
import { defaultColumns } from './columns.ts';
import { printRows } from './copy-rows.ts';

const row: ComponentRow = {
  key: 'pkg:deb/debian/a%7Cb@1',
  purl: 'pkg:deb/debian/a%7Cb@1',
  type: 'deb',
  name: 'a|b\nc\td',
  version: '=1+2',
  arch: null,
  origin: 'package-db',
  state: 'installed',
  usage: 'reached',
  layers: { introduced: 3, recordWritten: 5, lastModified: 3, removed: null },
  licences: [
    { text: 'GPL-2+', spdx: 'GPL-2.0-or-later' },
    { text: 'own words', spdx: null },
  ],
};

it.for([
  {
    format: 'tsv' as const,
    want: `Name\tVersion\tType\tUsage\tIntroduced in\tLicence\tIdentity
a|b c d\t'=1+2\tdeb\tReached\tL3\tGPL-2.0-or-later, own words\tpkg:deb/debian/a%7Cb@1`,
  },
  {
    format: 'markdown' as const,
    want: `| Name | Version | Type | Usage | Introduced in | Licence | Identity |
| --- | --- | --- | --- | --- | --- | --- |
| a\\|b c\td | =1+2 | deb | Reached | L3 | GPL-2.0-or-later, own words | pkg:deb/debian/a%7Cb@1 |`,
  },
  { format: 'purls' as const, want: 'pkg:deb/debian/a%7Cb@1' },
])('rows as $format keep their shape whatever a name holds', ({ format, want }) => {
  expect(printRows([row], defaultColumns, format)).toBe(want);
});

it('rows as JSON are the rows', () => {
  expect(JSON.parse(printRows([row], defaultColumns, 'json'))).toEqual([row]);
});
