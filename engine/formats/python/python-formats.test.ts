import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readMetadata, requirementName } from './read-metadata.ts';
import { readRecord } from './read-record.ts';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('readMetadata', () => {
  it.for<[name: string, text: string, want: string[]]>([
    ['nothing', '', []],
    ['fields up to the description', 'Name: a\nVersion: 1\n\nName: b\n', ['name=a', 'version=1']],
    ['CRLF', 'Name: a\r\nVersion: 1\r\n\r\nX: y', ['name=a', 'version=1']],
    ['continuation lines', 'License: a\n        b\n\tc\nName: d\n', ['license=a\nb\nc', 'name=d']],
    [
      'a value with colons, and none',
      'Project-URL: x, https://y\nKeywords:\n',
      ['project-url=x, https://y', 'keywords='],
    ],
    ['any letter case', 'NAME: a\nvErsion: 1', ['name=a', 'version=1']],
    ['a line that is no field, with its continuation', 'Name: a\njunk\n more\nVersion: 1', ['name=a', 'version=1']],
  ])('%s', ([, text, want]) => {
    expect(readMetadata(text).map(({ key, value }) => `${key}=${value}`)).toEqual(want);
  });

  it('places', () => {
    const text = 'Name: a\nLicense: x\n y\nVersion: 1';
    expect(readMetadata(text).map(({ from, to }) => text.slice(from, to))).toEqual([
      'Name: a\n',
      'License: x\n y\n',
      'Version: 1',
    ]);
  });

  it('survives every cut and any lines', () => {
    const all = (bytes: Uint8Array): unknown => readMetadata(latin1(bytes));
    readsEveryPrefix(Buffer.from('Metadata-Version: 2.1\r\nName: a\n b\n\nrest'), all);
    const line = fc.constantFrom('Name: a', ' x', '\t', '', ':', 'a:', '\r', 'x');
    fc.assert(fc.property(fc.array(line), (lines) => readsOrRefuses(Buffer.from(lines.join('\n')), all, lines.join())));
  });
});

/** Forms of PEP 508. */
it.for<[requirement: string, name: string | undefined]>([
  ['requests', 'requests'],
  ['requests[security,tests]>=2.8.1,==2.8.* ; python_version < "2.7"', 'requests'],
  ['pip @ https://example.org/pip.zip', 'pip'],
  ['zope.interface (>=4)', 'zope.interface'],
  ['a-b_c', 'a-b_c'],
  ['-a', undefined],
  ['a b', undefined],
  ['', undefined],
])('requirement %s', ([requirement, name]) => {
  expect(requirementName(requirement)).toBe(name);
});

describe('readRecord', () => {
  it.for<[name: string, text: string, paths: string[], problems: number]>([
    ['rows', 'a.py,sha256=x,12\nb/c.py,,\r\n', ['a.py', 'b/c.py'], 0],
    ['a path alone', 'a.py\n', ['a.py'], 0],
    ['quotes', '"a,b.py",,\n"c""d.py",,\n', ['a,b.py', 'c"d.py'], 0],
    ['a line feed in a path', '"a\nb",,\nc,,\n', ['a\nb', 'c'], 0],
    ['a quote that does not end', 'a,,\n"b,,\n', ['a'], 1],
    ['something behind a quote', '"a"b,,\nc,,\n', ['c'], 1],
    ['no path', ',sha256=x,1\n\n', [], 0],
  ])('%s', ([, text, paths, problems]) => {
    const found = readRecord(text);
    expect([found.paths, found.diagnostics.length]).toEqual([paths, problems]);
  });

  it('survives every cut and any rows', () => {
    const all = (bytes: Uint8Array): unknown => readRecord(latin1(bytes));
    readsEveryPrefix(Buffer.from('a,,\n"b,""c",sha256=x,1\r\n'), all);
    const part = fc.constantFrom('a', ',', '"', '\n', '\r', '""');
    fc.assert(fc.property(fc.array(part), (parts) => readsOrRefuses(Buffer.from(parts.join('')), all, parts.join(''))));
  });
});
