import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readDiversions } from './read-diversions.ts';
import { readFileList } from './read-file-list.ts';
import { readMd5sums } from './read-md5sums.ts';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const codes = (diagnostics: readonly { code: string }[]): string[] => diagnostics.map(({ code }) => code);

describe('readFileList', () => {
  it.for<[name: string, text: string, paths: string[], diagnostics: string[]]>([
    ['nothing', '', [], []],
    ['the root', '/.\n', [], []],
    ['files and directories', '/.\n/usr\n/usr/share/\n/usr/x', ['usr', 'usr/share', 'usr/x'], []],
    ['hidden names and dots that are no parts', '/etc/.pwd.lock\n/.a\n/a..b\n', ['etc/.pwd.lock', '.a', 'a..b'], []],
    ['doubled slashes and dots', '//usr//./x\n', ['usr/x'], []],
    ['bytes that are not UTF-8', '/caf\xe9\n', ['caf\xe9'], []],
    ['a way out of the root', '/usr/../../x\n/y\n', ['y'], ['malformed']],
    ['no leading slash', 'usr/x\n\n/y\n', ['y'], ['malformed']],
    ['NUL', '/a\0b\n', [], ['malformed']],
  ])('%s', ([, text, paths, diagnostics]) => {
    const read = readFileList(text);
    expect([read.paths, codes(read.diagnostics)]).toEqual([paths, diagnostics]);
  });
});

describe('readMd5sums', () => {
  it.for<[name: string, text: string, paths: string[], diagnostics: string[]]>([
    ['nothing', '', [], []],
    ['text and binary marks', `${md5}  usr/x\n${md5} *usr/y`, ['usr/x', 'usr/y'], []],
    ['a leading slash or dot', `${md5}  /usr/x\n${md5}  ./usr/y\n`, ['usr/x', 'usr/y'], []],
    ['a name with blanks', `${md5}   a b \n`, [' a b '], []],
    ['an escaped name', `\\${md5}  a\\\\b\\nc`, ['a\\b\nc'], []],
    ['a backslash without a mark', `${md5}  a\\nb`, [String.raw`a\nb`], []],
    ['one space', `${md5} usr/x\n`, [], ['malformed']],
    ['too few digits', `${md5.slice(1)}  usr/x\n`, [], ['malformed']],
    ['upper-case digits', `${md5.toUpperCase()}  usr/x\n`, [], ['malformed']],
    ['no name', `${md5}  \n`, [], ['malformed']],
    ['a way out of the root', `${md5}  ../x\n${md5}  y\n`, ['y'], ['malformed']],
  ])('%s', ([, text, paths, diagnostics]) => {
    const read = readMd5sums(text);
    expect([read.rows.map(({ path }) => path), codes(read.diagnostics)]).toEqual([paths, diagnostics]);
    expect(read.rows.every((row) => row.md5 === md5)).toBe(true);
  });
});

describe('readDiversions', () => {
  it.for<[name: string, text: string, rows: string[], diagnostics: string[]]>([
    ['nothing', '', [], []],
    ['two', '/bin/sh\n/bin/sh.distrib\ndash\n/a\n/b\n:\n', ['bin/sh>bin/sh.distrib dash', 'a>b :'], []],
    ['a cut group', '/a\n/b\n', [], ['malformed']],
    ['a bad group before a good one', 'a\n/b\nx\n/c\n/d\ny', ['c>d y'], ['malformed']],
  ])('%s', ([, text, rows, diagnostics]) => {
    const read = readDiversions(text);
    expect(read.rows.map(({ contested, divertedTo, by }) => `${contested}>${divertedTo} ${by}`)).toEqual(rows);
    expect(codes(read.diagnostics)).toEqual(diagnostics);
  });
});

it('no list breaks a reader', () => {
  const all = (bytes: Uint8Array): unknown => {
    const text = Buffer.from(bytes).toString('latin1');
    return [readFileList(text), readMd5sums(text), readDiversions(text)];
  };
  readsEveryPrefix(Buffer.from(`/.\n/usr/x\n\n${md5}  a\n\\${md5}  b\\n\n`), all);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readsOrRefuses(bytes, all, 'bytes')));
  const line = fc.constantFrom('/a', '/', '/..', `${md5}  x`, `\\${md5}  \\`, ':', '', '\0');
  fc.assert(
    fc.property(fc.array(line), (lines) => readsOrRefuses(Buffer.from(lines.join('\n')), all, lines.join('|'))),
  );
});
