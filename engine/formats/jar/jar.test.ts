import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readManifest } from './read-manifest.ts';
import { readPom } from './read-pom.ts';
import { readPomProperties } from './read-pom-properties.ts';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('readManifest', () => {
  const shape = (text: string): Record<string, string> =>
    Object.fromEntries([...readManifest(text)].map(([name, { value }]) => [name, value]));

  it.for<[name: string, text: string, want: Record<string, string>]>([
    ['attributes', 'Manifest-Version: 1.0\nA: b\n', { 'manifest-version': '1.0', a: 'b' }],
    ['all line ends', 'A: 1\r\nB: 2\rC: 3\n', { a: '1', b: '2', c: '3' }],
    ['a cut line', 'A: one\r\n two\r\n  three\r\nB: x', { a: 'onetwo three', b: 'x' }],
    ['the main section alone', 'A: 1\n\nName: x\nB: 2\n', { a: '1' }],
    ['a repeated attribute', 'A: 1\nA: 2\n', { a: '2' }],
    ['no colon', 'junk\nA: 1\n', { a: '1' }],
  ])('%s', ([, text, want]) => {
    expect(shape(text)).toEqual(want);
  });

  it('survives every cut and any lines', () => {
    const all = (bytes: Uint8Array): unknown => readManifest(latin1(bytes));
    readsEveryPrefix(Buffer.from('A: b\r\n c\n\nX: y'), all);
    const line = fc.constantFrom('A: b', ' c', '', ':', '\r');
    fc.assert(fc.property(fc.array(line), (lines) => readsOrRefuses(Buffer.from(lines.join('\n')), all, lines.join())));
  });
});

it.for<[name: string, text: string, want: string | undefined]>([
  ['as Maven writes it', '#Created by Maven\nartifactId=a\ngroupId=g\nversion=1\n', 'g:a:1'],
  ['CRLF and blanks', 'groupId = g\r\nartifactId : a \r\nversion=1.0 \r\n', 'g:a:1.0'],
  ['no group', 'artifactId=a\nversion=1\n', undefined],
  ['a placeholder', 'groupId=g\nartifactId=a\nversion=${project.version}\n', undefined],
  ['blanks inside', 'groupId=g\nartifactId=a\nversion=1 2\n', undefined],
])('readPomProperties: %s', ([, text, want]) => {
  const found = readPomProperties(text);
  expect(found && `${found.group}:${found.artifact}:${found.version}`).toBe(want);
});

describe('readPom', () => {
  const project = (inner: string): string => `<?xml version="1.0"?>\n<project xmlns="x">${inner}</project>`;
  it.for<[name: string, text: string, want: string | undefined]>([
    ['all of its own', project('<groupId>g</groupId><artifactId>a</artifactId><version>1</version>'), 'g:a:1'],
    [
      'group and version of the parent',
      project(
        '<parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent><artifactId>a</artifactId>',
      ),
      'g:a:1',
    ],
    [
      'a placeholder',
      project('<groupId>g</groupId><artifactId>a</artifactId><version>${revision}</version>'),
      undefined,
    ],
    [
      'those of a dependency are not its own',
      project(
        '<artifactId>a</artifactId><version>1</version><dependencies><dependency><groupId>g</groupId></dependency></dependencies>',
      ),
      undefined,
    ],
    [
      'comments and CDATA',
      project(
        '<!-- <groupId>x</groupId> --><groupId>g</groupId><artifactId>a</artifactId><![CDATA[<version>0</version>]]><version>1</version>',
      ),
      'g:a:1',
    ],
    [
      'an element inside',
      project('<groupId><b>g</b></groupId><artifactId>a</artifactId><version>1</version>'),
      undefined,
    ],
    ['tags that do not match', '<project><groupId>g</artifactId></project>', undefined],
  ])('%s', ([, text, want]) => {
    const { coordinates } = readPom(text);
    expect(coordinates && `${coordinates.group}:${coordinates.artifact}:${coordinates.version}`).toBe(want);
  });

  it('licences and places', () => {
    const text = project(
      '<licenses><license><name>A &amp; B</name></license><license><name>C</name></license></licenses>',
    );
    const { licences } = readPom(text);
    expect(licences.map(({ value, range }) => [value, text.slice(range.from, range.to)])).toEqual([
      ['A & B', '<name>A &amp; B</name>'],
      ['C', '<name>C</name>'],
    ]);
  });

  it('survives every cut, any tags, and depth', () => {
    const all = (bytes: Uint8Array): unknown => readPom(latin1(bytes));
    readsEveryPrefix(Buffer.from(project('<groupId>g</groupId><!-- x --><artifactId>a</artifactId>')), all);
    const part = fc.constantFrom(
      '<',
      '>',
      '/',
      '<project>',
      '<groupId>',
      '</groupId>',
      '<!--',
      '-->',
      '<![CDATA[',
      'x',
      '&amp;',
    );
    fc.assert(fc.property(fc.array(part), (parts) => readsOrRefuses(Buffer.from(parts.join('')), all, parts.join(''))));
    readsOrRefuses(Buffer.from('<a>'.repeat(200_000)), all, 'deep');
  });
});
